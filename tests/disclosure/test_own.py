"""An organizer's own figures: counted once, by week, and no small number follows from them, whatever is tried."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, Organizer
from harrastuspassi.common import clock
from harrastuspassi.disclosure import own
from harrastuspassi.disclosure.audit import PublishedTable, findings
from harrastuspassi.disclosure.cellkey import noisy_count, shown
from harrastuspassi.disclosure.groups import Group, Hierarchy
from harrastuspassi.disclosure.keys import record_keys_of
from harrastuspassi.participation.models import HeadCount, OwnFigure, OwnWeek
from harrastuspassi.participation.models.events import Event
from harrastuspassi.passes.services import erase_pass
from harrastuspassi.statistics.weeks import A_WEEK, monday_of, week_of
from tests.api.callers import call, refusal
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, OrganizerFactory
from tests.factories.passes import new_phone

pytestmark = pytest.mark.django_db
WEEK = "2026-W41"
MONDAY = monday_of(WEEK)
FROZEN = clock.instant(MONDAY + 2 * A_WEEK, dt.time(3))


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    """The moment at which the week is frozen."""
    cache.clear()
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def organizer() -> Organizer:
    made: Organizer = OrganizerFactory()
    return made


@pytest.fixture
def owner(organizer: Organizer) -> User:
    return member(organizer)


def happened(hobby: Hobby, records: Sequence[UUID | None], *, checkin: str = "verified", **more: Any) -> None:
    """A check-in of each pass at a hobby on the Wednesday; None is of nobody."""
    at = {"occurred_at": clock.instant(MONDAY + dt.timedelta(days=2), dt.time(18))}
    kind = "checked_in" if checkin else "hobby_viewed"
    for record in records:
        key = UUID(int=random.getrandbits(128))
        Event.objects.create(key=key, kind=kind, checkin=checkin, hobby=hobby, pass_id=record, **{**at, **more})


def passes(number: int) -> list[UUID]:
    return [UUID(int=random.getrandbits(128)) for _ in range(number)]


def shown_to(owner: User, organizer: Organizer) -> dict[tuple[str, int | None], dict[str, Any]]:
    answer = call("get", f"/api/v1/organizers/{organizer.pk}/participation/?page_size=500", user=owner)
    assert answer.status_code == 200, answer.content
    return {(row["week"], row["hobby"]): row for row in answer.json()["results"]}


# --- what is told ---------------------------------------------------------------------------------
def test_sources_stand_side_by_side_by_hobby_and_week(organizer: Organizer, owner: User) -> None:
    big, small = HobbyFactory(organizer=organizer), HobbyFactory(organizer=organizer)
    group, few = passes(12), passes(3)
    happened(big, group, checkin="")
    happened(big, group[:9])
    happened(big, group[9:11], checkin="verified_late")
    happened(big, few, checkin="self_reported")
    happened(small, few)
    happened(HobbyFactory(), passes(20))
    held = HobbyEventFactory(hobby=big, start_date=MONDAY)
    for age, count in (("under_13", 4), ("age_13_to_16", 2)):
        HeadCount.objects.create(event=held, age_group=age, gender="female", count=count)
    assert own.freeze_weeks()[-1] == WEEK
    rows = shown_to(owner, organizer)
    assert {hobby for _, hobby in rows} == {None, big.pk, small.pk}
    row = rows[WEEK, big.pk]
    exact = shown(noisy_count(11, sum(record_keys_of(2026, one).counts for one in group[:11])))
    assert row["verified"] == {"value": exact, "shown": str(exact)}
    assert abs(row["views"]["value"] - 12) <= 3
    assert row["self_reported"]["shown"] in ("0-4", "5", "6")
    assert row["head_count"] == {"value": 6, "shown": "6"}
    assert rows[WEEK, small.pk]["head_count"] is None
    assert rows[WEEK, None]["starts_on"] == "2026-10-05"
    assert rows["2026-W40", big.pk]["verified"] == {"value": None, "shown": "0-4"}


def test_who_comes_twice_is_one_who_is_nobody_counts_by_event_and_who_is_left_out_not(organizer: Organizer) -> None:
    hobby, group = HobbyFactory(organizer=organizer), passes(8)
    happened(hobby, group * 3)
    happened(hobby, [None] * 7)
    happened(hobby, passes(30), is_left_out=True)
    own.freeze_weeks()
    assert abs(OwnFigure.objects.get(hobby=hobby).figure - 15) <= 3


def test_small_heads_are_folded(organizer: Organizer, owner: User) -> None:
    held = HobbyEventFactory(hobby__organizer=organizer, start_date=MONDAY)
    HeadCount.objects.create(event=held, age_group="under_13", gender="female", count=4)
    own.freeze_weeks()
    assert shown_to(owner, organizer)[WEEK, held.hobby_id]["head_count"] == {"value": None, "shown": "0-4"}


def test_only_its_own_members_are_told(organizer: Organizer, owner: User) -> None:
    own.freeze_weeks()
    other = member(OrganizerFactory())
    address = f"/api/v1/organizers/{organizer.pk}/participation/"
    assert refusal(call("get", address, user=other)) == (403, "not_a_member")
    assert refusal(call("get", address)) == (401, "not_authenticated")


def test_queries_do_not_grow_with_hobbies_and_weeks(
    organizer: Organizer, owner: User, django_assert_max_num_queries: Any
) -> None:
    HobbyFactory.create_batch(30, organizer=organizer)
    own.freeze_weeks()
    with django_assert_max_num_queries(11):
        assert len(shown_to(owner, organizer)) > 300


# --- what must not follow -------------------------------------------------------------------------
def test_a_week_is_drawn_once_whatever_comes_later_or_goes(organizer: Organizer, owner: User) -> None:
    hobby = HobbyFactory(organizer=organizer)
    phones = [new_phone().consent() for _ in range(4)]
    happened(hobby, [*(UUID(phone.id) for phone in phones), *passes(4)])
    assert WEEK in own.freeze_weeks()
    before = shown_to(owner, organizer)
    happened(hobby, passes(5))
    for phone in phones:
        erase_pass(pass_id=UUID(phone.id))
        assert own.freeze_weeks() == []
        assert shown_to(owner, organizer) == before


def test_what_arrives_before_it_settles_is_in_it_and_nothing_is_told_until_then(
    organizer: Organizer, owner: User
) -> None:
    hobby = HobbyFactory(organizer=organizer)
    happened(hobby, passes(20))
    with time_machine.travel(FROZEN - dt.timedelta(days=1), tick=False):
        assert WEEK not in own.freeze_weeks()
        assert (WEEK, hobby.pk) not in shown_to(owner, organizer)
    assert own.freeze_weeks() == [WEEK]
    assert shown_to(owner, organizer)[WEEK, hobby.pk]["verified"]["value"] is not None


def test_weeks_whose_events_are_partly_gone_are_not_made_up() -> None:
    frozen = own.freeze_weeks()
    first = min(frozen)
    assert clock.instant(monday_of(first), dt.time()) > clock.now() - dt.timedelta(days=120)
    assert week_of(monday_of(first)) == first
    assert OwnWeek.objects.count() == len(frozen)


def test_the_same_group_has_the_same_figure_everywhere(organizer: Organizer, owner: User) -> None:
    """So that a hobby that is all there is tells nothing of itself by the organizer's own figure."""
    hobby = HobbyFactory(organizer=organizer)
    happened(hobby, passes(9))
    own.freeze_weeks()
    rows = shown_to(owner, organizer)
    assert rows[WEEK, hobby.pk]["verified"] == rows[WEEK, None]["verified"]


