"""Brings sports places into the catalogue: a location, a hobby and an event each, none of an organizer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

from django.db.models import Q

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.models import (
    Access,
    DistrictSource,
    Hobby,
    HobbyEvent,
    Location,
    PublicationState,
)
from harrastuspassi.catalogue.reference import ensure_reference
from harrastuspassi.common import clock
from harrastuspassi.common.rows import Columns, Synced, sync_links, sync_rows
from harrastuspassi.importers.upsert import Summary, Warn, Written, import_records

from . import DATA_SOURCE
from .categories import TypeCategories
from .client import open_records
from .dates import current_period, move_dates_on
from .mapping import Place, origin_id, parse_place

_SCOPE = {"data_source": DATA_SOURCE}
_DISTRICT = ("district_id", "district_source")


def import_lipas(*, where: str, allow_archive: bool = False) -> Summary:
    """Imports the sports places at a path or address. Raises SourceUnreadable when nothing can be read there."""
    records, total = open_records(where)
    ensure_reference()
    # Dates that have fallen behind are no change of a record.
    move_dates_on()
    return import_records(source=LipasSource(), records=records, total=total, allow_archive=allow_archive)


class LipasSource:
    """LIPAS as the engine sees it (upsert.Source)."""

    def __init__(self) -> None:
        self.areas = Areas.load()
        self.categories = TypeCategories()
        self.period = current_period()
        self.notes: Counter[str] = Counter()

    def origin_id(self, raw: Any) -> str:
        """Its sportsPlaceId."""
        return origin_id(raw)

    def parse(self, raw: Any, warn: Warn) -> Place | None:
        """The place (mapping.py), counting what is not known of it."""
        place = parse_place(raw, warn, self.areas)
        if place is not None:
            if place.location["district_id"] is None:
                self.notes["places of unknown district"] += 1
            if not self.categories.of(place.type_code):
                kind = f"{place.type_code or 'missing'} {place.type_name}".strip()
                self.notes[f"places under the fallback category, type {kind}"] += 1
        return place

    def write(self, records: Mapping[str, Place], changes: Changes) -> Written:
        """Writes what differs of a batch of places. Four queries when nothing does."""
        returned: set[str] = set()
        locations = sync_rows(
            Location,
            key="origin_id",
            scope=_SCOPE,
            wanted={key: place.location for key, place in records.items()},
            revise=partial(_revise_location, returned),
        )
        hobbies = sync_rows(
            Hobby,
            key="origin_id",
            scope=_SCOPE,
            initial={"state": PublicationState.PUBLISHED, "published_at": clock.now()},
            wanted={key: {**place.hobby, "location_id": locations.rows[key].pk} for key, place in records.items()},
            revise=partial(_revise_hobby, returned),
        )
        events = sync_rows(
            HobbyEvent,
            key="origin_id",
            scope=_SCOPE,
            wanted={key: self._event_columns(hobbies.rows[key]) for key in records},
        )
        recategorised = self._set_categories(hobbies, records)
        created = locations.created | hobbies.created | events.created
        updated = locations.updated | hobbies.updated | events.updated | recategorised
        changes.add_synced(Location, locations)
        changes.add_synced(Hobby, hobbies)
        changes.add_synced(HobbyEvent, events)
        changes.add_ids(Hobby, (hobbies.rows[key].pk for key in recategorised))
        return Written(created=created, updated=updated - created)

    def active_ids(self) -> set[str]:
        """Places in use."""
        return set(Location.objects.listed().filter(**_SCOPE).values_list("origin_id", flat=True))

    def archive(self, ids: Sequence[str], changes: Changes) -> None:
        """Archives places and their published hobbies; both stay readable by id."""
        now = clock.now()
        places = Q(**_SCOPE, origin_id__in=ids)
        hobbies = Hobby.objects.filter(places, state=PublicationState.PUBLISHED)
        locations = Location.objects.filter(places)
        changes.add_ids(Hobby, hobbies.values_list("id", flat=True))
        changes.add_ids(Location, locations.values_list("id", flat=True))
        hobbies.update(state=PublicationState.ARCHIVED, modified_at=now)
        locations.update(archived_at=now, modified_at=now)

    def _event_columns(self, hobby: Hobby) -> dict[str, Any]:
        return {**self.period.event_columns(), "hobby_id": hobby.pk, "access": Access.OPEN}

    def _set_categories(self, hobbies: Synced[Hobby], records: Mapping[str, Place]) -> set[str]:
        """Gives each hobby the categories of its type; returns the ids of the places where that changed."""
        keys = {hobby.pk: key for key, hobby in hobbies.rows.items()}
        wanted = {
            pk: self.categories.of(records[key].type_code) or self.categories.fallback for pk, key in keys.items()
        }
        differing = sync_links(Hobby.categories.through, owner="hobby_id", target="hobbycategory_id", wanted=wanted)
        changed = {keys[pk] for pk in differing} - hobbies.created
        if changed:
            Hobby.objects.filter(pk__in=[hobbies.rows[key].pk for key in changed]).update(modified_at=clock.now())
        return changed


def _revise_location(returned: set[str], location: Location, columns: Columns) -> Columns:
    """Leaves a district that was given by hand, and notes in `returned` a place that had been archived."""
    if location.archived_at is not None:
        returned.add(str(location.origin_id))
    if location.district_source == DistrictSource.MANUAL:
        return {name: value for name, value in columns.items() if name not in _DISTRICT}
    return columns


def _revise_hobby(returned: AbstractSet[str], hobby: Hobby, columns: Columns) -> Columns:
    """Publishes again what the import itself had archived; any other decision about a hobby stands."""
    if hobby.origin_id in returned and hobby.state == PublicationState.ARCHIVED:
        return {**columns, "state": PublicationState.PUBLISHED}
    return columns
