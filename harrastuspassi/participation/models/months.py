"""What passes did in a month, folded: kept after the events, so that a quarter and a year can count distinct passes.

Raw rows about passes all the same: they go with the pass, or when their year is closed (retention.py).
"""

from typing import Any

from django.db import models


class Source(models.TextChoices):
    """How an attendance is known: by the rotating code, however late it arrived, or by the phone's word."""

    VERIFIED = "verified"
    SELF_REPORTED = "self_reported"


class Progress(models.TextChoices):
    """How far a pass came towards a hobby (statistics/progress.py), and what it answered a season later."""

    NEW_TO_HOBBIES = "new_to_hobbies"
    TRIED = "tried"
    REGULAR = "regular"
    LATER_SAME = "later_same"
    LATER_NEW = "later_new"
    LATER_NO = "later_no"
    LATER_NOT_SAID = "later_not_said"


def _place(to: str) -> Any:
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )


class ActiveMonth(models.Model):
    """A pass that did something in a month, known by its first day in Helsinki, with its number of events, and its
    attributes at the last of them: one value each, so that a pass is counted in one district and one age group.

    What it did are numbers of events by value, of values that have any: by EventKind (`kinds`, each event once), by the
    ids of root categories of hobbies (`roots`, each event in as many as its hobby or search has), of check-ins by
    Source (`sources`), and of check-ins by what they brought it to (`progress`, by Progress).
    """

    month = models.DateField()
    pass_id = models.UUIDField()
    events = models.PositiveIntegerField()
    age_group = models.CharField(max_length=16, blank=True, default="")
    gender = models.CharField(max_length=16, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    has_hobby = models.CharField(max_length=16, blank=True, default="")
    municipality = _place("catalogue.Municipality")
    district = _place("catalogue.District")
    kinds = models.JSONField(default=dict)
    roots = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "pass_id"], name="active_month_once")]
        indexes = [models.Index(fields=["pass_id"], name="active_month_of_pass")]

    def __str__(self) -> str:
        return f"active in {self.month:%Y-%m}"


class ChangedMonth(models.Model):
    """A note that events of a month came, changed or went. One is added by each transaction that does so, and taken
    away by the roll-up that has seen it: nobody waits for anybody to write it."""

    month = models.DateField()

    def __str__(self) -> str:
        return f"change of {self.month:%Y-%m}"
