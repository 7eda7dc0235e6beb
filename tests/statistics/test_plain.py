"""Tables that are not about passes: a slow look at each row counts the same, and what is small is folded.

PLAIN_PILOTS says how many random catalogues.
"""

import datetime as dt
import os
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from harrastuspassi.catalogue.models import (
    Access,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    OrganizerState,
    PriceType,
    Promotion,
    PublicationState,
)
from harrastuspassi.common import clock
from harrastuspassi.disclosure.plain import plain_tables
from harrastuspassi.participation.models import Benefit, HeadCount, SeasonTotal
from harrastuspassi.participation.models.events import CheckIn, Event
from harrastuspassi.participation.models.headcounts import CountedAge, CountedGender
from harrastuspassi.releases.labels import FIXED
from harrastuspassi.statistics import dimensions
from harrastuspassi.statistics.models import Period
from tests.factories.catalogue import (
    DistrictFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
    make_tree,
)

pytestmark = pytest.mark.django_db
PILOTS = int(os.environ.get("PLAIN_PILOTS", "2"))
YEAR = 2027
QUARTER, MONTH = f"{YEAR}-Q1", f"{YEAR}-03"
FIRST, END = dt.date(YEAR, 1, 1), dt.date(YEAR, 4, 1)
DAYS = {
    QUARTER: (FIRST, END),
    MONTH: (dt.date(YEAR, 3, 1), END),
    f"{YEAR}": (FIRST, dt.date(YEAR + 1, 1, 1)),
    f"{YEAR - 1}-H2": (dt.date(YEAR - 1, 7, 1), FIRST),
    f"{YEAR}-H1": (FIRST, dt.date(YEAR, 7, 1)),
    f"{YEAR}-H2": (dt.date(YEAR, 7, 1), dt.date(YEAR + 1, 1, 1)),
}
Group = dict[str, str]


@pytest.fixture(autouse=True)
def in_may() -> Iterator[None]:
    """When the first quarter is frozen."""
    with time_machine.travel(f"{YEAR}-05-02 12:00:00+00:00", tick=False):
        yield


# --- a random catalogue -----------------------------------------------------------------------------
def catalogue(seed: int, meetings: int = 250) -> None:
    """Hobbies of two municipalities that take part, one with districts, and one that does not; sessions in and around
    the quarter, heads counted at some."""
    drawn = random.Random(seed)
    city, town, elsewhere = (MunicipalityFactory(code=code) for code in ("091", "049", "853"))
    districts = [DistrictFactory(municipality=city) for _ in range(2)]
    tree = [*make_tree({"Liikunta": {"Uinti": {}}, "Taide": {"Tanssi": {}}}).values()]
    organizers = [OrganizerFactory(municipality=drawn.choice([city, town])) for _ in range(8)]
    OrganizerFactory(municipality=town)
    organizers += [OrganizerFactory(municipality=city, state=OrganizerState.SUSPENDED), None]
    places = [LocationFactory(municipality=city, district=district) for district in (*districts, None)]
    places += [LocationFactory(municipality=other) for other in (town, elsewhere, None)]
    hobbies = [
        HobbyFactory(
            organizer=drawn.choice(organizers),
            data_source=drawn.choice(["lipas", *["harrastuspassi"] * 9]),
            location=drawn.choice([*places, None]),
            municipality=drawn.choice([city, None]),
            categories=drawn.sample(tree, k=drawn.randrange(3)),
            price_type=drawn.choice([PriceType.FREE, PriceType.PAID]),
            state=drawn.choice([*[PublicationState.PUBLISHED] * 9, *PublicationState]),
            rejection_reason="Ei kuulu tänne.",
            published_at=clock.instant(FIRST + dt.timedelta(days=drawn.randrange(-60, 30)), dt.time()),
        )
        for _ in range(60)
    ]
    for hobby in hobbies:
        changed = clock.instant(FIRST + dt.timedelta(days=drawn.randrange(120)), dt.time())
        Hobby.objects.filter(pk=hobby.pk).update(modified_at=changed)
    for _ in range(meetings):
        session(drawn, drawn.choice(hobbies))
        SeasonTotal.objects.update_or_create(
            hobby=drawn.choice(hobbies),
            season=drawn.choice([f"{YEAR - 1}-H2", f"{YEAR}-H1", f"{YEAR}-H2"]),
            defaults={"trials": drawn.randrange(9), "joined": drawn.randrange(4)},
        )
    for _ in range(40):
        benefit(drawn, places)


