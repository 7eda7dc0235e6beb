"""A pilot from its first day on: who joins when, and the acts of each day, coaches among them. The same for the same
seed and catalogue."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from random import Random

from harrastuspassi.demo.simulation import model
from harrastuspassi.demo.simulation.acts import Act
from harrastuspassi.demo.simulation.coaches import Coaches
from harrastuspassi.demo.simulation.model import DAY
from harrastuspassi.demo.simulation.offered import Offered
from harrastuspassi.demo.simulation.phones import Codes, Person, Phone, Surroundings, drawn_of


class Pilot:
    """`people` of them begin within the days; who reinstalls has another phone, by its number."""

    def __init__(self, *, seed: int, offered: Offered, codes: Codes, people: int, first: dt.date, days: int):
        self._rng = Random(seed)  # noqa: S311 - invented people have no secrets
        self._around = Surroundings(self._rng, offered, codes)
        self._calendar = [first + number * DAY for number in range(days)]
        self._schools = self._sizes_of_schools(offered)
        self._joining = self._days_of_joining(people)
        self._phones: list[Phone] = []
        self._coaches = Coaches(seed=seed, offered=offered)
        self._made = 0

    def days(self) -> Iterator[tuple[dt.date, list[Act]]]:
        """Each day with what is done on it, in the order of time."""
        for day in self._calendar:
            acts = [act for phone in [*self._phones] for act in self._day_of(phone, day)]
            for _ in range(self._joining[day]):
                acts += self._begin(self._person(), day)
            acts += self._coaches.acts_of(day)
            yield day, sorted(acts, key=lambda act: act.at)

    def _day_of(self, phone: Phone, day: dt.date) -> Iterator[Act]:
        chance = self._rng.random()
        if chance < model.ERASING:
            self._phones.remove(phone)
            yield from phone.erase(day)
            return
        if chance < model.ERASING + model.REINSTALLING:
            self._phones.remove(phone)
            yield from self._begin(phone.person, day, has_pass=phone.has_pass)
            return
        if chance < model.ERASING + model.REINSTALLING + model.WITHDRAWING:
            yield from phone.withdraw(day)
        yield from phone.live(day)

    def _begin(self, person: Person, day: dt.date, *, has_pass: bool | None = None) -> Iterator[Act]:
        rng = self._rng
        is_wrong = rng.random() < model.WRONG_CLOCK
        minutes = rng.randint(-model.WRONG_BY_MINUTES, model.WRONG_BY_MINUTES) if is_wrong else 0
        phone = Phone(
            number=self._made,
            person=person,
            around=self._around,
            joined_on=day,
            has_pass=rng.random() >= model.WITHOUT_PASS if has_pass is None else has_pass,
            clock_off=dt.timedelta(minutes=minutes),
        )
        self._made += 1
        self._phones.append(phone)
        yield from phone.join(day)

    # --- who --------------------------------------------------------------------------------------
    def _sizes_of_schools(self, offered: Offered) -> dict[str, float]:
        """The pilot's districts by code with their sizes; none where the municipality has none."""
        districts = [*offered.districts]
        chosen = self._rng.sample(districts, min(model.PILOT_DISTRICTS, len(districts)))
        return {district: self._rng.lognormvariate(0, 0.35) for district in chosen}

    def _person(self) -> Person:
        rng, offered = self._rng, self._around.offered
        district = drawn_of(rng, self._schools) if self._schools else None
        is_elsewhere = bool(offered.elsewhere) and rng.random() < model.OUTSIDE_PILOT
        median, sigma = model.OPENINGS
        return Person(
            age_group=drawn_of(rng, model.AGE_GROUPS).value,
            has_hobby=drawn_of(rng, model.HAVE_HOBBIES).value,
            gender=drawn_of(rng, model.GENDERS).value,
            language=drawn_of(rng, model.LANGUAGES).value,
            municipality=rng.choice(offered.elsewhere) if is_elsewhere else offered.municipality,
            district=None if is_elsewhere else district,
            school=_address_of([*self._schools].index(district) if district else 0),
            zeal=min(rng.lognormvariate(0, sigma) * median, 0.9),
        )

    def _days_of_joining(self, people: int) -> dict[dt.date, int]:
        # Schools are closed at weekends.
        weights = [model.JOINING[day.month] * (1 if day.weekday() < 5 else 0.1) for day in self._calendar]
        joining: dict[dt.date, int] = defaultdict(int)
        for day in self._rng.choices(self._calendar, weights, k=people):
            joining[day] += 1
        return joining


def _address_of(school: int) -> str:
    """An address that no real network has (RFC 5737)."""
    return f"198.51.100.{1 + school % 254}"
