"""The workers' app with kinds of job that tests can watch: `celery -A tests.workers.app worker`."""

import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
django.setup()

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
