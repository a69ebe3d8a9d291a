"""The console script is the command line of the binary."""

import signal
import subprocess
import sys
import time

import forgetting as fg


def test_it_says_what_the_library_says(command):
    assert command("eval", "eps_old(1/2, 3)").startswith("0.")
    assert float(command("eval", "--raw", "bc(2)")) == fg.bc(2.0)
    assert command("--version").split() == ["forgetting", fg.__version__]
    assert "reverse-kl" in command("list")


def test_exit_codes_and_messages(command):
    assert command("eval", "foo(1)", code=2).startswith("forgetting: ")
    assert "must lie in (0, 1)" in command("solve", "reverse-kl", "--alpha", "2", code=2)
    command("claim", "for x in [0, 1]: x < 1/2", code=1)
    command("nothing", code=2)


def test_lines_are_streamed(command):
    out = command("eval", "--stdin", input="bc(1)\nbad(\n", code=1)
    assert out == ""
    lines = command("eval", "--stdin", input="1+1\n2+2\n").split()
    assert [float(line) for line in lines] == [2.0, 4.0]


def test_an_interruption_ends_it():
    words = ["simulate", "chen-two-mode", "--seeds", "1000000"]
    child = subprocess.Popen(
        [sys.executable, "-m", "forgetting", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(2)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 3 and b"interrupted after" in said