def session(drawn: random.Random, hobby: Hobby) -> None:
    day = FIRST + dt.timedelta(days=drawn.choice([-1, 0, 89, 90, 180, 181, drawn.randrange(90)]))
    start, end, days = drawn.choice([(0, 0, 0), (17, 18, 0), (22, 1, 1), (9, 12, 2), (10, 10, 1)])
    event = HobbyEventFactory(
        hobby=hobby,
        start_date=day,
        start_time=dt.time(start, 30 if start else 0),
        end_date=day + dt.timedelta(days=days),
        end_time=dt.time(end, 45 if end else 0),
        access=drawn.choice([*Access]),
        cancelled_at=clock.now() if drawn.random() < 0.1 else None,
    )
    groups = [(age, gender) for age in CountedAge for gender in CountedGender]
    for age, gender in drawn.sample(groups, k=drawn.choice([0, 0, 1, 3])):
        HeadCount.objects.create(event=event, age_group=age, gender=gender, count=drawn.choice([0, 1, 2, 4, 30]))
    if drawn.random() < 0.4:
        check_in(drawn, event)


def check_in(drawn: random.Random, event: HobbyEvent) -> None:
    Event.objects.create(
        key=uuid.UUID(int=drawn.getrandbits(128)),
        kind="checked_in",
        checkin=drawn.choice(CheckIn.values),
        occurred_at=event.starts_at - dt.timedelta(minutes=20),
        event=event,
        pass_id=drawn.choice([None, uuid.UUID(int=7)]),
        is_left_out=drawn.random() < 0.3,
    )


def benefit(drawn: random.Random, places: list[Location]) -> None:
    begins = FIRST + dt.timedelta(days=drawn.randrange(-60, 120))
    promotion = PromotionFactory(
        location=drawn.choice([*places, None]),
        municipality=drawn.choice([MunicipalityFactory(code="049"), None]),
        start_date=begins,
        end_date=begins + dt.timedelta(days=drawn.choice([0, 40])),
        state=drawn.choice([PublicationState.PUBLISHED, PublicationState.ARCHIVED, *PublicationState]),
        rejection_reason="Ei kuulu tänne.",
        published_at=clock.instant(begins + dt.timedelta(days=drawn.choice([-5, 30])), dt.time()),
    )
    changed = clock.instant(begins + dt.timedelta(days=drawn.randrange(60)), dt.time())
    Promotion.objects.filter(pk=promotion.pk).update(modified_at=changed)
    for _ in range(drawn.choice([0, 3, 12])):
        day = FIRST + dt.timedelta(days=drawn.choice([-1, 0, 45, 89, 90]))
        Benefit.objects.create(promotion=promotion, created_at=clock.instant(day, dt.time(0, 30)))


# --- the slow way -----------------------------------------------------------------------------------
def root_of(category: HobbyCategory) -> str:
    while category.parent:
        category = category.parent
    return str(category.pk)


def is_in(place: Location | None, own: Any, wanted: str | None) -> bool:
    """Whether what is at a place, or has a municipality of its `own`, is in an area."""
    municipality = (place and place.municipality) or own
    if wanted is None:
        return True
    if municipality is None:
        return wanted == "not_said"
    if municipality.code == "853":
        return wanted == "other"
    if wanted == municipality.code:
        return True
    district = place.district.code if place and place.municipality and place.district else "not_said"
    return municipality.code == "091" and wanted == f"091-{district}"


