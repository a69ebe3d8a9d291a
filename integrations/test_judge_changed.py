#!/usr/bin/env python3
"""Runs judge_changed.py on a small repository: which files are judged, what is printed, how it ends."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).with_name("judge_changed.py").resolve()


def git(*arguments):
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def judge(*arguments):
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True
    )
    return ran.returncode, ran.stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        git("init", "-q")
        Path("old.md").write_text("```claim\nfor x in [1, 2]: x^2 <= x\n```\n")
        Path("prose.md").write_text("No claims here.\n")
        git("add", ".")
        git("commit", "-qm", "start")
        assert judge("--base", "HEAD") == (0, ""), "nothing changed"
        Path("new.tex").write_text(
            "\\begin{claim}\nfor x in [1, 2]: x <= x^2\n\\end{claim}\n"
            "\\begin{claim}\nfor x in [1, 2]: x^2 <= x\n\\end{claim}\n"
        )
        git("add", ".")
        code, text = judge("--base", "HEAD", "--annotate")
        assert code == 1 and text.count("::error") == 1, text
        assert "file=new.tex,line=5,col=1::refuted" in text, text
        code, text = judge()
        assert code == 1 and "old.md:2: refuted" in text and "new.tex:5:" in text, text
        Path("new.tex").write_text("\\begin{claim}\nfor x in [1, 2: x\n\\end{claim}\n")
        code, text = judge("--base", "HEAD")
        assert code == 1 and "new.tex:2: cannot be read" in text, text
    print("4 passed, 0 failed")


if __name__ == "__main__":
    main()
