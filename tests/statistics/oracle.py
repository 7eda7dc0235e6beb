"""The same counts by the slow and obvious way: every group asked of every event."""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from uuid import UUID

from harrastuspassi.catalogue.models import District, HobbyCategory, Municipality
from harrastuspassi.common import clock
from harrastuspassi.disclosure.keys import record_keys_of
from harrastuspassi.participation.models.events import Event
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


def expected(table: Table, period: str, where: Places) -> dict[str, Figures]:
    """Every group with passes in it, with its passes, events, largest share and sums of keys."""
    events = [
        event for event in Event.objects.all() if is_in(event, period) and event.pass_id and not event.is_left_out
    ]
    last: dict[UUID, Event] = {}
    for event in sorted(events, key=lambda event: (event.occurred_at, event.pk)):
        last[event.pass_id] = event
    made: dict[str, Counter[UUID]] = {}
    for event in events:
        for group in set(groups(table, event, last[event.pass_id])):
            made.setdefault(group, Counter())[event.pass_id] += 1
    return {group: figures(by_pass, int(period[:4])) for group, by_pass in made.items()}


def figures(by_pass: Counter[UUID], year: int) -> Figures:
    keys = [record_keys_of(year, pass_id) for pass_id in by_pass]
    sums = [sum(key[number] for key in keys) % 2**32 for number in (0, 1)]
    return len(by_pass), by_pass.total(), max(by_pass.values()), sums[0], sums[1]


def groups(table: Table, event: Event, last: Event) -> Iterator[str]:
    said = {
        "area": areas_of(last),
        "age_group": [last.age_group or "not_said"],
        "gender": [last.gender or "not_said"],
        "kind": [event.kind],
        "category": sorted(roots_of(event)),
    }
    choices = [["", *(f"{name}={value}" for value in said[name])] for name in sorted(table.dimensions)]
    for chosen in product(*choices):
        yield "|".join(filter(None, chosen))
