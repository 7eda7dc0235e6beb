"""A catalogue of any size to measure with: the demo's subjects, and invented clubs, places and prose."""

import datetime as dt
from random import Random
from typing import Any

from django.db import connection

from harrastuspassi.catalogue.models import (
    District,
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerState,
    PublicationState,
)
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.reference import ensure_reference
from harrastuspassi.catalogue.search_documents import rebuild_documents
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common import clock
from harrastuspassi.demo.content import rows

LANGUAGES = ("fi", "sv", "en")
HOBBIES_PER_ORGANIZER, HOBBIES_PER_PLACE, EVENTS_PER_HOBBY = 10, 7, 12
BATCH = 1000
SYLLABLE = (
    ["k", "l", "m", "n", "p", "r", "s", "t", "v", "h", "j", "ts", "kr"],
    ["a", "e", "i", "o", "u", "y", "ä", "ö", "aa", "ii", "uo", "ie", "yö", "ää"],
    ["", "", "", "n", "s", "l", "r", "t", "kk", "ll", "nt"],
)


def fill(hobbies: int, *, seed: int = 1) -> None:
    """Fills an empty catalogue with published hobbies with weekly events, and the organizers and places they need.

    Documents of search are brought up to date and the tables analysed. The same for the same seed.
    """
    ensure_reference()
    filler = _Filler(Random(seed))
    with publishing():
        filler.write(hobbies)
    rebuild_documents()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Filler:
    def __init__(self, rng: Random):
        self.rng = rng
        self.words = [self.invented() for _ in range(30_000)]
        self.districts = list(District.objects.select_related("municipality"))
        self.categories = {row.name_fi: row for row in HobbyCategory.objects.order_by("-id")}
        self.subjects, self.variants = rows("subjects"), rows("variants")

    def invented(self) -> str:
        return "".join("".join(map(self.rng.choice, SYLLABLE)) for _ in range(self.rng.choice([1, 2, 2, 3, 3, 4])))

    def word(self) -> str:
        # As in prose, a few words are everywhere and most are rare.
        return self.words[min(int(self.rng.paretovariate(0.6)), len(self.words)) - 1]

    def prose(self, most: int) -> str:
        return " ".join(self.word() for _ in range(self.rng.randint(10, most)))

    def write(self, hobbies: int) -> None:
        places = [self.place() for _ in range(hobbies // HOBBIES_PER_PLACE + 1)]
        organizers = [self.organizer() for _ in range(hobbies // HOBBIES_PER_ORGANIZER + 1)]
        Location.objects.bulk_create(places, batch_size=BATCH)
        Organizer.objects.bulk_create(organizers, batch_size=BATCH)
        for start in range(0, hobbies, BATCH):
            self.write_hobbies(min(BATCH, hobbies - start), places, organizers)

    def write_hobbies(self, number: int, places: list[Location], organizers: list[Organizer]) -> None:
        subjects = self.rng.choices(self.subjects, k=number)
        made = [self.hobby(subject, self.rng.choice(places), self.rng.choice(organizers)) for subject in subjects]
        Hobby.objects.bulk_create(made)
        link: Any = Hobby.categories.through
        of = [(hobby, self.categories.get(subject["category"])) for hobby, subject in zip(made, subjects, strict=True)]
        link.objects.bulk_create(link(hobby=hobby, hobbycategory=category) for hobby, category in of if category)
        HobbyEvent.objects.bulk_create(event for hobby in made for event in self.events(hobby))

    def place(self) -> Location:
        district, name = self.rng.choice(self.districts), self.word().capitalize()
        return Location(
            name_fi=f"{name} halli",
            name_sv=f"{name} hallen",
            name_en=f"{name} hall",
            address=f"{self.word().capitalize()}katu {self.rng.randint(1, 99)}",
            zip_code=f"00{self.rng.randint(10, 99)}0",
            city="Helsinki",
            latitude=60.1 + self.rng.random() / 5,
            longitude=24.7 + self.rng.random() / 2,
            municipality=district.municipality,
            district=district,
            district_source=DistrictSource.MANUAL,
        )

    def organizer(self) -> Organizer:
        name = f"{self.word()}{self.word()}".capitalize()
        return Organizer(name=f"{name} {self.word()} ry", state=OrganizerState.APPROVED)

    def hobby(self, subject: dict[str, str], place: Location, organizer: Organizer) -> Hobby:
        variant, own = self.rng.choice(self.variants), self.rng.choice(self.words)
        texts = {}
        for language in LANGUAGES:
            name = subject[f"name_{language}"]
            named = variant[f"name_{language}"].format(name=name, lower=name.lower())
            about = f"{subject[f'about_{language}']} {variant[f'about_{language}']} {self.prose(60)}"
            texts |= {f"name_{language}": f"{named} {own}", f"description_{language}": about}
        state = PublicationState.PUBLISHED
        return Hobby(**texts, location=place, organizer=organizer, state=state, published_at=clock.now())

    def events(self, hobby: Hobby) -> list[HobbyEvent]:
        first = clock.local_today() + dt.timedelta(days=self.rng.randint(-20, 6))
        start = dt.time(self.rng.randint(14, 19), self.rng.choice([0, 15, 30, 45]))
        end = start.replace(hour=start.hour + 1)
        dates = [first + dt.timedelta(weeks=week) for week in range(EVENTS_PER_HOBBY)]
        return [HobbyEvent(hobby=hobby, **Period(date, start, date, end).event_columns()) for date in dates]
