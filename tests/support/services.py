"""The services that some tests need: where they are, whether they answer, how one is claimed.

Imported before Django reads its settings, so it may import neither Django nor anything of ours.
Each probe returns an empty text, or one line that says what was not found.
"""

import os
import shutil
import socket
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import redis

POSTGRES = os.environ.get("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379")
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CLAIM = "musicstudio-tests-claim"
CLAIM_LASTS_S = 3600


def postgres_missing() -> str:
    """Try to reach PostgreSQL."""
    try:
        with psycopg.connect(f"{POSTGRES}/postgres", connect_timeout=3):
            return ""
    except psycopg.OperationalError:
        return f"PostgreSQL was not found at {POSTGRES} (TEST_POSTGRES)."


def redis_missing() -> str:
    """Try to reach Redis."""
    try:
        with redis.Redis.from_url(REDIS, socket_timeout=3) as client:
            client.ping()
            return ""
    except redis.RedisError:
        return f"Redis was not found at {REDIS} (TEST_REDIS)."


def gateway_program() -> str:
    """Return the path of the S3 gateway's program, which is a package for development."""
    beside = Path(sys.executable).with_name("juicefs")
    return str(beside) if beside.exists() else shutil.which("juicefs") or ""


def gateway_missing() -> str:
    """Look for the S3 gateway's program."""
    return "" if gateway_program() else "The S3 gateway (juicefs) was not found."


def chromium() -> str:
    """Return the path of the browser, rather of one that opens pages without windows."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    wanted = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [wanted] if wanted else names)), "")


def chromium_missing() -> str:
    """Look for the browser."""
    return "" if chromium() else "Chromium was not found (CHROMIUM): no browser tests."


def axe_missing() -> str:
    """Look for the accessibility rules."""
    return "" if AXE.exists() else "axe-core was not found (npm ci): no accessibility tests."


def team_missing() -> list[str]:
    """Return what the team's profile lacks here."""
    return list(filter(None, (postgres_missing(), redis_missing(), gateway_missing())))


def browser_missing() -> list[str]:
    """Return what browser tests lack here."""
    return list(filter(None, (chromium_missing(), axe_missing())))


def claim_redis_database() -> int:
    """Return the number of an empty Redis database that is now ours until it is released."""
    for number in range(1, 16):
        with redis.Redis.from_url(REDIS, db=number) as client:
            if client.set(CLAIM, os.getpid(), nx=True, ex=CLAIM_LASTS_S):
                if client.dbsize() == 1:
                    return number
                client.delete(CLAIM)
    raise RuntimeError("All of Redis' databases 1 to 15 are in use.")


def release_redis_database(number: int) -> None:
    """Empty the database that we claimed."""
    with redis.Redis.from_url(REDIS, db=number) as client:
        client.flushdb()


def drop_databases(prefix: str) -> None:
    """Drop every database whose name begins with `prefix`."""
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        ).fetchall()
        for (name,) in names:
            with suppress(psycopg.errors.InvalidCatalogName):
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
