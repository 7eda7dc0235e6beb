"""One phone in the pilot: whose it is, and what it does on a day."""

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from harrastuspassi.common import clock
from harrastuspassi.demo.simulation import model
from harrastuspassi.demo.simulation.acts import (
    Act,
    AgeAsked,
    Erased,
    FollowedUp,
    Happening,
    Joined,
    Kind,
    Sent,
    Used,
    Withdrew,
)
from harrastuspassi.demo.simulation.model import DAY
from harrastuspassi.demo.simulation.offered import Occurrence, Offered, OfferedHobby
from harrastuspassi.participation.inbox import MAX_EVENTS
from harrastuspassi.passes.models import KEPT_AGE_GROUPS, AgeGroup, FollowUp, HasHobby
from harrastuspassi.passes.questions import FOLLOW_UP_FROM, FOLLOW_UP_UNTIL

T = TypeVar("T")
_AGES = {AgeGroup.UNDER_13: 11, AgeGroup.FROM_13_TO_16: 14, AgeGroup.FROM_17_TO_19: 18, AgeGroup.FROM_20: 30}
_MINUTE = dt.timedelta(minutes=1)


def drawn_of(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, by weight."""
    return rng.choices([*weights], [*weights.values()])[0]


@dataclass(frozen=True)
class Codes:
    """What can be read where a hobby takes place: the rotating code of an event at an instant, the printed one of a
    hobby."""

    rotating: Callable[[int, dt.datetime], str]
    printed: Callable[[int], str]


class Surroundings:
    """What all phones of a pilot share: the catalogue, its codes, how popular each hobby is, and the dice."""

    def __init__(self, rng: Random, offered: Offered, codes: Codes):
        self.rng, self.offered, self.codes = rng, offered, codes
        ranked = [*offered.hobbies]
        rng.shuffle(ranked)
        # Everybody knows what has been there all along.
        established = offered.established()
        ranked.sort(key=lambda hobby: hobby.id not in established)
        self._popularity = [(hobby, (rank + 1) ** -model.POPULARITY) for rank, hobby in enumerate(ranked)]
        self._likely: dict[tuple[str, str | None], tuple[Sequence[OfferedHobby], Sequence[float]]] = {}

    def hobby(self, age_group: str, district: str | None) -> OfferedHobby:
        """A hobby that someone looks at."""
        hobbies, weights = self._of(age_group, district)
        return self.rng.choices(hobbies, cum_weights=weights)[0]

    def _of(self, age_group: str, district: str | None) -> tuple[Sequence[OfferedHobby], Sequence[float]]:
        key = (age_group, district)
        if key not in self._likely:
            age = _AGES[AgeGroup(age_group)]
            suitable = [(one, weight) for one, weight in self._popularity if one.age_from <= age <= one.age_to]
            chosen = suitable or self._popularity
            near = [weight * (model.NEARBY if one.district == district else 1) for one, weight in chosen]
            self._likely[key] = [one for one, _ in chosen], [*accumulate(near)]
        return self._likely[key]

    def new_id(self) -> str:
        """A random UUID, as phones make them."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))


@dataclass(frozen=True)
class Person:
    """Who holds a phone. `school` is where passes are made: the address that the system sees."""

    age_group: str
    has_hobby: str
    municipality: str
    district: str | None
    gender: str
    language: str
    school: str
    zeal: float
    """Openings a day of a new pass in a lively month."""


@dataclass
class Phone:
    """An installation of the app. `told`: what its pass was told; `plans`: occurrences to go to, by day."""

    number: int
    person: Person
    around: Surroundings
    joined_on: dt.date
    has_pass: bool
    clock_off: dt.timedelta
    consents: bool = False
    told: dict[str, str] = field(default_factory=dict)
    age_said_on: dt.date | None = None
    is_followed_up: bool = False
    outbox: list[Happening] = field(default_factory=list)
    offline_until: dt.date | None = None
    favourites: list[int] = field(default_factory=list)
    plans: dict[dt.date, list[Occurrence]] = field(default_factory=dict)
    regular: dict[int, int] = field(default_factory=dict)
    """Hobbies that it goes to regularly, with how many times more."""
    has_been_regular: bool = False

    # --- the beginning and the end ----------------------------------------------------------------
    def join(self, day: dt.date) -> Iterator[Act]:
        """The pass is made, in the morning at school or at any hour elsewhere; the app is looked at for the first
        time."""
        rng, person = self.around.rng, self.person
        at = _moment(day, rng.randint(8, 13), rng)
        if self.has_pass:
            self.consents = person.age_group != AgeGroup.UNDER_13 and rng.random() < model.CONSENT
            self.told = self._answers() if self.consents else {}
            self.age_said_on = day if "age_group" in self.told else None
            address = person.school
            yield Joined(at=at, phone=self.number, address=address, consents=self.consents, told=dict(self.told))
        yield from self._session(at + 5 * _MINUTE)
        yield from self._send(at + 9 * _MINUTE, day)

    def _answers(self) -> dict[str, str]:
        rng, person = self.around.rng, self.person
        asked = {
            "age_group": person.age_group,
            "gender": person.gender,
            "language": person.language,
            "municipality": person.municipality,
            "has_hobby": person.has_hobby,
        }
        told = {name: answer for name, answer in asked.items() if rng.random() < model.TELL}
        if "municipality" in told and person.district and rng.random() < model.TELL_DISTRICT:
            told["district"] = person.district
        return told

    def erase(self, day: dt.date) -> Iterator[Act]:
        """The pass is erased in the evening; what the phone still had is never sent."""
        self.outbox.clear()
        if self.has_pass:
            yield Erased(at=_moment(day, 21, self.around.rng), phone=self.number)

    def withdraw(self, day: dt.date) -> Iterator[Act]:
        """Consent is taken back, and with it every answer."""
        if self.consents:
            self.consents, self.told, self.age_said_on = False, {}, None
            yield Withdrew(at=_moment(day, 6, self.around.rng), phone=self.number)

    # --- a day ------------------------------------------------------------------------------------
    def live(self, day: dt.date) -> Iterator[Act]:
        """What happens on a day, in the order of time."""
        rng = self.around.rng
        if self.offline_until and day >= self.offline_until:
            # Back on the net, the app sends what it has without being opened.
            self.offline_until = None
            yield from self._flush(_moment(day, 7, rng))
        visited = [occurrence for occurrence in self.plans.pop(day, ()) if self._turns_up(occurrence, day)]
        moments: list[tuple[dt.datetime, Occurrence | None]] = [(_arrival(one, rng), one) for one in visited]
        if rng.random() < self._openings(day):
            moments.append((_moment(day, drawn_of(rng, model.HOURS), rng), None))
        for at, occurrence in sorted(moments, key=lambda one: one[0]):
            if occurrence:
                self._check_in(occurrence, at)
            else:
                yield from self._questions(at, day)
                yield from self._session(at)
            last = max([at, *(one.at for one in self.outbox)])
            yield from self._send(last + _MINUTE, day)

    def _openings(self, day: dt.date) -> float:
        age_days = (day - self.joined_on).days
        interest = model.LASTING + (1 - model.LASTING) * math.exp(-age_days / model.FADING_DAYS)
        return self.person.zeal * model.SEASON[day.month] * model.WEEKDAYS[day.weekday()] * interest

    def _tell(self, at: dt.datetime, kind: Kind, **about: Any) -> None:
        self.outbox.append(Happening(at, {"id": self.around.new_id(), "kind": kind.value, **about}))

    # --- while the app is open --------------------------------------------------------------------
    def _session(self, at: dt.datetime) -> Iterator[Act]:
        rng, offered, person = self.around.rng, self.around.offered, self.person
        self._tell(at, Kind.APP_OPENED)
        looked_at = []
        for number in range(1 + int(rng.expovariate(1 / (model.VIEWS - 0.5)))):
            hobby, then = self.around.hobby(person.age_group, person.district), at + (number * 20 + 25) * _MINUTE / 60
            if number == 0:
                for kind in (Kind.SEARCHED, Kind.FILTERED):
                    if self._does(kind):
                        self._tell(at + 10 * _MINUTE / 60, kind, categories=[*hobby.categories[:3]])
            self._tell(then, Kind.HOBBY_VIEWED, hobby=hobby.id)
            looked_at.append((hobby, then))
        hobby, then = looked_at[-1]
        self._about(hobby.id, then + _MINUTE / 6)
        self._perhaps_try(hobby.id, then)
        usable = offered.usable_at(at)
        if usable and self._does(Kind.PROMOTION_VIEWED):
            promotion = rng.choice(usable).id
            self._tell(then + _MINUTE / 3, Kind.PROMOTION_VIEWED, promotion=promotion)
        if usable and rng.random() < model.USE_PROMOTION:
            yield from self._use(rng.choice(usable).id, then + _MINUTE / 2)

    def _does(self, kind: Kind) -> bool:
        return self.around.rng.random() < model.IN_SESSION[kind]

    def _about(self, hobby: int, at: dt.datetime) -> None:
        for kind in (Kind.SHARED, Kind.CONTACT_OPENED, Kind.REGISTRATION_OPENED):
            if self._does(kind):
                self._tell(at, kind, hobby=hobby)
        if self._does(Kind.FAVOURITE_ADDED) and hobby not in self.favourites:
            self.favourites.append(hobby)
            self._tell(at, Kind.FAVOURITE_ADDED, hobby=hobby)
        if self.favourites and self._does(Kind.FAVOURITE_REMOVED):
            self._tell(at + _MINUTE / 12, Kind.FAVOURITE_REMOVED, hobby=self.favourites.pop(0))

    def _use(self, promotion: int, at: dt.datetime) -> Iterator[Act]:
        key = self.around.new_id()
        yield Used(at=at, phone=self.number, promotion=promotion, key=key)
        if self.around.rng.random() < model.ANSWER_LOST:
            yield Used(at=at + _MINUTE / 6, phone=self.number, promotion=promotion, key=key, is_again=True)

    def _questions(self, at: dt.datetime, day: dt.date) -> Iterator[Act]:
        rng = self.around.rng
        if self._is_followed_up_on(day):
            self.is_followed_up = True
            if rng.random() < model.ANSWERING["follow_up"]:
                yield FollowedUp(at=at, phone=self.number, answer=self._follow_up())
        august = dt.date(day.year, 8, 1)
        if self.age_said_on and self.age_said_on < august <= day and rng.random() < model.ANSWERING["age_group"]:
            self.age_said_on = day
            place = KEPT_AGE_GROUPS.index(self.told["age_group"])
            if rng.random() < model.GROWING_UP:
                self.told["age_group"] = KEPT_AGE_GROUPS[min(place + 1, len(KEPT_AGE_GROUPS) - 1)]
            yield AgeAsked(at=at, phone=self.number, age_group=self.told["age_group"])

    def _is_followed_up_on(self, day: dt.date) -> bool:
        is_due = FOLLOW_UP_FROM <= day - self.joined_on <= FOLLOW_UP_UNTIL
        return is_due and not self.is_followed_up and "has_hobby" in self.told

    def _follow_up(self) -> str:
        if self.told["has_hobby"] == HasHobby.WEEKLY:
            return FollowUp.NEW.value if self.has_been_regular else FollowUp.SAME.value
        return FollowUp.NEW.value if self.has_been_regular else FollowUp.NO.value

    # --- going there ------------------------------------------------------------------------------
    def _perhaps_try(self, hobby: int, at: dt.datetime) -> None:
        if hobby not in self.regular and self.around.rng.random() < model.TRYING[HasHobby(self.person.has_hobby)]:
            occurrence = self.around.offered.next_of(hobby, at + DAY)
            if occurrence and occurrence.starts_at - at < model.PLANNED_AHEAD:
                self._plan(occurrence)

    def _plan(self, occurrence: Occurrence | None) -> None:
        if occurrence:
            planned = self.plans.setdefault(clock.local_date(occurrence.starts_at), [])
            if occurrence not in planned:
                planned.append(occurrence)

    def _turns_up(self, occurrence: Occurrence, day: dt.date) -> bool:
        """Whether it is there; one that has become regular plans for the next time."""
        rng, hobby = self.around.rng, occurrence.hobby
        if hobby not in self.regular:
            if rng.random() >= model.TURNING_UP:
                return False
            if rng.random() < model.BECOMING_REGULAR:
                self.regular[hobby] = 1 + int(rng.expovariate(1 / model.STAYING_TIMES))
                self.has_been_regular = True
                self._plan(self.around.offered.next_of(hobby, occurrence.starts_at))
            return True
        is_there = rng.random() < model.ATTENDING * min(1.0, model.SEASON[day.month])
        self.regular[hobby] -= is_there
        if self.regular[hobby] > 0:
            self._plan(self.around.offered.next_of(hobby, occurrence.starts_at))
        else:
            del self.regular[hobby]
        return is_there

    def _check_in(self, occurrence: Occurrence, at: dt.datetime) -> None:
        rng, codes = self.around.rng, self.around.codes
        is_printed = not self.has_pass or rng.random() < model.PRINTED
        field_name = "printed_code" if is_printed else "code"
        code = codes.printed(occurrence.hobby) if is_printed else codes.rotating(occurrence.id, at)
        if rng.random() < model.MISTYPED:
            wrong = code[:-1] + ("7" if code[-1] != "7" else "8")
            self._tell(at - _MINUTE / 6, Kind.CHECKED_IN, event=occurrence.id, **{field_name: wrong})
        self._tell(at, Kind.CHECKED_IN, event=occurrence.id, **{field_name: code})

    # --- sending ----------------------------------------------------------------------------------
    def _send(self, at: dt.datetime, day: dt.date) -> Iterator[Act]:
        rng = self.around.rng
        if self.offline_until is None and rng.random() < model.OFFLINE:
            mean, most = model.OFFLINE_DAYS
            self.offline_until = day + min(1 + int(rng.expovariate(1 / mean)), most) * DAY
        if self.offline_until is None:
            yield from self._flush(at)

    def _flush(self, at: dt.datetime) -> Iterator[Act]:
        happenings, self.outbox = tuple(self.outbox), []
        for start in range(0, len(happenings), MAX_EVENTS):
            part = happenings[start : start + MAX_EVENTS]
            sent = Sent(at=at, phone=self.number, happenings=part, clock_off=self.clock_off)
            yield sent
            if self.around.rng.random() < model.ANSWER_LOST:
                yield replace(sent, at=at + _MINUTE, is_again=True)


def _moment(day: dt.date, hour: int, rng: Random) -> dt.datetime:
    return clock.instant(day, dt.time(hour, rng.randrange(60), rng.randrange(60)))


def _arrival(occurrence: Occurrence, rng: Random) -> dt.datetime:
    """When someone is there: about when it begins, and in the afternoon where it lasts all day."""
    begins_at = occurrence.starts_at
    if occurrence.ends_at - begins_at > DAY / 2:
        begins_at += 14 * 60 * _MINUTE
    return begins_at + rng.uniform(-8, 12) * _MINUTE
