"""The pictures whose files are kept."""

from django.db import models


class StoredPicture(models.Model):
    """A picture with files under MEDIA_ROOT (common/media.py), one row however many rows show it.

    Whoever writes or removes the files of a name locks its row, so that neither undoes the other.
    """

    name = models.CharField(max_length=100, primary_key=True)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
