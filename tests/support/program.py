"""A program for the supervisor's tests: does what its argument says."""

import signal
import subprocess
import sys
import time


def main() -> None:
    """Say something; then end, wait, or refuse to end."""
    what = sys.argv[1]
    if what == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if what == "parent":
        child = [sys.executable, "-c", "import time; time.sleep(60)"]
        sys.stdout.write(f"child {subprocess.Popen(child).pid}\n")
    sys.stdout.write(f"{what} speaks\nhalf a line")
    sys.stdout.flush()
    if what != "short":
        time.sleep(60)


if __name__ == "__main__":
    main()
