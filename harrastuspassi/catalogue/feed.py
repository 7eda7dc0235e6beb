"""The change feed: which public objects changed, in the order in which the changes were published.

An app that keeps a copy reads on from where it was. What left the lists (deleted, archived, hidden, or
of a suspended organizer) comes as an id without an object.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, BooleanField, F, Func, Min, Model, QuerySet, Value

from harrastuspassi.catalogue.models import (
    CatalogueVersion,
    Change,
    District,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    Promotion,
)
from harrastuspassi.common.rows import Synced, chunks

RESOURCES: dict[type[Model], str] = {
    Hobby: "hobbies",
    HobbyEvent: "hobbyevents",
    HobbyCategory: "hobbycategories",
    Organizer: "organizers",
    Location: "locations",
    Promotion: "promotions",
}
"""What the feed tells about, by the name it has on the wire."""

_SHOWS: list[tuple[type[Model], type[Model], str]] = [
    (Municipality, Organizer, "municipality"),
    (Municipality, Location, "municipality"),
    (Municipality, Hobby, "municipality"),
    (Municipality, Promotion, "municipality"),
    (District, Location, "district"),
    (Location, Hobby, "location"),
    (Location, Promotion, "location"),
]
"""(what, in what, by which key): objects whose wire shape shows another. Parents come before children."""

_DECIDES: list[tuple[type[Model], type[Model], str]] = [
    (Organizer, Location, "organizer"),
    (Organizer, Hobby, "organizer"),
    (Organizer, Promotion, "organizer"),
    (Hobby, HobbyEvent, "hobby"),
]
"""(what, of what, by which key): objects that are listed only while another is."""

MAX_ID = 999_999_999
"""No id of the catalogue is greater."""

MARGIN = dt.timedelta(minutes=1)
"""How far `modified_since` reaches back: a change gets its time a moment before others can see it."""


class Changes:
    """The rows that a publishing transaction wrote."""

    def __init__(self) -> None:
        self.ids: dict[type[Model], set[int]] = defaultdict(set)

    def __bool__(self) -> bool:
        return any(self.ids.values())

    def add(self, *rows: Model) -> None:
        """Notes rows that were made, changed or are about to be deleted."""
        for row in rows:
            self.ids[type(row)].add(row.pk)

    def add_ids(self, model: type[Model], ids: Iterable[int]) -> None:
        """The same, by id."""
        self.ids[model].update(ids)

    def add_synced(self, model: type[Model], synced: Synced[Any]) -> None:
        """Notes the rows that a synchronisation wrote."""
        self.add_ids(model, (synced.rows[key].pk for key in synced.created | synced.updated))

    def spread(self) -> None:
        """Adds what changes with what was noted: objects that show it, and those that come or go with it."""
        for shown, model, key in _SHOWS:
            for ids in chunks(self.ids[shown]):
                self.add_ids(model, _ids(model, **{f"{key}__in": ids}))
        for decider, model, key in _DECIDES:
            for ids in chunks(self.ids[decider]):
                self.add_ids(model, _came_or_went(model, _ids(model, **{f"{key}__in": ids})))

    def stamp(self, *, version: int, at: dt.datetime) -> None:
        """Writes the feed's rows of what was noted, aside from what nobody has seen: a draft stays unknown."""
        for model, resource in RESOURCES.items():
            for ids in chunks(sorted(self.ids[model])):
                listed = _listed(model, ids)
                seen = listed | _told(model, ids)
                Change.objects.bulk_create(
                    [
                        Change(resource=resource, object_id=pk, version=version, is_listed=pk in listed, changed_at=at)
                        for pk in ids
                        if pk in seen
                    ],
                    update_conflicts=True,
                    unique_fields=["resource", "object_id"],
                    update_fields=["version", "is_listed", "changed_at"],
                )


def _ids(model: type[Model], **condition: Any) -> list[int]:
    return list(model._default_manager.filter(**condition).values_list("pk", flat=True))


def _listed(model: type[Model], ids: Iterable[int]) -> set[int]:
    rows: QuerySet[Any] = model._default_manager.public_list()  # type: ignore[attr-defined]
    return set(rows.filter(pk__in=list(ids)).values_list("pk", flat=True))


def _came_or_went(model: type[Model], ids: list[int]) -> set[int]:
    """Those of `ids` that are listed now and were not when the feed last told of them, or the other way round."""
    found: set[int] = set()
    for chunk in chunks(ids):
        found |= _listed(model, chunk) ^ _told(model, chunk)
    return found


def _told(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Those of `ids` that the feed last told of as listed."""
    told = Change.objects.filter(resource=RESOURCES[model], object_id__in=list(ids), is_listed=True)
    return set(told.values_list("object_id", flat=True))


# --- reading ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a resource's feed: after the change of `object_id` that was published as `version`."""

    version: int = 0
    object_id: int = 0


def place_at(resource: str, since: dt.datetime) -> Place:
    """A place before every change published at the instant `since` or later."""
    later = Change.objects.filter(resource=resource, changed_at__gte=since - MARGIN)
    # Read before the changes: one published in between is then read twice rather than never.
    now = current_version()
    first = later.aggregate(first=Min("version"))["first"]
    return Place(now, MAX_ID) if first is None else Place(first)


def current_version() -> int:
    """The number of the last publishing transaction; 0 before the first."""
    return CatalogueVersion.objects.filter(id=1).values_list("number", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A piece of a feed: the ids that changed, in order, where it ends, and whether the feed ends with it."""

    ids: list[int]
    end: Place
    is_last: bool


def read_feed(resource: str, *, after: Place, limit: int) -> FeedPage:
    """Up to `limit` changes of a resource after a place, in the order of publication."""
    found = _changes(resource, after).order_by("version", "object_id")
    rows = list(found.values_list("version", "object_id")[: limit + 1])
    page = rows[:limit]
    end = Place(*page[-1]) if page else after
    return FeedPage(ids=[pk for _, pk in page], end=end, is_last=len(rows) <= limit)


def count_changes(resource: str, *, after: Place) -> int:
    """How many changes of a resource there are after a place."""
    return _changes(resource, after).count()


def _changes(resource: str, after: Place) -> QuerySet[Change]:
    # Of both columns at once, so that an index leads there: told of one at a time, all rows before are looked at.
    place = _Row(Value(after.version), Value(after.object_id))
    return Change.objects.filter(_Later(_Row(F("version"), F("object_id")), place), resource=resource)


class _Row(Func):
    template = "(%(expressions)s)"
    output_field = BigIntegerField()


class _Later(Func):
    template = "%(expressions)s"
    arg_joiner = " > "
    output_field = BooleanField()
    conditional = True
