"""The databases that are measured, kept between runs: `python -m tests.benchmarks.database HOBBIES` fills the one that
DATABASE_URL names."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[2]
WRITERS = ("category_covers", "feed", "links", "reference", "search", "search_documents", "timing", "tree")
RECIPE = [
    "tests/benchmarks/catalogue.py",
    "tests/benchmarks/database.py",
    "harrastuspassi/*/migrations/*.py",
    *(f"harrastuspassi/catalogue/{name}.py" for name in WRITERS),
]
"""What decides what is in them, beside the week: events are about today."""


def ready_database(server: str, hobbies: int, environment: dict[str, str]) -> str:
    """Address of a database on a server with so many hobbies, which is filled where it is not there as it should be."""
    parts = urlsplit(server)
    name = f"harrastuspassi_bench_{hobbies}"
    address, recipe = urlunsplit(parts._replace(path=f"/{name}")), _recipe()
    with psycopg.connect(server, autocommit=True) as session:
        found = session.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if found != (recipe,):
            sys.stdout.write(f"Filling {name} ...\n")
            sys.stdout.flush()
            session.execute(f'DROP DATABASE IF EXISTS "{name}"')
            session.execute(f'CREATE DATABASE "{name}"')
            fill = [sys.executable, "-m", "tests.benchmarks.database", str(hobbies)]
            subprocess.run(fill, cwd=ROOT, env={**environment, "DATABASE_URL": address}, check=True)
            session.execute(f"COMMENT ON DATABASE \"{name}\" IS '{recipe}'")
    return address


def _recipe() -> str:
    digest = hashlib.sha256("{}-{}".format(*dt.datetime.now(dt.UTC).isocalendar()).encode())
    for path in sorted(path for pattern in RECIPE for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main(hobbies: int) -> None:
    """Migrates an empty database and fills it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks.catalogue import fill

    call_command("migrate", verbosity=0)
    fill(hobbies)
    # As autovacuum does within a minute: an index alone then tells what everyone sees.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


if __name__ == "__main__":
    main(int(sys.argv[1]))
