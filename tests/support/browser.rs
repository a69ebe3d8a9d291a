//! A headless Chromium, driven over a pair of named pipes in its own protocol: JSON messages, each ended by a zero byte.

use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// One page of a running browser; the browser ends with it.
pub struct Browser {
    process: Child,
    to: File,
    from: BufReader<File>,
    next_id: u64,
    session: Option<String>,
    /// What the page said on its console, and what went wrong in it.
    pub complaints: Vec<String>,
    _home: tempfile::TempDir,
}

/// The name of the browser, if there is one here.
fn executable() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        })
}

impl Browser {
    /// A browser with an empty page; `None`, with a word on standard error, where Chromium is not installed.
    pub fn open() -> Option<Self> {
        let Some(name) = executable() else {
            eprintln!("skipped: no Chromium here (Debian: apt-get install chromium)");
            return None;
        };
        let home = tempfile::tempdir().expect("a folder");
        let pipes = ["in", "out"].map(|name| home.path().join(name));
        let made = Command::new("mkfifo")
            .args(&pipes)
            .status()
            .expect("mkfifo runs");
        assert!(made.success(), "mkfifo");
        let profile = home.path().join("profile");
        // The browser reads commands from descriptor 3 and writes answers to 4; read-write opening blocks neither side.
        let script = format!(
            "exec {name} --headless=new --no-sandbox --disable-gpu --no-first-run --remote-debugging-pipe --user-data-dir=\"$1\" about:blank 3<>\"$2\" 4<>\"$3\""
        );
        let process = Command::new("sh")
            .args(["-c", &script, "sh"])
            .args([&profile, &pipes[0], &pipes[1]])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell");
        // Each end is opened in one direction only: when the browser dies, reading ends.
        let to = OpenOptions::new()
            .write(true)
            .open(&pipes[0])
            .expect("a pipe");
        let from = File::open(&pipes[1]).expect("a pipe");
        let mut browser = Self {
            process,
            to,
            from: BufReader::new(from),
            next_id: 0,
            session: None,
            complaints: Vec::new(),
            _home: home,
        };
        let page = browser.send("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = browser.send(
            "Target.attachToTarget",
            json!({ "targetId": page["targetId"], "flatten": true }),
        );
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.send(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// One command and its result.
    pub fn send(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let mut message = json!({ "id": self.next_id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser listens");
        loop {
            let mut answer = self.receive();
            if answer["id"] == self.next_id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
        }
    }

    fn receive(&mut self) -> Value {
        let mut bytes = Vec::new();
        let read = self.from.read_until(0, &mut bytes);
        assert!(read.is_ok_and(|n| n > 0), "the browser is gone");
        bytes.pop();
        let message: Value = serde_json::from_slice(&bytes).expect("JSON");
        match message["method"].as_str() {
            Some("Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded") => {
                self.complaints.push(message["params"].to_string());
            }
            // A request that leaves the disk.
            Some("Network.requestWillBeSent") => {
                let url = message["params"]["request"]["url"]
                    .as_str()
                    .unwrap_or_default();
                if !(url.starts_with("file:")
                    || url.starts_with("data:")
                    || url.starts_with("about:"))
                {
                    self.complaints.push(format!("request to {url}"));
                }
            }
            _ => {}
        }
        message
    }

    /// Opens a file in a window of this width and waits until it is loaded.
    pub fn visit(&mut self, path: &Path, width: u32, scheme: &str) {
        self.send(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 }),
        );
        self.send(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        );
        let url = format!("file://{}", path.display());
        self.send("Page.navigate", json!({ "url": url }));
        let begun = Instant::now();
        while self.evaluate("document.readyState") != "complete"
            || self.evaluate("location.protocol") != "file:"
        {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{url} does not load"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The value of an expression in the page.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let mut result = self.send(
            "Runtime.evaluate",
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }),
        );
        assert!(
            result["exceptionDetails"].is_null(),
            "{}",
            result["exceptionDetails"]
        );
        result["result"]["value"].take()
    }

    /// The value of an expression that gives a list of findings; none is what a test wants.
    pub fn findings(&mut self, expression: &str) -> Vec<String> {
        let value = self.evaluate(expression);
        let list = value
            .as_array()
            .unwrap_or_else(|| panic!("not a list: {value}"));
        list.iter()
            .map(|x| x.as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
