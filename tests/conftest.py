"""The environment of the tests: demo mode, a throw-away VAR_DIR, and whatever DATABASE_URL and REDIS_URL say.

Settings read the environment once, so all of it is set here, before pytest-django loads them.
"""

import atexit
import gc
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from hypothesis import find
from hypothesis import strategies as st

from tests.chromium import chromium
from tests.migrated import Migrated
from tests.shared import empty_tables, module_db

__all__ = ["chromium", "module_db"]

DATABASES = {"db", "transactional_db", "system"}
"""Fixtures that give a test a database."""
VAR_DIR = Path(tempfile.mkdtemp(prefix="harrastuspassi-tests-"))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)


def own_redis_database(url: str, worker: str) -> str:
    """`url` with a database number of its own for each xdist worker ("gw0", "gw1")."""
    base, _, number = url.rpartition("/") if re.search(r"/\d+$", url) else (url.rstrip("/"), "", "0")
    return f"{base}/{int(number) + int(worker.removeprefix('gw')) + 1}"


for variable in ("PUBLIC_URL", "PORT", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "LOG_LEVEL", "SCHEDULE_HORIZON_DAYS"):
    os.environ.pop(variable, None)
# Tests see what the views do now: most make rows without publishing them, and what is kept would not know of those.
# The fixture `keeping` (tests/api/keeping.py) lets a test keep answers.
os.environ.update(READ_CACHE_MB="0")
os.environ.update(MODE="demo", VAR_DIR=str(VAR_DIR), DJANGO_SETTINGS_MODULE="harrastuspassi.config.settings")
if settings.configured:
    raise pytest.UsageError(
        "Django's settings were read before the tests set their environment: unset DJANGO_SETTINGS_MODULE"
    )
if os.environ.get("REDIS_URL") and "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["REDIS_URL"] = own_redis_database(os.environ["REDIS_URL"], os.environ["PYTEST_XDIST_WORKER"])
django.setup()
# Each test client would look through every static file of every package again.
settings.WHITENOISE_AUTOREFRESH = True
# The real ones are slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
TransactionTestCase._fixture_teardown = empty_tables
# An xdist worker that inherited this would read the settings before it came here.
del os.environ["DJANGO_SETTINGS_MODULE"]


def is_shared(definition: Any) -> bool:
    """Whether a fixture of these tests is made once for a module or a class."""
    return definition.scope in ("module", "class") and definition.baseid.startswith("tests")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keeps tests that share what is made once in one process, so that no other makes it as well."""
    known = getattr(item, "_fixtureinfo", None)
    shared = known and any(is_shared(found[-1]) for found in known.name2fixturedefs.values())
    if shared and not item.get_closest_marker("xdist_group"):
        item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets xdist see which tests belong together, and keeps `once` to tests that no database has a part in."""
    for item in items:
        # xdist 3.8 writes the group where pytest 9.2 does not read it: pytest-dev/pytest-xdist#1386.
        with_group = vars(item).get("_nodeid")
        if with_group:
            item._id = type(item._id).parse(with_group)  # type: ignore[attr-defined]
        once = item.get_closest_marker("once")
        if once and (not once.args or DATABASES & {*getattr(item, "fixturenames", ())}):
            raise pytest.UsageError(f"{item.nodeid}: `once` needs a reason, and is for what touches no database")
        either = item.get_closest_marker("either")
        if either and not either.args:
            raise pytest.UsageError(f"{item.nodeid}: `either` needs a reason")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spares the collector of garbage what stays until the end, code and tests, which it would go through each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def table_of_characters() -> None:
    """Lets hypothesis work it out, which in a fresh clone it otherwise does in the first test that wants text, and
    then finds that test too slow."""
    find(st.text(min_size=1), bool)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Migrated:
    """On SQLite a file, as in operation: only a file locks as a file does, and other processes can open it."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = str(VAR_DIR / "tests.sqlite3")
        # Nothing is to survive a crash of the machine here, so no commit waits for the disk.
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    else:
        # As above.
        database["OPTIONS"]["options"] += " -c synchronous_commit=off"
        # A thread of pytest-django's server lives as long as the browser keeps its socket; were its connection to live
        # as long, the database could not be dropped.
        database["CONN_MAX_AGE"] = 0
    return Migrated(database)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What is in the file to begin with stays; it goes with its folder."""
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_modify_db_settings: Migrated, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        django_db_modify_db_settings.made()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Prints what tests have measured: their property "summary", in whichever process they ran."""
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    measured = [text for report in reports for name, text in report.user_properties if name == "summary"]
    if measured:
        terminalreporter.section("measured")
        for text in sorted(measured):
            terminalreporter.line(text)
