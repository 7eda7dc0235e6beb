"""What changed when, for apps that keep a copy."""

from django.db import models


class Change(models.Model):
    """The last change of a public object: one row each, kept by feed.py.

    `version` is the catalogue's when the change was published. Versions are given out in the order of
    commits, so whoever has read up to one misses nothing. `is_listed` is whether lists showed the
    object then: where it differs from now, the object came or went.
    """

    resource = models.CharField(max_length=20)
    object_id = models.IntegerField()
    version = models.BigIntegerField()
    is_listed = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "object_id"], name="change_once")]
        indexes = [
            models.Index(fields=["resource", "version", "object_id"], name="change_feed"),
            models.Index(fields=["changed_at"], name="change_time"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.object_id} at {self.version}"
