"""The command line, called as a user calls it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TALKS = [sys.executable, "-c", "from flows.cli import main; main()"]


def talks(*arguments, **environment):
    return subprocess.run(
        [*TALKS, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
        timeout=120,
    )


def unused_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def feed_list(tmp_path, text):
    path = tmp_path / "feeds.toml"
    path.write_text(text, "utf-8")
    return path


GOOD = '[[feeds]]\nid = "a"\nurl = "{url}"\npublisher = "A"\nlanguage = "en"\n'