def is_public(hobby: Hobby) -> bool:
    is_hidden = hobby.organizer is not None and hobby.organizer.state == "suspended"
    return hobby.state in ("published", "archived") and not is_hidden


def is_held(event: HobbyEvent, period: str) -> bool:
    hobby, (first, end) = event.hobby, DAYS[period]
    if (
        hobby.data_source == "lipas"
        or not is_public(hobby)
        or event.cancelled_at
        or hobby.published_at > event.starts_at
    ):
        return False
    if hobby.state == "archived" and hobby.modified_at < event.starts_at:
        return False
    return first <= clock.local_date(event.starts_at) < end


Held = dict[str, list[HobbyEvent]]
"""The sessions of each period."""


def sessions_held() -> Held:
    rows = HobbyEvent.objects.select_related(
        *("hobby__organizer", "hobby__municipality", "hobby__location__municipality", "hobby__location__district")
    ).prefetch_related("head_counts", "hobby__categories__parent")
    everything = list(rows)
    return {period: [event for event in everything if is_held(event, period)] for period in DAYS}


def of_group(held: list[HobbyEvent], group: Group) -> list[HobbyEvent]:
    category = group.get("category")
    return [
        event
        for event in held
        if is_in(event.hobby.location, event.hobby.municipality, group.get("place"))
        and (category is None or category in {root_of(one) for one in event.hobby.categories.all()})
    ]


def ratio(part: int, whole: int) -> int | None:
    return int(100 * part / whole + 0.5) if whole >= 20 else None


def hours_of(event: HobbyEvent) -> float:
    lasting = event.ends_at - event.starts_at
    is_all_day = event.start_time == event.end_time == dt.time(0)
    return 0 if is_all_day or lasting > dt.timedelta(days=1) else lasting.total_seconds() / 3600


def supply(all_held: Held, group: Group) -> list[Any]:
    held = of_group(all_held[QUARTER], group)
    hobbies = {event.hobby for event in held}
    return [
        len({hobby.organizer_id for hobby in hobbies} - {None}),
        len(hobbies),
        len(held),
        round(sum(map(hours_of, held))),
        ratio(sum(hobby.price_type == "free" for hobby in hobbies), len(hobbies)),
        ratio(sum(event.access == "trial" for event in held), len(held)),
    ]


def to_next_five(number: int) -> int | None:
    return None if number < 5 else min(range(5, number + 5, 5), key=lambda five: abs(five - number))


def heads(all_held: Held, group: Group, period: str = QUARTER) -> list[Any]:
    counts = [
        row.count
        for event in of_group(all_held[period], group)
        for row in event.head_counts.all()
        if group.get("counted_age", row.age_group) == row.age_group
        and group.get("counted_gender", row.gender) == row.gender
    ]
    return [to_next_five(sum(counts))]


def benefits(_: Held, group: Group) -> list[Any]:
    begins, ends = (clock.instant(day, dt.time()) for day in DAYS[QUARTER])
    here = [row for row in Promotion.objects.all() if is_in(row.location, row.municipality, group.get("place"))]
    offered = [
        row
        for row in here
        if row.state == "published" or (row.state == "archived" and row.modified_at > begins)
        if row.starts_at < ends and row.ends_at > begins and row.published_at < ends
    ]
    used = Benefit.objects.filter(promotion__in=here, created_at__gte=begins, created_at__lt=ends).count()
    return [len(offered), None if used < 5 else used]


def coverage(all_held: Held, group: Group) -> list[Any]:
    held = of_group(all_held[MONTH], group)
    checked_in = {row.event_id for row in Event.objects.filter(kind="checked_in", is_left_out=False)}
    counted = sum(event.pk in checked_in or bool(event.head_counts.all()) for event in held)
    return [None if counted < 5 else ratio(counted, len(held)), len(held), None if counted < 5 else counted]


