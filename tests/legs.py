"""Runs pytest on SQLite alone, and again on PostgreSQL and Redis where they answer.

`python -m tests.legs [arguments for pytest]`. TEST_DATABASE_URL and TEST_REDIS_URL say where to look.
With REQUIRE_SERVICES=1, as in CI, a leg that cannot run fails.
"""

import os
import subprocess
import sys

import psycopg
import redis

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")

# Some machines have Python keep no compiled code: every process that a test starts would then compile the project anew.
NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "PYTHONDONTWRITEBYTECODE"}


def missing_service() -> str | None:
    """What does not answer, or None when both do."""
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=3).close()
        redis.from_url(REDIS_URL, socket_connect_timeout=3).ping()
    except (psycopg.Error, redis.RedisError) as error:
        return str(error).strip()
    return None


def run_pytest(arguments: list[str], **variables: str) -> str:
    """Outcome of a run: "passed" or "FAILED". Only `variables` decide which database and broker it uses."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    # These have targets of their own: tools that not every machine has, and minutes.
    elsewhere = ["--ignore=tests/clients", "--ignore=tests/faults/test_all_services.py"]
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *elsewhere, *arguments]
    done = subprocess.run(command, env={**environment, **variables}, check=False)
    return "FAILED" if done.returncode else "passed"


def main(arguments: list[str]) -> int:
    missing = missing_service()
    # Whatever asks a database something in its own way runs on both: queries, constraints, search, places, writes,
    # imports, migrations, and what happens at once. On SQLite alone run `once`, which needs no database, and
    # `either`, whose outcome no database has a part in, such as pages and headers; each says why. Generated requests
    # take long, and are sent once: to PostgreSQL.
    sqlite = [] if missing else ["-m", "not generated"]
    outcomes = {"SQLite, files": run_pytest([*sqlite, *arguments])}
    if missing is None:
        # A database of this run's own, so that two runs on one machine do not meet.
        own = f"{DATABASE_URL.rpartition('/')[0]}/harrastuspassi_{os.getpid()}"
        outcomes["PostgreSQL, Redis"] = run_pytest(
            ["-m", "not once and not either", *arguments], DATABASE_URL=own, REDIS_URL=REDIS_URL
        )
    else:
        required = os.environ.get("REQUIRE_SERVICES") == "1"
        outcomes["PostgreSQL, Redis"] = f"{'FAILED: ' if required else ''}did not run: {missing}"
    sys.stdout.write("".join(f"{leg}: {outcome}\n" for leg, outcome in outcomes.items()))
    return int(any(outcome.startswith("FAILED") for outcome in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
