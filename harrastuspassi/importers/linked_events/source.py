"""Brings events of a Linked Events server into the catalogue: places, hobbies and events, none of an organizer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.models import Hobby, HobbyEvent, PublicationState
from harrastuspassi.common import clock
from harrastuspassi.common.rows import Columns, Synced, sync_links, sync_rows
from harrastuspassi.importers.models import Withdrawn
from harrastuspassi.importers.upsert import Warn, Written

from .events import write_events
from .keywords import Keywords
from .locations import Places
from .mapping import Happening, origin_id, parse_event
from .references import is_series

NOWHERE: Columns = {"location_id": None, "municipality_id": None}


class LinkedEventsSource:
    """A Linked Events server as the engine sees it (upsert.Source).

    The super-event of a series has to come before its sub-events, which are single without it. Where the
    records are the `is_whole` of the source, a super-event that was not among them is no more.
    """

    def __init__(self, data_source: str, *, is_whole: bool) -> None:
        self.scope = {"data_source": data_source}
        self.is_whole = is_whole
        self.areas = Areas.load()
        self.keywords = Keywords()
        self.places = Places(data_source)
        self.notes: Counter[str] = Counter()
        self.series: set[str] = set()
        self.gone: set[str] = set()

    def origin_id(self, raw: Any) -> str:
        """Its id."""
        return origin_id(raw)

    def parse(self, raw: Any, warn: Warn) -> Happening | None:
        """The event (mapping.py), counting the hobbies that no keyword puts under a category."""
        if is_series(raw):
            self.series.add(origin_id(raw))
        happening = parse_event(raw, warn, areas=self.areas, keywords=self.keywords)
        if happening is None:
            self.gone.add(origin_id(raw))
        elif not happening.categories and (happening.is_series or happening.super_id is None):
            self.notes["hobbies under the fallback category"] += 1
        return happening

    def write(self, records: Mapping[str, Happening], changes: Changes) -> Written:
        """Writes what differs of a batch of events. Eight queries when nothing does."""
        supers = self._supers(records)
        own = {key: happening for key, happening in records.items() if key not in supers.parts}
        places, moved = self.places.write(own, changes)
        hobbies = self._write_hobbies(own, places)
        dated = {
            key: (happening, supers.hobby_id(key, hobbies))
            for key, happening in records.items()
            if not happening.is_series
        }
        events = write_events(dated, self.scope)
        retermed = self._set_terms(hobbies, own)
        self._withdraw(Hobby.objects.filter(**self.scope, origin_id__in=supers.parts), changes)
        changes.add_synced(Hobby, hobbies)
        changes.add_synced(HobbyEvent, events)
        changes.add_ids(Hobby, (hobbies.rows[key].pk for key in retermed))
        created = hobbies.created | events.created
        return Written(created=created, updated=(hobbies.updated | events.updated | retermed | moved) - created)

    def active_ids(self) -> set[str]:
        """Hobbies on offer, and their events that are still to come."""
        hobbies = Hobby.objects.listed().filter(**self.scope, origin_id__isnull=False)
        return {*hobbies.values_list("origin_id", flat=True), *self._coming().values_list("origin_id", flat=True)}

    def archive(self, ids: Sequence[str], changes: Changes) -> None:
        """Archives hobbies, which stay readable by id, and cancels the coming events of those that remain."""
        self._withdraw(Hobby.objects.filter(**self.scope, origin_id__in=ids), changes)
        events = list(self._coming().filter(origin_id__in=ids).values_list("id", flat=True))
        now = clock.now()
        HobbyEvent.objects.filter(id__in=events).update(cancelled_at=now, modified_at=now)
        changes.add_ids(HobbyEvent, events)

    def _coming(self) -> QuerySet[HobbyEvent]:
        events: QuerySet[HobbyEvent] = HobbyEvent.objects.listed().taking_place().coming(clock.now())
        return events.filter(**self.scope, origin_id__isnull=False)

    def _supers(self, records: Mapping[str, Happening]) -> "_Supers":
        """Finds the series that events are part of, in the batch and in the database."""
        here = {key for key, happening in records.items() if happening.is_series}
        named = {
            key: happening.super_id
            for key, happening in records.items()
            if not happening.is_series and happening.super_id not in (None, key)
        }
        elsewhere = {super_id for super_id in named.values() if super_id not in here and super_id not in self.gone}
        if self.is_whole:
            elsewhere &= self.series
        # What has left and not come back is no series either.
        withdrawn = Withdrawn.objects.values("hobby")
        rows = Hobby.objects.filter(**self.scope, origin_id__in=elsewhere).exclude(id__in=withdrawn)
        known = {str(super_id): pk for super_id, pk in rows.values_list("origin_id", "id")}
        return _Supers(
            known=known,
            parts={key: super_id for key, super_id in named.items() if super_id in here or super_id in known},
        )

    def _write_hobbies(self, own: Mapping[str, Happening], places: Mapping[str, Columns]) -> Synced[Hobby]:
        left = Withdrawn.objects.filter(hobby__data_source=self.scope["data_source"], hobby__origin_id__in=own)
        withdrawn = {str(key): pk for key, pk in left.values_list("hobby__origin_id", "hobby")}
        hobbies = sync_rows(
            Hobby,
            key="origin_id",
            scope=self.scope,
            initial={"state": PublicationState.PUBLISHED, "published_at": clock.now()},
            wanted={
                key: {**happening.hobby, **(places.get(happening.place.id, NOWHERE) if happening.place else NOWHERE)}
                for key, happening in own.items()
            },
            revise=partial(_publish_again, withdrawn.keys()),
        )
        if withdrawn:
            Withdrawn.objects.filter(hobby__in=withdrawn.values()).delete()
        return hobbies

    def _set_terms(self, hobbies: Synced[Hobby], own: Mapping[str, Happening]) -> set[str]:
        """Gives hobbies their categories and audiences; returns the keys of older ones where that changed something."""
        keys = {hobby.pk: key for key, hobby in hobbies.rows.items()}
        categories = {pk: own[key].categories or self.keywords.fallback for pk, key in keys.items()}
        audiences = {pk: own[key].audiences for pk, key in keys.items()}
        differing = sync_links(Hobby.categories.through, owner="hobby_id", target="hobbycategory_id", wanted=categories)
        differing |= sync_links(Hobby.audiences.through, owner="hobby_id", target="audience_id", wanted=audiences)
        changed = {keys[pk] for pk in differing} - hobbies.created
        if changed:
            Hobby.objects.filter(pk__in=[hobbies.rows[key].pk for key in changed]).update(modified_at=clock.now())
        return changed

    def _withdraw(self, hobbies: QuerySet[Hobby], changes: Changes) -> None:
        """Archives those of the hobbies that are on offer, and remembers that it was an import that did."""
        ids = list(hobbies.filter(state=PublicationState.PUBLISHED).values_list("id", flat=True))
        if ids:
            Withdrawn.objects.bulk_create([Withdrawn(hobby_id=pk) for pk in ids], ignore_conflicts=True)
            Hobby.objects.filter(id__in=ids).update(state=PublicationState.ARCHIVED, modified_at=clock.now())
            changes.add_ids(Hobby, ids)


@dataclass(frozen=True, slots=True)
class _Supers:
    """Series by super-event: the hobbies of those that are not in the batch, and by key the events that are a part."""

    known: Mapping[str, int]
    parts: Mapping[str, str]

    def hobby_id(self, key: str, hobbies: Synced[Hobby]) -> int:
        """The hobby that an event is an event of."""
        owner = self.parts.get(key, key)
        return self.known[owner] if owner in self.known else hobbies.rows[owner].pk


def _publish_again(withdrawn: AbstractSet[str], hobby: Hobby, columns: Columns) -> Columns:
    """Publishes again what an import had archived; any other decision about a hobby stands."""
    if hobby.origin_id in withdrawn and hobby.state == PublicationState.ARCHIVED:
        return {**columns, "state": PublicationState.PUBLISHED}
    return columns
