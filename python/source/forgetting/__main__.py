"""The command ``forgetting``: the command line of the library, from the package."""

import signal
import sys

from . import _native


def main() -> None:
    """Runs the command line of this process; an interruption is the command's, not the interpreter's."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.run_command(["forgetting", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
