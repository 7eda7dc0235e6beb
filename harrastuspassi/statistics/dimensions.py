"""The values that dimensions have, whoever is counted, and where a pass is among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harrastuspassi.catalogue.models import District, HobbyCategory, Municipality, Organizer, OrganizerState
from harrastuspassi.participation.models.events import EventKind
from harrastuspassi.participation.models.headcounts import CountedAge, CountedGender
from harrastuspassi.participation.models.months import Progress, Source
from harrastuspassi.passes.models import KEPT_AGE_GROUPS, Gender, HasHobby, MotherTongue
from harrastuspassi.statistics.models import DistrictGroup

NOT_SAID = "not_said"
OTHER = "other"
NOT_ANSWERED = "not_answered"
Parents = Mapping[str, str | None]
"""Each value of a dimension with the value above it; None for all of them."""


@dataclass(frozen=True)
class Areas:
    """Municipalities that take part, by id, and their districts, small ones as their group. All others are one."""

    municipalities: Mapping[int, str]
    districts: Mapping[int, str]
    parents: Parents

    def of(self, municipality_id: int | None, district_id: int | None) -> str:
        """The smallest area that a home is in."""
        if municipality_id is None:
            return NOT_SAID
        municipality = self.municipalities.get(municipality_id)
        if municipality is None:
            return OTHER
        district = self.districts.get(district_id) if district_id else None
        nowhere = f"{municipality}-{NOT_SAID}"
        return district or (nowhere if nowhere in self.parents else municipality)


def areas() -> Areas:
    """As the catalogue is now: a municipality takes part that has an approved organizer."""
    listed = Organizer.objects.filter(state=OrganizerState.APPROVED, municipality__isnull=False)
    taking_part = Municipality.objects.filter(id__in=listed.values("municipality"))
    municipalities = dict(taking_part.order_by("code").values_list("id", "code"))
    districts, parents = {}, dict[str, str | None](dict.fromkeys(municipalities.values()))
    rows = District.objects.filter(municipality__in=municipalities).order_by("municipality__code", "code")
    groups = dict(DistrictGroup.objects.values_list("area", "code"))
    for pk, municipality, code in rows.values_list("id", "municipality__code", "code"):
        districts[pk] = f"{municipality}-{groups.get(f'{municipality}-{code}', code)}"
        parents.update({districts[pk]: municipality, f"{municipality}-{NOT_SAID}": municipality})
    parents.update({OTHER: None, NOT_SAID: None})
    return Areas(municipalities, districts, parents)


def value_of(name: str, stored: Sequence[Any], places: Areas) -> str:
    """The value of a dimension that the stored columns of it are."""
    if name == "area":
        return places.of(*stored)
    (value,) = stored
    if value in ("", None):
        return NOT_ANSWERED if name == "at_start" else NOT_SAID
    return str(value)


def roots() -> dict[int, str]:
    """The root category of every category, by id, as a value of its dimension: the root's id."""
    by_tree = dict(HobbyCategory.objects.filter(parent__isnull=True).values_list("tree_id", "id"))
    trees = HobbyCategory.objects.order_by("lft").values_list("id", "tree_id")
    return {pk: str(by_tree[tree]) for pk, tree in trees if tree in by_tree}


def with_all_above(value: str, parents: Parents) -> list[str | None]:
    """A value and every one above it, None for all of them last."""
    above: list[str | None] = [value]
    while above[-1] is not None:
        above.append(parents[above[-1]])
    return above


def all_parents(places: Areas) -> dict[str, Parents]:
    """The values of every dimension now."""
    return {
        "area": places.parents,
        "age_group": dict.fromkeys((*KEPT_AGE_GROUPS, NOT_SAID)),
        "gender": dict.fromkeys(Gender.values),
        "kind": dict.fromkeys(EventKind.values),
        "category": dict.fromkeys(dict.fromkeys(roots().values())),
        "language": dict.fromkeys((*MotherTongue.values, NOT_SAID)),
        "at_start": dict.fromkeys((*HasHobby.values, NOT_ANSWERED)),
        "source": dict.fromkeys(Source.values),
        "progress": dict.fromkeys(Progress.values),
        "place": places.parents,
        "counted_age": dict.fromkeys(CountedAge.values),
        "counted_gender": dict.fromkeys(CountedGender.values),
    }