def test_no_small_number_follows_by_taking_one_figure_from_another() -> None:
    """The attacker of releases, who knows the method and every figure but no key, at 60 organizers: hobbies of one to
    four beside large ones, and all together. Nothing of 1 to 4 is pinned down, as it would be without noise."""
    drawn = random.Random(41)
    organizers = OrganizerFactory.create_batch(60)
    for organizer in organizers:
        for size in (drawn.randint(1, 4), drawn.randint(1, 4), drawn.randint(8, 30)):
            happened(HobbyFactory(organizer=organizer), passes(size))
    own.freeze_weeks()
    guessed, small = 0, 0
    for organizer in organizers:
        rows = own.own_counts(organizer, [cell for cell in own.own_cells(organizer) if cell[0] == WEEK])
        figures = {group_of(row): row.figures.get("verified") for row in rows}
        whole = figures[Group("checked_in", frozenset())]
        hidden = [group for group, figure in figures.items() if figure is None]
        small += len(hidden)
        sizes = {row.hobby.pk: Event.objects.filter(hobby=row.hobby).count() for row in rows if row.hobby}
        large = sum(figure for group, figure in figures.items() if figure is not None and group.values)
        guessed += len(hidden) == 1 and whole - large == sizes[int(hidden[0].value_of("hobby") or 0)]
        hierarchy = {"hobby": Hierarchy({str(pk): None for pk in sizes}, partition=False)}
        assert findings([PublishedTable("own", figures)], hierarchy) == []
        apart = {"hobby": Hierarchy({str(pk): None for pk in sizes}, partition=True)}
        assert findings([PublishedTable("own", figures)], apart) == []
    assert small > 60
    # Subtracting is right as often as noise of -3 to 3 happens to be 0.
    assert guessed < 20


def group_of(row: own.OwnCounts) -> Group:
    return Group("checked_in", frozenset({("hobby", str(row.hobby.pk))} if row.hobby else ()))
