"""A database with all migrations in it, made once and kept for as long as the code is the same.

Migrating takes seconds of processor time, in each process and on each leg. What is kept is named by the contents of
the code, so it is never out of date: a file in `.pytest_cache`, or a database of the server that is copied.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".pytest_cache" / "migrated"
PREFIX = "harrastuspassi_migrated_"
KEPT = 3
"""How many are kept, so that checkouts side by side do not take turns to make theirs."""


@cache
def name_of_code() -> str:
    """A digest of all that migrations may depend on: the domain with its data, and the migrations of every package."""
    found = {path for path in (ROOT / "harrastuspassi").rglob("*") if path.suffix != ".pyc"}
    for app in apps.get_app_configs():
        found.update((Path(app.path) / "migrations").glob("*.py"))
    digest = hashlib.sha256()
    for path in sorted(path for path in found if path.is_file()):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


class Migrated:
    """Lets a test database begin as a copy of the kept one; where there is none yet, keeps it as it is once made.

    From the start until `made` is called, other processes wait: they then find what this one makes.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        self._lock = (FOLDER / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        begin = _begin_with_file if "sqlite" in config["ENGINE"] else _begin_with_template
        self._is_copy = begin(config.setdefault("TEST", {}))

    def made(self) -> None:
        """The test database has all migrations now."""
        with self._lock:
            if not self._is_copy:
                (_keep_file if connection.vendor == "sqlite" else _keep_database)()


def copy_migrated(var_dir: Path, database_url: str | None) -> bool:
    """Puts a copy of what is kept where a system of a test's own has its data, which nothing may use yet.

    False where nothing is kept: no test of this code has asked for a database yet.
    """
    if database_url is None:
        return _begin_with_file({"NAME": var_dir / "harrastuspassi.sqlite3"})
    with server() as session:
        if kept := kept_database(session):
            own = urlsplit(database_url).path.strip("/")
            session.execute(f'DROP DATABASE "{own}"')
            session.execute(f'CREATE DATABASE "{own}" TEMPLATE "{kept}"')
    return kept is not None


# --- SQLite ---------------------------------------------------------------------------------------
def kept_file() -> Path:
    return FOLDER / f"{name_of_code()}.sqlite3"


def _begin_with_file(test: dict[str, Any]) -> bool:
    if not kept_file().exists():
        return False
    shutil.copyfile(kept_file(), test["NAME"])
    return True


def _keep_file() -> None:
    for older in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[: 1 - KEPT]:
        older.unlink()
    new = kept_file().with_suffix(".new")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as made, closing(sqlite3.connect(new)) as kept:
        made.backup(kept)
    new.rename(kept_file())


# --- PostgreSQL -----------------------------------------------------------------------------------
def server() -> Any:
    """A connection to the server, beside any database of these tests."""
    return psycopg.connect(urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path="/postgres")), autocommit=True)


def _kept_databases(session: Any) -> list[str]:
    """The newest first. Those of other roles cannot be copied."""
    query = """SELECT datname FROM pg_database
               WHERE starts_with(datname, %s) AND pg_get_userbyid(datdba) = current_user ORDER BY oid DESC"""
    return [name for (name,) in session.execute(query, [PREFIX])]


def kept_database(session: Any) -> str | None:
    name = PREFIX + name_of_code()
    return name if name in _kept_databases(session) else None


def _begin_with_template(test: dict[str, Any]) -> bool:
    with server() as session:
        test["TEMPLATE"] = kept_database(session)
    return test["TEMPLATE"] is not None


def _keep_database() -> None:
    # Nobody may be connected to what is copied.
    connection.close()
    with server() as session, suppress(psycopg.errors.DuplicateDatabase):
        for older in _kept_databases(session)[KEPT - 1 :]:
            session.execute(f'DROP DATABASE IF EXISTS "{older}"')
        session.execute(f'CREATE DATABASE "{PREFIX}{name_of_code()}" TEMPLATE "{connection.settings_dict["NAME"]}"')
