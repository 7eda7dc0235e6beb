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
