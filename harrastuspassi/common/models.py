"""Job: every piece of background work is a row before it is a message. OutgoingMail: so is every mail."""

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


class OutgoingMail(models.Model):
    """A mail, written in the transaction that gives rise to it and sent by a worker after the commit.

    `key` says what it tells whom; it is unique, so telling twice is telling once. The text may hold a link that
    opens an account, so it goes when the mail has been sent; the row follows when nobody will ask after it any more.
    The address of whoever has no account goes with the text (`keeps_address`).
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    keeps_address = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="mail_has_key")]
        indexes = [models.Index(fields=["created_at"], name="mail_created")]

    def __str__(self) -> str:
        return f"mail {self.pk} ({'sent' if self.sent_at else 'waiting'})"
