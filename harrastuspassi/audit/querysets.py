"""Who reads which entries of the audit log, and which of them a reader's criteria pick."""

import datetime as dt
from typing import Any, Self, TypedDict, Unpack

from django.db import models

from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.expressions import municipality_filter


class EntryCriteria(TypedDict, total=False):
    """What a reader asks for; models.Entry has the meanings. `since` is an instant within, `until` one beyond."""

    kind: str
    object_id: str
    action: str
    organizer_id: int
    municipality: str
    actor_kind: str
    actor_id: int
    act: str
    since: dt.datetime
    until: dt.datetime


_LOOKUPS = {"since": "at__gte", "until": "at__lt"}


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Entries on the municipalities that `user` moderates; for an operator all."""
        who = roles.standing(user)
        if who.is_operator:
            return self.all()
        places = who.moderated_municipalities
        return self.filter(municipality_id__in=places) if places else self.none()

    def matching(self, **criteria: Unpack[EntryCriteria]) -> Self:
        """Entries that meet all criteria."""
        given: dict[str, Any] = dict(criteria)
        municipality = given.pop("municipality", None)
        found = self.filter(municipality_filter((municipality,))) if municipality else self
        return found.filter(**{_LOOKUPS.get(name, name): value for name, value in given.items()})
