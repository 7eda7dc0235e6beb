"""The workers' app with kinds of job that tests can watch: `celery -A tests.workers.app worker`."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
django.setup()

from harrastuspassi.releases.files.rows import Sheet  # noqa: E402 - its models need Django to be ready
from workers import tasks  # noqa: E402 - its models need Django to be ready
from workers.app import app  # noqa: E402 - the same

__all__ = ["app"]


def note(path: str) -> None:
    """Writes a file, so that a test sees that the job was done."""
    Path(path).write_text("done")


def linger(path: str) -> None:
    """Tells that it began and takes its time; the second attempt is quick."""
    if Path(path).exists():
        return
    Path(path).write_text("begun")
    time.sleep(3)


tasks.KINDS.update(note=note, linger=linger)

if HALF_WAY := os.environ.get("STOP_HALF_WAY"):
    rows_of = Sheet.__iter__

    def stopping(sheet: Sheet) -> Iterator[list[Any]]:
        """The first to come half through a table says so in a file and waits to be killed."""
        for number, row in enumerate(rows_of(sheet)):
            if number == len(sheet) // 2 and not Path(HALF_WAY).exists():
                Path(HALF_WAY).write_text("begun")
                time.sleep(60)
            yield row

    Sheet.__iter__ = stopping  # type: ignore[method-assign]
