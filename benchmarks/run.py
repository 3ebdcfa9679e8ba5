"""`make bench`: run every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run all, or those whose names are given; return the exit status."""
    folder = Path(__file__).parent
    wanted = sys.argv[1:]
    status = 0
    for path in sorted(folder.glob("bench_*.py")):
        name = path.stem.removeprefix("bench_")
        if wanted and name not in wanted:
            continue
        print(f"\n== {name}: {(path.read_text().split(chr(10))[0]).strip(chr(34))}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{path.stem}"]
        status |= subprocess.run(command, cwd=folder.parent, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
