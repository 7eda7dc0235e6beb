"""Who arranges hobbies."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..querysets import OrganizerQuerySet
from .areas import Municipality
from .base import Sourced


class OrganizerKind(models.TextChoices):
    CLUB = "club"
    FOUNDATION = "foundation"
    COMPANY = "company"
    MUNICIPALITY = "municipality"
    PARISH = "parish"
    SCHOOL = "school"
    OTHER = "other"


class OrganizerState(models.TextChoices):
    """Where an organizer stands with its municipality's moderators; moderation.py has the transitions."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


class Organizer(Sourced):
    """A club, company, foundation or city unit that publishes hobbies.

    `phone` is E.164 where it could be read as a number, else the text as given. `business_id` is a
    Y-tunnus. A trusted organizer's hobbies are published without review. `state_reason` tells its members
    why it was refused or suspended. `waiting_since` is since when a moderator should look at it: as
    it is new, or as what is said of it has changed. `criminal_records_declared_on` is the date on which it said
    that it asks those who work with minors for their criminal record, as acts 504/2002 and 148/2014 have it;
    nothing else about that is kept.
    """

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=OrganizerKind, default=OrganizerKind.OTHER)
    description = models.TextField(blank=True, default="")
    description_fi: str
    description_sv: str
    description_en: str
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=64, blank=True, default="")
    web_address = models.URLField(max_length=300, blank=True, default="")
    business_id = models.CharField(max_length=9, blank=True, default="")
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=16, choices=OrganizerState, default=OrganizerState.PENDING)
    state_reason = models.TextField(blank=True, default="")
    is_trusted = models.BooleanField(default=False)
    waiting_since = models.DateTimeField(null=True, blank=True)
    criminal_records_declared_on = models.DateField(null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OrganizerQuerySet.as_manager()

    class Meta(Sourced.Meta):
        ordering = ["id"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="organizer_has_name"),
            models.CheckConstraint(condition=Q(kind__in=OrganizerKind.values), name="organizer_kind_known"),
            models.CheckConstraint(condition=Q(state__in=OrganizerState.values), name="organizer_state_known"),
            models.CheckConstraint(
                condition=Q(business_id="") | Q(business_id__regex=r"^[0-9]{7}-[0-9]$"),
                name="organizer_business_id_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.name
