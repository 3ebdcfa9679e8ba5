"""`make contract SPEC=openapi.yaml`: ask a sandbox for everything that an OpenAPI file names.

Schemathesis makes up requests, within the file's limits and beyond them, and compares each answer
with what the file says: its status, its body, and that nothing ends in a 500. The provider's file
is not part of this project. More options go to schemathesis as they are.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.sandbox import running_sandbox

CREDITS = 10_000_000
"""More than any walk spends: 402 would hide every other answer."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
"""Not that what the file allows is accepted: made-up clips are refused, as they should be."""
BOUNDS = ("--max-examples", "20", "--seed", "1", "--continue-on-failure")
WALKS = {
    "examples,coverage": (),
    # It can not make up bodies of these at random, and counts that as a failure.
    "fuzzing": ("--exclude-path-regex", "^/(sonic|suno)/create$|^/sonic/batch$"),
}


def main(spec: str, *options: str) -> int:
    """Walk through a sandbox of our own; return the exit status."""
    program = Path(sys.executable).with_name("schemathesis")
    with (
        tempfile.TemporaryDirectory(prefix="musicstudio-contract-") as folder,
        running_sandbox(Path(folder), credits=CREDITS, create_interval_s=0) as sandbox,
    ):
        header = f"Authorization: {sandbox.headers['Authorization']}"
        to = ["--url", sandbox.base_url, "--header", header, "--checks", ",".join(CHECKS)]
        statuses = [
            subprocess.run(
                [program, "run", spec, *to, "--phases", phases, *but, *BOUNDS, *options],
                check=False,
            ).returncode
            for phases, but in WALKS.items()
        ]
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
