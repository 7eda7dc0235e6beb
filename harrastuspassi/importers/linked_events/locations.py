"""Writes the places of events as locations: each once, however many events are there."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.models import DistrictSource, Hobby, Location, PublicationState
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.common import clock
from harrastuspassi.common.rows import Columns, sync_rows

from .mapping import Happening
from .places import Place

BATCH = 100
"""Locations archived in one transaction."""
_DISTRICT = ("district_id", "district_source")


class Places:
    """The places of one run. What the first event says of a place counts for the run: two that differ
    would otherwise change it back and forth, and a second run would not find it as it should be."""

    def __init__(self, data_source: str) -> None:
        self.scope = {"data_source": data_source}
        self.first: dict[str, int] = {}

    def write(self, happenings: Mapping[str, Happening], changes: Changes) -> tuple[dict[str, Columns], set[str]]:
        """Writes the places of events, in one query where nothing differs.

        Returns by place what a hobby has of it, and the keys of the first events at places that were new or differed.
        """
        keys: dict[str, str] = {}
        wanted: dict[str, Columns] = {}
        named: set[str] = set()
        for key, happening in happenings.items():
            if (place := happening.place) is None:
                continue
            named.add(place.id)
            if place.columns is not None and place.id not in wanted and self._is_first(place):
                wanted[place.id], keys[place.id] = place.columns, key
        synced = sync_rows(Location, key="origin_id", scope=self.scope, wanted=wanted, revise=_keep_manual_district)
        changes.add_synced(Location, synced)
        written = {key: _of_hobby(location.pk, location.municipality_id) for key, location in synced.rows.items()}
        known = self._known(named - written.keys(), changes)
        return written | known, {keys[place_id] for place_id in synced.created | synced.updated}

    def _is_first(self, place: Place) -> bool:
        said = hash(tuple(map(str, (place.columns or {}).values())))
        return self.first.setdefault(place.id, said) == said

    def _known(self, place_ids: AbstractSet[str], changes: Changes) -> dict[str, Columns]:
        """Locations that are there already; one that is in use again is archived no more."""
        if not place_ids:
            return {}
        found = list(Location.objects.filter(**self.scope, origin_id__in=place_ids))
        returned = [location.pk for location in found if location.archived_at is not None]
        Location.objects.filter(id__in=returned).update(archived_at=None, modified_at=clock.now())
        changes.add_ids(Location, returned)
        return {str(location.origin_id): _of_hobby(location.pk, location.municipality_id) for location in found}


def _of_hobby(location_id: int, municipality_id: int | None) -> Columns:
    return {"location_id": location_id, "municipality_id": municipality_id}


def archive_unused_places(data_source: str) -> int:
    """Archives the locations of a source at which no hobby is on offer. Returns how many."""
    used = Hobby.objects.filter(state=PublicationState.PUBLISHED, location_id__isnull=False).values("location_id")
    unused = Location.objects.listed().filter(data_source=data_source).exclude(id__in=used)
    ids = list(unused.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        chunk = ids[start : start + BATCH]
        with publishing() as changes:
            now = clock.now()
            Location.objects.filter(id__in=chunk).update(archived_at=now, modified_at=now)
            changes.add_ids(Location, chunk)
    return len(ids)


def _keep_manual_district(location: Location, columns: Columns) -> dict[str, Any]:
    """Leaves a district that was given by hand."""
    is_manual = location.district_source == DistrictSource.MANUAL
    return {name: value for name, value in columns.items() if not (is_manual and name in _DISTRICT)}
