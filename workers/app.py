"""The Celery app of the workers: `celery -A workers.app worker` and `celery -A workers.app beat`."""

import os
import signal

from celery import Celery, signals
from django.conf import settings

from workers.schedule import BEAT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")

app = Celery("workers", include=["workers.tasks"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = BEAT
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "beat-schedule")
# A job is ended before its lease is, so that two workers never do the same one at the same time.
app.conf.task_time_limit = settings.JOB_LEASE_SECONDS * 0.9


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def keep_logging(**_: object) -> None:
    """Being connected is enough: Celery then leaves the logging of the settings alone."""


@signals.worker_process_init.connect  # type: ignore[untyped-decorator]
def finish_the_job(**_: object) -> None:
    """honcho ends a whole process group: the worker then waits for its children, if they do not die first."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
