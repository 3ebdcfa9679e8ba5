"""The environment that every test runs in; loaded before Django reads its settings.

TEST_PROFILE chooses what the suite stands on: "laptop" (SQLite, broker in a folder, files in a
folder) or "team" (PostgreSQL, Redis, S3). The first process of a run sets everything up and takes
it down again; processes that it starts find TEST_RUN set and use what is there.
"""

import atexit
import os
import secrets
import shutil
import signal
import sys
import tempfile
from pathlib import Path

OURS = ("DATABASE_URL", "BROKER_URL", "MUSICAPI_", "S3_", "SANDBOX_", "EMAIL_", "PUBLIC_URL")
BUCKET = "musicstudio-tests"


def begin_run() -> None:
    """Set up what all processes of this run share."""
    for name in list(os.environ):
        if name.startswith(OURS):
            del os.environ[name]
    # Whoever ends us politely ends what we began, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="musicstudio-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["TEST_RUN"] = secrets.token_hex(4)
    os.environ["TEST_DIR"] = folder
    if os.environ.setdefault("TEST_PROFILE", "laptop") == "team":
        begin_team(Path(folder))


def begin_team(folder: Path) -> None:
    """Claim a database server, a broker and a bucket of this run's own."""
    from tests.support import gateway, services

    if missing := services.team_missing():
        raise SystemExit("\n".join(missing))
    prefix = f"musicstudio_{os.environ['TEST_RUN']}"
    number = services.claim_redis_database()
    atexit.register(services.release_redis_database, number)
    atexit.register(services.drop_databases, prefix)
    atexit.register(services.drop_databases, f"test_{prefix}")
    s3 = gateway.start_gateway(folder / "s3")
    atexit.register(s3.stop)
    os.environ |= {
        "DATABASE_URL": f"{services.POSTGRES}/{prefix}",
        "BROKER_URL": f"{services.REDIS}/{number}",
        "S3_ENDPOINT_URL": s3.url,
        "S3_BUCKET": BUCKET,
        "S3_ACCESS_KEY_ID": gateway.ACCESS_KEY,
        "S3_SECRET_ACCESS_KEY": gateway.SECRET_KEY,
    }
    make_bucket()


def make_bucket() -> None:
    """Make the run's bucket."""
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=os.environ["S3_ENDPOINT_URL"],
        aws_access_key_id=os.environ["S3_ACCESS_KEY_ID"],
        aws_secret_access_key=os.environ["S3_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=BUCKET)


if "TEST_RUN" not in os.environ:
    begin_run()
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="var-", dir=os.environ["TEST_DIR"])
os.environ |= {
    "OPENBLAS_NUM_THREADS": "1",  # threads for small matrices wait longer than they work
    "DEBUG": "0",
    "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789",
    "FIELD_ENCRYPTION_KEYS": "only-for-tests-too",
    "EMAIL_VERIFICATION": "optional",
    "LOG_LEVEL": "WARNING",
    "METRICS_TOKEN": "only-for-tests",
}
