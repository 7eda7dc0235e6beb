"""The workers' app with a sweep every few seconds: `celery -A tests.faults.app worker` and `... beat`.

In operation it comes once a minute. Here there is no time for that, and nothing else is different.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
django.setup()

from workers import tasks  # noqa: E402 - its models need Django to be ready
from workers.app import app  # noqa: E402 - the same

__all__ = ["app"]

EVERY_S = 3
tasks.SWEEP_EVERY_S = EVERY_S
app.conf.beat_schedule = {
    "sweep": {"task": "workers.sweep", "schedule": EVERY_S, "options": {"expires": EVERY_S}},
}