def year(all_held: Held, group: Group) -> list[Any]:
    organizers = {event.hobby.organizer_id for event in of_group(all_held[f"{YEAR}"], group)} - {None}
    before, spring, autumn = (
        {event.hobby.organizer_id for event in all_held[half]}
        for half in (f"{YEAR - 1}-H2", f"{YEAR}-H1", f"{YEAR}-H2")
    )
    lasting = {one for one in organizers if one in spring and (one in before or one in autumn)}
    totals = [
        row
        for row in SeasonTotal.objects.filter(season__startswith=f"{YEAR}").select_related("hobby__organizer")
        if is_public(row.hobby) and is_in(row.hobby.location, row.hobby.municipality, group.get("place"))
    ]
    seasons = [to_next_five(sum(getattr(row, name) for row in totals)) for name in ("trials", "joined")]
    return [len(organizers), len(lasting), *seasons, *heads(all_held, group, f"{YEAR}")]


SLOW: dict[str, dict[str, Callable[[Held, Group], list[Any]]]] = {
    QUARTER: {"quarters_of_supply": supply, "quarters_of_head_counts": heads, "quarters_of_benefits": benefits},
    MONTH: {"months_of_coverage": coverage},
    f"{YEAR}": {"years_by_place": year},
}


# --- and whether it is the same ---------------------------------------------------------------------
def figures_of(period: str) -> dict[str, dict[tuple[tuple[str, str], ...], list[Any]]]:
    """By table and group, as they are to be frozen now."""
    counted = Period.objects.create(name=period, dimensions=dimensions.all_parents(dimensions.areas()))
    return {
        table.table: {tuple(row.values.items()): list(row.measures.values()) for row in table.figures}
        for table in plain_tables(counted)
    }


@pytest.mark.parametrize("seed", range(PILOTS))
def test_every_figure_is_what_a_slow_look_at_each_row_says(seed: int) -> None:
    catalogue(seed)
    all_held = sessions_held()
    for period in SLOW:
        compare(period, all_held)


def compare(period: str, all_held: Held) -> None:
    found = figures_of(period)
    assert found.keys() == SLOW[period].keys()
    for table, of_groups in found.items():
        expected = {group: SLOW[period][table](all_held, dict(group)) for group in of_groups}
        counted = len(expected[()])
        assert all(any(column) for column in zip(*expected.values(), strict=True)), (table, expected[()])
        assert {group: figures[:counted] for group, figures in of_groups.items()} == expected, table


def test_heads_below_five_are_folded_and_others_given_to_the_next_five() -> None:
    hobby = HobbyFactory(location=LocationFactory(), published_at=clock.instant(FIRST, dt.time()))
    session_ = HobbyEventFactory(hobby=hobby, start_date=FIRST + dt.timedelta(days=9))
    for gender, count in (("female", 12), ("male", 2), ("other", 4)):
        HeadCount.objects.create(event=session_, age_group="age_13_to_16", gender=gender, count=count)
    found = figures_of(QUARTER)["quarters_of_head_counts"]
    by_gender = {dict(group).get("counted_gender"): row[0] for group, row in found.items() if len(group) <= 1}
    assert by_gender["female"] == 10
    assert by_gender["male"] is by_gender["other"] is by_gender["not_known"] is None
    assert found[()] == [20]


def test_coverage_is_not_told_where_check_ins_are_no_longer_kept() -> None:
    catalogue(0, meetings=5)
    assert figures_of(f"{YEAR}-01") == {}


@pytest.mark.either("names are code")
def test_every_age_and_gender_that_organizers_count_has_a_name() -> None:
    values = dimensions.all_parents(dimensions.areas())
    for name in ("counted_age", "counted_gender"):
        assert FIXED[name].keys() == values[name].keys()
    assert FIXED["place"].keys() == {value for value, above in values["place"].items() if above is None}
