"""What was published, as it was published; files of it, and who got them."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from harrastuspassi.accounts.models import ServiceToken
from harrastuspassi.common import clock

LONGEST_SIGNATURE = 200


class Release(models.Model):
    """Tables that were frozen together. Evaluators read it at once, everybody from `published_at` on.

    `labels` are the names that the values of its dimensions had then, `{dimension: {value: {language: name}}}`: what is
    renamed later keeps its name in files that are made of it later. `left_out` is what it lacks because something would
    follow from it, as rows of gate.LeftOut.

    A correction `replaces` another one as a whole, once; `note` says why, by language, and `signed_by` who answers for
    it (rule 14 of the method).
    """

    number = models.PositiveIntegerField(unique=True)
    labels = models.JSONField(default=dict)
    left_out = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    note = models.JSONField(default=dict, blank=True)
    signed_by = models.CharField(max_length=LONGEST_SIGNATURE, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(replaces__isnull=True) | ~Q(signed_by=""), name="correction_is_signed")
        ]

    def __str__(self) -> str:
        return f"release {self.number}"


class FrozenTable(models.Model):
    """A table of a period: `figures` is JSON, rows of values by dimension and a figure for each of the table's
    measures (None: not shown).

    `dimensions` has the values there were, each with the one above it; `checksum` is the SHA-256 of `figures`.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="tables")
    table = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    dimensions = models.JSONField()
    figures = models.BinaryField()
    checksum = models.CharField(max_length=64)

    class Meta:
        ordering = ["table", "period"]
        constraints = [models.UniqueConstraint(fields=["release", "table", "period"], name="table_frozen_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.period}"


class FileFormat(models.TextChoices):
    """In which figures are given as files. `csv_excel` is for spreadsheets set up in Finnish: semicolons and a mark."""

    XLSX = "xlsx"
    CSV = "csv"
    CSV_EXCEL = "csv_excel"
    ZIP = "zip"


class ReleaseFile(models.Model):
    """A file of all that was frozen in a release, as it was written once: made again, it has to be the same.

    `is_lost`: it is gone, and what is made of the release today would be another.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=16, choices=FileFormat)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    written_at = models.DateTimeField(default=clock.now, editable=False)
    is_lost = models.BooleanField(default=False)

    class Meta:
        ordering = ["language", "format"]
        constraints = [
            models.UniqueConstraint(fields=["release", "language", "format"], name="release_file_once"),
            models.CheckConstraint(condition=Q(format__in=FileFormat.values), name="release_file_format_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="release_file_has_checksum"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.language} {self.format}"


class ExportState(models.TextChoices):
    """The life of an export: asked for, then its file is ready or cannot be made; in the end the file is gone."""

    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"
    GONE = "gone"


def new_key() -> str:
    """The name of an export, which nobody can guess."""
    return secrets.token_hex(16)


class Export(models.Model):
    """A file of released figures that an account or another system asked for.

    `selection` has wanted values by dimension, and of `period`. `municipalities` are the codes of those whose
    unpublished figures its asker might read; None for all. `progress` is in whole per cents. The file is there while
    `ready`, until `expires_at`; the row tells who asked for what for as long as downloads are logged.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    machine = models.ForeignKey(ServiceToken, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="exports")
    tables = models.JSONField()
    selection = models.JSONField(default=dict)
    municipalities = models.JSONField(null=True)
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=16, choices=FileFormat)
    state = models.CharField(max_length=16, choices=ExportState, default=ExportState.ASKED)
    progress = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(format__in=FileFormat.values), name="export_format_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="export_progress_in_per_cents"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(sha256__regex=r"^[0-9a-f]{64}$"), name="export_ready_has_checksum"
            ),
            models.CheckConstraint(condition=Q(user=None) | Q(machine=None), name="export_of_one_asker"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="export_by_user")]

    def __str__(self) -> str:
        return f"export {self.pk}"


class Download(models.Model):
    """Who got an export's file, or one of a release that was not public, and when. No address of a network is kept."""

    export = models.ForeignKey(Export, null=True, blank=True, on_delete=models.CASCADE, related_name="downloads")
    file = models.ForeignKey(ReleaseFile, null=True, blank=True, on_delete=models.CASCADE, related_name="downloads")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    machine = models.ForeignKey(ServiceToken, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(user=None) | Q(machine=None), name="download_by_one"),
            models.CheckConstraint(
                condition=Q(export=None, file__isnull=False) | Q(export__isnull=False, file=None),
                name="download_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"download {self.pk}"
