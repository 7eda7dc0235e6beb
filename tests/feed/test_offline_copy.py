"""An app's copy, kept by the change feed through many days of edits, equals a full read at every step."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harrastuspassi.catalogue.models import (
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerState,
    Promotion,
    Schedule,
)
from harrastuspassi.catalogue.publishing import change_state, publishing, state_refusal
from harrastuspassi.catalogue.schedules import cancel_event, change_schedule, create_schedule, move_event
from harrastuspassi.catalogue.services import create_event
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import clock
from harrastuspassi.importers.lipas.source import import_lipas
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
    make_tree,
)
from tests.factories.lipas import sports_place

from .client import OfflineCopy, full_read

STEPS = 200
"""Edits in each of the five runs: 1,000 in all."""
STATES = ("draft", "in_review", "published", "rejected", "archived")


class Town:
    """A catalogue that is edited at random, all that a service or an import can do."""

    def __init__(self, rng: Random, folder: Path):
        self.rng = rng
        self.places = folder / "places.json"
        self.edits: list[Callable[[], None]] = [
            self.new_hobby,
            self.new_event,
            self.rename,
            self.rename,
            self.change_state,
            self.change_state,
            self.suspend,
            self.cancel,
            self.move,
            self.delete_event,
            self.schedule,
            self.reschedule,
            self.archive_place,
            self.hide_category,
            self.new_category,
            self.categorise,
            self.use_promotion,
            self.import_places,
        ]
        with publishing() as changes:
            tree = make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}}}, "Musiikki": {"Kuorot": {}}})
            changes.add(*tree.values())
            for _ in range(3):
                organizer = OrganizerFactory()
                place_ = LocationFactory(organizer=organizer)
                hobby = HobbyFactory(organizer=organizer, location=place_)
                promotion = PromotionFactory(organizer=organizer, location=place_)
                changes.add(organizer, place_, hobby, HobbyEventFactory(hobby=hobby), promotion)

    def step(self) -> str:
        edit = self.rng.choice(self.edits)
        edit()
        return edit.__name__

    def one(self, model: Any) -> Any:
        rows = list(model.objects.order_by("id"))
        return self.rng.choice(rows) if rows else None

    def new_hobby(self) -> None:
        organizer, location = self.one(Organizer), self.one(Location)
        with publishing() as changes:
            hobby = HobbyFactory(organizer=self.rng.choice([organizer, None]), location=location)
            changes.add(hobby, HobbyEventFactory(hobby=hobby))

    def new_event(self) -> None:
        create_event(hobby=self.one(Hobby), period=self.period())

    def rename(self) -> None:
        row = self.one(self.rng.choice([Hobby, Organizer, Location, Promotion, HobbyCategory]))
        with publishing() as changes:
            setattr(row, "name" if isinstance(row, Organizer) else "name_fi", f"Nimi {self.rng.random()}")
            row.save()
            changes.add(row)

    def change_state(self) -> None:
        row = self.one(self.rng.choice([Hobby, Promotion]))
        state = self.rng.choice(STATES)
        if state_refusal(row.state, state, "syy") is None:
            change_state(item=row, state=state, reason="syy")

    def suspend(self) -> None:
        organizer = self.one(Organizer)
        with publishing() as changes:
            organizer.state = self.rng.choice(OrganizerState.values)
            organizer.save()
            changes.add(organizer)

    def cancel(self) -> None:
        if event := self.one(HobbyEvent):
            cancel_event(event=event, reason_fi="Peruttu")

    def move(self) -> None:
        if event := self.one(HobbyEvent):
            move_event(event=event, period=self.period())

    def delete_event(self) -> None:
        if event := self.one(HobbyEvent):
            with publishing() as changes:
                changes.add(event)
                event.delete()

    def schedule(self) -> None:
        today = clock.local_today()
        create_schedule(
            hobby=self.one(Hobby),
            rrule="FREQ=WEEKLY;INTERVAL=4",
            start_date=today,
            start_time=dt.time(18),
            end_time=dt.time(19),
        )

    def reschedule(self) -> None:
        if schedule := self.one(Schedule):
            change_schedule(schedule=schedule, start_time=dt.time(self.rng.randint(8, 17)))

    def archive_place(self) -> None:
        location = self.one(Location)
        with publishing() as changes:
            location.archived_at = None if location.archived_at else clock.now()
            location.save()
            changes.add(location)

    def hide_category(self) -> None:
        category = self.one(HobbyCategory)
        with publishing() as changes:
            category.is_hidden = not category.is_hidden
            category.save()
            changes.add(category)

    def new_category(self) -> None:
        with publishing() as changes:
            name = f"Laji {self.rng.randint(0, 999)}"
            changes.add(HobbyCategory.objects.create(name_fi=name, parent=self.one(HobbyCategory)))
            rebuild_tree()

    def categorise(self) -> None:
        hobby = self.one(Hobby)
        with publishing() as changes:
            hobby.categories.set([self.one(HobbyCategory)])
            changes.add(hobby)

    def use_promotion(self) -> None:
        promotion = self.one(Promotion)
        with publishing() as changes:
            promotion.used_count = self.rng.randint(0, promotion.available_count)
            promotion.save()
            changes.add(promotion)

    def import_places(self) -> None:
        records = [
            sports_place(n, name=f"Paikka {n} {self.rng.randint(0, 2)}", marketingName=None)
            for n in range(1, 9)
            if self.rng.random() < 0.8
        ]
        self.places.write_text(json.dumps(records), encoding="utf-8")
        import_lipas(where=str(self.places), allow_archive=True)

    def period(self) -> Period:
        date = clock.local_today() + dt.timedelta(days=self.rng.randint(-30, 60))
        return Period(date, dt.time(self.rng.randint(0, 22)), date, dt.time(23))


@pytest.mark.django_db
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_the_copy_equals_a_full_read_after_every_edit(client: Client, tmp_path: Path, seed: int) -> None:
    with transaction.atomic():
        live(client, Random(seed), tmp_path)
        # The next run starts in an empty town.
        transaction.set_rollback(True)


def live(client: Client, rng: Random, folder: Path) -> None:
    """A town's edits, with a phone that asks now and then."""
    town = Town(rng, folder)
    copy = OfflineCopy(client, page_size=7)
    done = []
    for step in range(1, STEPS + 1):
        done.append(town.step())
        if rng.random() < 0.05 or step == STEPS:
            copy.refresh()
            assert copy.objects == full_read(client), done


@pytest.mark.django_db
def test_a_copy_that_is_up_to_date_costs_next_to_nothing(client: Client, tmp_path: Path) -> None:
    town = Town(Random(1), tmp_path)
    copy = OfflineCopy(client)
    copy.refresh()
    copy.received = 0
    copy.refresh()
    assert copy.received == 0
    town.new_event()
    copy.refresh()
    assert copy.received == 1
