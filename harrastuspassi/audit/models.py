"""The audit log."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from harrastuspassi.audit.querysets import EntryQuerySet
from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.common import clock
from harrastuspassi.common.actors import ActorKind


class Action(models.TextChoices):
    """What happened to a row."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


class Entry(models.Model):
    """What an act did to one row; told.py says of which rows there are entries. Nothing ever changes an entry.

    It outlives what it is about: the actor, the object and the organizer are plain numbers, which lead nowhere once
    those are gone, and no entry holds an address, a name of a person or a secret. `name` is what the object was called
    and `municipality` whose moderators watched over it at the time, before the change.
    `changes` has [old, new] by field, [] where the values are not kept. A new row has none, since what became of it
    has the old ones; a deleted one has all that were not empty. Of links to several rows [removed ids, added ids].
    """

    at = models.DateTimeField(default=clock.now)
    act = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=16, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=64, blank=True, default="")
    action = models.CharField(max_length=16, choices=Action)
    kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True, default="")
    organizer_id = models.BigIntegerField(null=True)
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="entry_actor_kind_known"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="entry_action_known"),
        ]
        indexes = [
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["kind", "object_id", "id"], name="entry_object"),
            models.Index(fields=["municipality", "id"], name="entry_municipality"),
            models.Index(
                fields=["organizer_id", "id"], name="entry_organizer", condition=Q(organizer_id__isnull=False)
            ),
            models.Index(fields=["actor_id", "id"], name="entry_actor", condition=Q(actor_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id}"
