"""Those who count by hand: coaches at the door, and organizers at the end of a half-year."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from random import Random

from harrastuspassi.common import clock
from harrastuspassi.demo.simulation import model
from harrastuspassi.demo.simulation.acts import Act, Counted, SummedUp
from harrastuspassi.demo.simulation.offered import Occurrence, Offered

SUMMED_UP = {(1, 5): "H2", (7, 5): "H1"}
"""Month and day on which organizers sum up the half-year before."""
AFTERWARDS = dt.timedelta(minutes=10)


class Coaches:
    """Coaches of some hobbies. The same for the same seed and catalogue, whatever phones do."""

    def __init__(self, *, seed: int, offered: Offered):
        self._rng = Random(f"{seed} coaches")  # noqa: S311 - which hobby it is is no secret
        self._hobbies = [hobby.id for hobby in offered.hobbies if self._rng.random() < model.COUNTING]
        self._by_day: dict[dt.date, list[Occurrence]] = defaultdict(list)
        for hobby in self._hobbies:
            for occurrence in offered.occurrences.get(hobby, ()):
                self._by_day[clock.local_date(occurrence.ends_at)].append(occurrence)

    def acts_of(self, day: dt.date) -> Iterator[Act]:
        """What they do on a day, in no order."""
        for occurrence in self._by_day.get(day, ()):
            if self._rng.random() < model.COUNTS:
                heads = self._rng.randint(*model.WITHOUT_PHONE)
                looks = self._rng.choices([*model.LOOKS], [*model.LOOKS.values()], k=heads)
                yield Counted(at=occurrence.ends_at + AFTERWARDS, event=occurrence.id, heads=Counter(looks))
        half = SUMMED_UP.get((day.month, day.day))
        if half:
            year = day.year if half == "H1" else day.year - 1
            for hobby in self._hobbies:
                trials = self._rng.randint(*model.TRIALS)
                yield SummedUp(
                    at=clock.instant(day, dt.time(12)),
                    hobby=hobby,
                    season=f"{year}-{half}",
                    trials=trials,
                    joined=sum(self._rng.random() < model.JOINED_OF_TRIALS for _ in range(trials)),
                )
