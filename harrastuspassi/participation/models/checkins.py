"""Which check-ins there have been, so that a pass checks in at an event once."""

from django.db import models

from harrastuspassi.common import clock


class CheckInMark(models.Model):
    """That some pass has checked in at some event: keyed hashes (checkins.py), neither id nor event beside them.

    `digest` is of pass and event; `repeat` of the event's key too, so that one that is sent again is known. Whoever has
    this table cannot say which pass it was, and once the pass is erased nobody can.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    repeat = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="checkin_mark_created")]

    def __str__(self) -> str:
        return "a check-in"
