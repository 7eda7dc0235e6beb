"""The same counts by the slow and obvious way: every group asked of every event."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import product
from uuid import UUID

from harrastuspassi.catalogue.models import District, HobbyCategory, Municipality
from harrastuspassi.common import clock
from harrastuspassi.disclosure.keys import record_keys_of
from harrastuspassi.participation.models.events import Event
from harrastuspassi.passes.models import Pass
from harrastuspassi.statistics.tables import Table
from tests.statistics.pilots import Places

Figures = tuple[int, int, int, int, int]


def is_in(event: Event, period: str) -> bool:
    day = clock.local_date(event.occurred_at)
    return period in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y}-Q{(day.month - 1) // 3 + 1}")


def root_of(category: HobbyCategory) -> str:
    while category.parent:
        category = category.parent
    return str(category.pk)


def roots_of(event: Event) -> set[str]:
    if event.hobby_id:
        return {root_of(category) for category in event.hobby.categories.all()}
    return {root_of(HobbyCategory.objects.get(pk=pk)) for pk in event.categories.split()}


def areas_of(event: Event) -> list[str]:
    """The areas that the home in an event is in, the smallest first."""
    if event.municipality_id is None:
        return ["not_said"]
    code = Municipality.objects.get(pk=event.municipality_id).code
    if code == "853":
        return ["other"]
    if code == "049":
        return [code]
    district = District.objects.get(pk=event.district_id).code if event.district_id else "not_said"
    return [f"091-{district}", "091"]


def day_of(event: Event) -> dt.date:
    return clock.local_date(event.occurred_at)


def source_of(event: Event) -> str:
    return {"verified_late": "verified"}.get(event.checkin, event.checkin)


def progress_of(event: Event, events: list[Event]) -> set[str]:
    """How far a check-in brought its pass, of whose other events `events` are some."""
    if event.kind != "checked_in":
        return set()
    found = set()
    said_on = Pass.objects.get(pk=event.pass_id).has_hobby_on
    if event.has_hobby == "no" and said_on <= day_of(event) <= said_on + dt.timedelta(days=90):
        found.add("new_to_hobbies")
    if event.event.access == "trial":
        found.add("tried")
    own = [other for other in events if other.pass_id == event.pass_id and other.kind == "checked_in"]
    for trial in (other for other in own if other.event.access == "trial"):
        dates = {day_of(other) for other in own if other.hobby_id == event.hobby_id}
        between = {date for date in dates if day_of(trial) <= date <= day_of(event)}
        if 0 <= (day_of(event) - day_of(trial)).days <= 90 and len(between) >= 4:
            found.add("regular")
    return found


def is_counted(event: Event, last: Event, table: Table) -> bool:
    """Whether an event is among those that all of the table's cells are about."""
    about = {"source": source_of(event), "age_group": last.age_group}
    return all(about[name] == value for name, value in table.fixed.items())


def expected(table: Table, period: str, where: Places) -> dict[str, Figures]:
    """Every group with passes in it, with its passes, events, largest share and sums of keys."""
    everything = [event for event in Event.objects.all() if event.pass_id and not event.is_left_out]
    events = [event for event in everything if is_in(event, period)]
    last: dict[UUID, Event] = {}
    for event in sorted(events, key=lambda event: (event.occurred_at, event.pk)):
        last[event.pass_id] = event
    made: dict[str, Counter[UUID]] = {}
    for event in events:
        if is_counted(event, last[event.pass_id], table):
            progress = progress_of(event, everything) if "progress" in table.dimensions else set()
            for group in set(groups(table, event, last[event.pass_id], progress)):
                made.setdefault(group, Counter())[event.pass_id] += 1
    if "progress" in table.dimensions:
        for pass_id, answer in answered_later(events):
            for group in groups(table, last[pass_id], last[pass_id], {f"later_{answer}"}):
                if "progress=" in group:
                    made.setdefault(group, Counter())[pass_id] += 1
    return {group: figures(by_pass, int(period[:4])) for group, by_pass in made.items()}


def answered_later(events: list[Event]) -> list[tuple[UUID, str]]:
    """Passes that answered in a month in which they did something, with the answer."""
    months = {(event.pass_id, day_of(event).replace(day=1)) for event in events}
    return [
        (row.pk, row.follow_up)
        for row in Pass.objects.exclude(follow_up="")
        if (row.pk, row.follow_up_on.replace(day=1)) in months
    ]


def figures(by_pass: Counter[UUID], year: int) -> Figures:
    keys = [record_keys_of(year, pass_id) for pass_id in by_pass]
    sums = [sum(key[number] for key in keys) % 2**32 for number in (0, 1)]
    return len(by_pass), by_pass.total(), max(by_pass.values()), sums[0], sums[1]


def groups(table: Table, event: Event, last: Event, progress: set[str]) -> Iterator[str]:
    said = {
        "area": areas_of(last),
        "age_group": [last.age_group or "not_said"],
        "gender": [last.gender or "not_said"],
        "language": [last.language or "not_said"],
        "at_start": [last.has_hobby or "not_answered"],
        "kind": [event.kind],
        "category": sorted(roots_of(event)),
        "source": [source_of(event)] if event.checkin else [],
        "progress": sorted(progress),
    }
    choices = [["", *(f"{name}={value}" for value in said[name])] for name in sorted(table.dimensions)]
    for chosen in product(*choices):
        yield "|".join(filter(None, chosen))
