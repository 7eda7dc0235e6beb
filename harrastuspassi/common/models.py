"""Job: every piece of background work is a row before it is a message."""

from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock


class Job(models.Model):
    """One piece of background work. The queue only carries its id, so a dead broker loses nothing.

    `kind` names the function, `key` what it is about; the pair is unique, so asking twice is asking
    once. `due_at` is the instant from which it may run, moved on after a failure (backoff).
    """

    class State(models.TextChoices):
        PENDING = "pending"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "running", "done", "failed"]), name="job_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="job_unfinished", condition=Q(state__in=["pending", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} ({self.state})"
