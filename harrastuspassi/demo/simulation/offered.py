"""What there is to take part in: the published catalogue as the simulated phones see it."""

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from harrastuspassi.catalogue.models import District, Hobby, HobbyEvent, Promotion
from harrastuspassi.common.errors import Refused

ESTABLISHED = dt.timedelta(days=14)
"""A hobby that meets within so long of the pilot's beginning was there before it."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event of a hobby that takes place, between two instants."""

    id: int
    hobby: int
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OfferedHobby:
    """A hobby: its categories by id, whom it is for, and the district that it is in by code."""

    id: int
    categories: tuple[int, ...]
    age_from: int
    age_to: int
    district: str | None


@dataclass(frozen=True, slots=True)
class OfferedPromotion:
    """A promotion that can be used between two instants."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Offered:
    """The catalogue: occurrences by hobby, in the order of time; `municipality` is the pilot's own, by code,
    `districts` its districts with hobbies, `elsewhere` the other municipalities with hobbies."""

    hobbies: Sequence[OfferedHobby]
    occurrences: Mapping[int, Sequence[Occurrence]]
    promotions: Sequence[OfferedPromotion]
    municipality: str
    districts: Sequence[str]
    elsewhere: Sequence[str]

    def next_of(self, hobby: int, after: dt.datetime) -> Occurrence | None:
        """The first occurrence of a hobby that begins after an instant."""
        found = self.occurrences.get(hobby, ())
        place = bisect_right(found, after, key=lambda occurrence: occurrence.starts_at)
        return found[place] if place < len(found) else None

    def established(self) -> set[int]:
        """Hobbies that have met from the beginning on."""
        firsts = {hobby: found[0].starts_at for hobby, found in self.occurrences.items()}
        return {hobby for hobby, first in firsts.items() if first < min(firsts.values()) + ESTABLISHED}

    def usable_at(self, moment: dt.datetime) -> list[OfferedPromotion]:
        """Promotions that are in force at an instant."""
        return [one for one in self.promotions if one.starts_at <= moment < one.ends_at]

    def open_at(self, moment: dt.datetime) -> list[Occurrence]:
        """Occurrences that take place at an instant."""
        return [one for found in self.occurrences.values() for one in found if one.starts_at <= moment <= one.ends_at]


def read_offered(since: dt.datetime) -> Offered:
    """The catalogue as it is now, with what takes place from an instant on. Raises Refused where it is empty."""
    hobbies = list(Hobby.objects.public_list().select_related("location__district", "municipality").order_by("id"))
    if not hobbies:
        raise Refused("The catalogue has no hobbies to take part in: `load_demo` makes some.", code="catalogue_empty")
    towns = Counter(hobby.municipality.code for hobby in hobbies if hobby.municipality)
    if not towns:
        raise Refused("No hobby is in a municipality, so that nobody can live near it.", code="catalogue_nowhere")
    most = towns.most_common(1)[0][0]
    offered = [_hobby(hobby, most) for hobby in hobbies]
    with_hobbies = {hobby.district for hobby in offered}
    districts = District.objects.filter(municipality__code=most).order_by("code").values_list("code", flat=True)
    return Offered(
        hobbies=offered,
        occurrences=_occurrences(since),
        promotions=_promotions(since),
        municipality=most,
        districts=[code for code in districts if code in with_hobbies],
        elsewhere=sorted(set(towns) - {most}),
    )


def _hobby(hobby: Hobby, municipality: str) -> OfferedHobby:
    place = hobby.location.district if hobby.location else None
    is_here = hobby.municipality is not None and hobby.municipality.code == municipality
    return OfferedHobby(
        hobby.pk,
        tuple(map(int, hobby.category_ids.split())),
        hobby.age_from or 0,
        120 if hobby.age_to is None else hobby.age_to,
        place.code if place and is_here else None,
    )


def _occurrences(since: dt.datetime) -> dict[int, list[Occurrence]]:
    found: dict[int, list[Occurrence]] = defaultdict(list)
    rows = HobbyEvent.objects.public_list().taking_place().filter(ends_at__gte=since)
    columns = ("id", "hobby_id", "starts_at", "ends_at")
    for row in rows.order_by("starts_at", "id").values_list(*columns):
        found[row[1]].append(Occurrence(*row))
    return found


def _promotions(since: dt.datetime) -> list[OfferedPromotion]:
    rows = (
        Promotion.objects.public_list().filter(ends_at__gte=since, used_count__lt=F("available_count")).order_by("id")
    )
    return [OfferedPromotion(*row) for row in rows.values_list("id", "starts_at", "ends_at")]
