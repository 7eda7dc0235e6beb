"""What imports remember from run to run."""

from django.db import models

from harrastuspassi.catalogue.models import Hobby

MAX_ADDRESS = 1000


class ReadSource(models.Model):
    """How far the changes of a source have been read: the next run asks for those since `read_to`.

    `read_to` is an instant of the source's own clock. Only a run that came to its end writes it.
    """

    data_source = models.CharField(max_length=32)
    address = models.CharField(max_length=MAX_ADDRESS)
    read_to = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["data_source", "address"], name="source_read_once")]

    def __str__(self) -> str:
        return f"{self.data_source} to {self.read_to:%Y-%m-%d %H:%M:%S}"


class Withdrawn(models.Model):
    """A hobby that an import archived because it had left its source, so that its return publishes it again.

    What people archived has no such row, and stays as they decided.
    """

    hobby = models.OneToOneField(Hobby, on_delete=models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"hobby {self.hobby_id}"


class LegacyImprint(models.Model):
    """What an import of the old backend's dump last made of an object, so that the next one leaves what was
    changed here since.

    `kind` and `object_id` name the object; `digest` is of the columns that were written, "" once it was
    retired because a later dump no longer had it.
    """

    kind = models.CharField(max_length=20)
    object_id = models.IntegerField()
    digest = models.CharField(max_length=32, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="legacy_imprint_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
