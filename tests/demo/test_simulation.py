"""The simulator: what it says it sent is what was counted, its pilot is like one, and its client keeps to the rules."""

import datetime as dt
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum
from django.test import Client, override_settings

from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.demo.people import ensure_people
from harrastuspassi.demo.simulation import calling, model, year
from harrastuspassi.demo.simulation.acts import Act, Joined, Kind, Sent
from harrastuspassi.demo.simulation.calling import Calling, NotAnswered
from harrastuspassi.demo.simulation.offered import Offered, OfferedHobby, read_offered
from harrastuspassi.demo.simulation.pilot import Pilot
from harrastuspassi.demo.simulation.tally import Cell, month_of
from harrastuspassi.demo.simulation.year import SHOWN, live_through
from harrastuspassi.participation.models import HeadCount, SeasonTotal
from harrastuspassi.participation.models.events import CheckIn, Event, EventKind
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.passes.models import KEPT_AGE_GROUPS, Pass, Profile
from harrastuspassi.statistics import models as exact
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
from tests.factories.participation import collect_all

FIRST, DAYS = dt.date(2027, 8, 1), 70
NOW = dt.datetime(2027, 10, 9, 15, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def catalogue() -> Iterator[Offered]:
    """A hobby for each day of the week, from the first day on, in two districts; and a promotion."""
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        town = MunicipalityFactory()
        organizer = OrganizerFactory(municipality=town)
        tree = make_tree({"Liikunta": {"Uinti": {}, "Pallo": {}}, "Taide": {"Tanssi": {}}})
        districts = [DistrictFactory(municipality=town) for _ in range(2)]
        for number, category in enumerate([*tree.values(), *tree.values()][:7]):
            place = LocationFactory(municipality=town, district=districts[number % 2])
            hobby = HobbyFactory(organizer=organizer, location=place, municipality=town, categories=[category])
            for week in range(DAYS // 7 + 1):
                day = FIRST + week * WEEK + number * model.DAY
                HobbyEventFactory(hobby=hobby, start_date=day, start_time=dt.time(17), end_time=dt.time(18, 30))
        PromotionFactory(organizer=organizer, municipality=town, start_date=FIRST, available_count=30)
        yield read_offered(clock.instant(FIRST, dt.time()))


@pytest.fixture
def eventful(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is rare happens often."""
    often = {"ERASING": 0.005, "WITHDRAWING": 0.005, "REINSTALLING": 0.005, "WRONG_CLOCK": 0.1, "MISTYPED": 0.2}
    often["COUNTING"] = 0.5
    for name, value in {**often, "OFFLINE_DAYS": (30, 40)}.items():
        monkeypatch.setattr(model, name, value)


def pilot(offered: Offered, *, seed: int = 1, people: int = 60, first: dt.date = FIRST, days: int = DAYS) -> Pilot:
    return Pilot(seed=seed, offered=offered, codes=SHOWN, people=people, first=first, days=days)


def cells(nested: dict[str, dict[str, int]]) -> dict[Cell, int]:
    return {(kind, month): number for kind, months in nested.items() for month, number in months.items()}


def collected(**of: Any) -> Counter[Cell]:
    rows = Event.objects.filter(**of).values_list("kind", "occurred_at")
    return Counter((kind, month_of(occurred_at)) for kind, occurred_at in rows)


def served(request: httpx.Request) -> httpx.Response:
    """What this system answers, in the transaction of the test."""
    told = Client().generic(
        request.method,
        request.url.raw_path.decode(),
        request.content,
        content_type=request.headers.get("Content-Type", ""),
        headers={name: value for name, value in request.headers.items() if name != "host"},
    )
    return httpx.Response(told.status_code, headers=dict(told.items()), content=told.content)


# --- totals ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_was_acknowledged_is_what_was_collected_and_counted(catalogue: Offered, eventful: None) -> None:
    lived = live_through(pilot(catalogue, people=90))
    told = lived.tally.as_dict()
    assert set(told["acknowledged"]) == set(EventKind.values), "every kind happens in so long a time"
    assert collected() == cells(told["acknowledged"])
    assert collected(pass_id__isnull=False) == cells(told["of_passes"]["events"])
    assert not Batch.objects.exists()
    assert told["acts"]["passes made"] - told["acts"]["passes erased"] == Pass.objects.count()
    for what in ("passes erased", "consents taken back", "events sent again"):
        assert told["acts"][what]
    by_hand = HeadCount.objects.aggregate(heads=Sum("count"), sessions=Count("event", distinct=True))
    assert by_hand == {"heads": told["acts"]["heads counted"], "sessions": told["acts"]["sessions with heads counted"]}
    assert {"too_old", "checkin_forged"} <= set(told["refusals"])
    assert set(Event.objects.exclude(checkin="").values_list("checkin", flat=True)) == set(CheckIn.values)
    assert Event.objects.filter(is_clock_corrected=True).exists()


@pytest.mark.django_db
def test_roll_ups_count_what_was_sent_with_passes(catalogue: Offered, eventful: None) -> None:
    told = live_through(pilot(catalogue, people=90)).tally.as_dict()["of_passes"]
    events: Counter[Cell] = Counter()
    passes: dict[Cell, set[Any]] = defaultdict(set)
    for month, pass_id, kinds in ActiveMonth.objects.values_list("month", "pass_id", "kinds"):
        for kind, number in kinds.items():
            events[kind, f"{month:%Y-%m}"] += number
            passes[kind, f"{month:%Y-%m}"].add(pass_id)
    assert events == cells(told["events"])
    assert {cell: len(found) for cell, found in passes.items()} == cells(told["passes"])
    # August was frozen on 4 October or refused then; the months after it are open.
    for month in ("2027-09", "2027-10"):
        rows = exact.Cell.objects.filter(table="months_by_area_and_kind", period__name=month)
        for cell in rows.filter(values__startswith="kind="):
            here = (cell.values.removeprefix("kind="), month)
            assert (cell.events, cell.passes) == (events[here], len(passes[here]))
        assert rows.get(values="").passes == ActiveMonth.objects.filter(month=f"{month}-01").count()


@pytest.mark.django_db
def test_a_month_is_released_when_it_has_been_over_for_31_days_or_the_audit_says_why_not(catalogue: Offered) -> None:
    lived = live_through(pilot(catalogue, people=90))
    frozen = list(exact.Period.objects.filter(frozen_at__isnull=False).values_list("name", flat=True))
    assert (lived.releases, frozen) == ([1], ["2027-08"]) or (
        not frozen and "2027-10-04: The figures of 2027 would give something away" in lived.refused[0]
    )


@pytest.mark.django_db
def test_through_the_api_totals_are_the_same_but_for_what_waited_of_erased_passes(
    catalogue: Offered, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = httpx.Client(transport=httpx.MockTransport(served))
    monkeypatch.setattr(httpx, "Client", lambda **_: client)
    monkeypatch.setattr(model, "COUNTING", 0.5)
    ensure_people()
    told = simulate("--url", "http://127.0.0.1:8000", "--rate", "100000", "--people", "12")
    collect_all()
    acknowledged = Counter(cells(told["acknowledged"]))
    acknowledged.subtract(cells(told["of_erased"]))
    assert collected() == +acknowledged
    assert told["acts"]["passes made"] - told["acts"].get("passes erased", 0) == Pass.objects.count()
    assert cells(told["acknowledged"])["hobby_viewed", "2027-10"] > 100
    assert not {"promotion_over", "promotion_not_begun"} & set(told["refusals"])
    # It is six on a Saturday, when one of the hobbies takes place.
    assert cells(told["acknowledged"])["checked_in", "2027-10"]
    assert Profile.objects.exists()
    assert "token_invalid" not in told["refusals"]
    assert HeadCount.objects.aggregate(heads=Sum("count"))["heads"] == told["acts"]["heads counted"]
    assert SeasonTotal.objects.count() == told["acts"]["half-years summed up"]


@pytest.mark.django_db
def test_straight_into_the_inbox_batches_wait_for_the_workers(catalogue: Offered) -> None:
    told = simulate("--inbox", "--people", "5")
    assert Batch.objects.exists()
    assert not Event.objects.exclude(kind=EventKind.BENEFIT_USED).exists()
    collect_all()
    assert sum(collected().values()) == sum(cells(told["acknowledged"]).values()) - sum(
        cells(told["of_erased"]).values()
    )


# --- the pilot ------------------------------------------------------------------------------------
OFFERED = Offered(
    hobbies=[OfferedHobby(number, (number,), 0, 120, f"{number % 9}") for number in range(1, 30)],
    occurrences={},
    promotions=[],
    municipality="091",
    districts=[f"{number}" for number in range(9)],
    elsewhere=["235"],
)


def all_acts(**how: Any) -> list[Act]:
    made = pilot(OFFERED, first=dt.date(2026, 1, 1), days=365, **how)
    return [act for _, acts in made.days() for act in acts]


@pytest.mark.once("no database is asked")
def test_a_pilot_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert all_acts(people=10) == all_acts(people=10)
    assert all_acts(people=10) != all_acts(people=10, seed=2)


@pytest.mark.once("no database is asked")
def test_a_pilot_year_is_like_one_of_schools() -> None:
    acts = all_acts(people=300)
    opened = [
        clock.local_date(one.at)
        for act in acts
        if isinstance(act, Sent) and not act.is_again
        for one in act.happenings
        if one.kind == Kind.APP_OPENED
    ]
    by_month, by_weekday = Counter(day.month for day in opened), Counter(day.weekday() for day in opened)
    assert min(by_month, key=by_month.__getitem__) == 7
    assert {month for month, _ in by_month.most_common(2)} <= {8, 9, 10}
    assert by_weekday[2] > by_weekday[4]
    joined = [act for act in acts if isinstance(act, Joined)]
    ages = Counter(act.told["age_group"] for act in joined if "age_group" in act.told)
    assert ages.most_common(1)[0][0] == "age_13_to_16"
    assert set(ages) <= set(KEPT_AGE_GROUPS)
    assert 0.5 < sum(act.consents for act in joined) / len(joined) < 0.8
    assert not any(act.told for act in joined if not act.consents)
    late = [act.at - one.at for act in acts if isinstance(act, Sent) for one in act.happenings]
    assert dt.timedelta(days=20) < max(late) < dt.timedelta(days=40)


@pytest.mark.once("kinds are code")
def test_kinds_are_those_that_there_are() -> None:
    assert set(Kind) == set(EventKind.values)


# --- the client -----------------------------------------------------------------------------------
def answers(*statuses: int, **header: str) -> tuple[Calling, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        status = statuses[min(len(asked), len(statuses)) - 1]
        body = {"id": "x", "secret": "y"} if status == 201 else {"code": "nothing"}
        return httpx.Response(status, headers=header if status == 429 else {}, json=body)

    return Calling("http://127.0.0.1", rate=1e6, client=httpx.Client(transport=httpx.MockTransport(answer))), asked


JOINED = Joined(at=NOW, phone=1, address="", consents=False)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(calling.time, "sleep", lambda seconds: waits.append(seconds) if seconds > 0.01 else None)
    return waits


@pytest.mark.once("no database is asked")
def test_the_client_waits_as_long_as_it_is_told(slept: list[float]) -> None:
    client, asked = answers(429, 503, 201, **{"Retry-After": "7"})
    assert client.join(JOINED) == ""
    assert (len(asked), slept) == (3, [7.0, 2.0])


@pytest.mark.once("no database is asked")
def test_the_client_does_not_wait_for_tomorrow_and_gives_up_in_the_end(slept: list[float]) -> None:
    client, asked = answers(429)
    assert client.join(JOINED) == "nothing"
    assert (len(asked), slept) == (1, [])
    with pytest.raises(NotAnswered, match="503"):
        answers(503)[0].join(JOINED)


# --- the command ----------------------------------------------------------------------------------
def simulate(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("simulate", *arguments, "--json", stdout=out)
    return orjson.loads(out.getvalue())


@pytest.mark.once("nothing is asked")
def test_it_runs_nowhere_but_in_a_demo_or_on_this_machine() -> None:
    with pytest.raises(CommandError, match="not on this machine"):
        simulate("--url", "https://harrastuspassi.example")
    with override_settings(DEMO=False):
        for way in (["--inbox"], ["--year"], ["--year", "--outside-demo"], ["--url", "http://127.0.0.1:1"]):
            with pytest.raises(CommandError, match="MODE=demo"):
                simulate(*way)
        with pytest.raises(RuntimeError, match="demo"), clock.at(NOW):
            pass


@pytest.mark.django_db
def test_a_year_is_made_once_and_told(catalogue: Offered, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year, "make_release", lambda: None)  # what the audit thinks of so few is no matter here
    out = io.StringIO()
    call_command("simulate", "--year", "--people", "15", stdout=out)
    for what in ("passes made", "age groups said again", "follow-up questions answered", "checked_in"):
        assert f"\n{what}" in out.getvalue()
    made = Pass.objects.count()
    call_command("simulate", "--year", "--if-none", stdout=out)
    assert "There are passes already" in out.getvalue()
    with pytest.raises(CommandError, match="passes already"):
        call_command("simulate", "--year")
    assert Pass.objects.count() == made


@pytest.mark.django_db
def test_without_hobbies_it_says_what_is_missing() -> None:
    with pytest.raises(Refused) as refused:
        read_offered(NOW)
    assert refused.value.code == "catalogue_empty"
