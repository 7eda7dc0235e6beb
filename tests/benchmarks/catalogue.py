"""A catalogue of any size to measure with, on PostgreSQL: the demo's subjects, and invented clubs, places and prose.

It lies about towns all over the country, and as in life some places have many hobbies, so that distances tie.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model

from harrastuspassi.catalogue.category_covers import refresh_category_covers
from harrastuspassi.catalogue.feed import RESOURCES
from harrastuspassi.catalogue.links import refresh_links
from harrastuspassi.catalogue.models import (
    CatalogueVersion,
    District,
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerState,
    Promotion,
    PublicationState,
)
from harrastuspassi.catalogue.reference import ensure_reference
from harrastuspassi.catalogue.search_documents import rebuild_documents, refresh_documents
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import clock
from harrastuspassi.common.planner import refresh_statistics
from harrastuspassi.demo.content import rows

LANGUAGES = ("fi", "sv", "en")
HOBBIES_PER_ORGANIZER, HOBBIES_PER_PLACE, EVENTS_PER_HOBBY = 10, 7, 10
PROMOTIONS, CATEGORIES, TOWNS = 2_000, 300, 60
BATCH = 5_000
FIRST_ID = 1_000_001
SYLLABLE = (
    ["k", "l", "m", "n", "p", "r", "s", "t", "v", "h", "j", "ts", "kr"],
    ["a", "e", "i", "o", "u", "y", "ä", "ö", "aa", "ii", "uo", "ie", "yö", "ää"],
    ["", "", "", "n", "s", "l", "r", "t", "kk", "ll", "nt"],
)


def fill(hobbies: int, *, seed: int = 1, promotions: int = PROMOTIONS) -> None:
    """Fills an empty catalogue with published hobbies with weekly events, and what they need, by COPY.

    What publishing() keeps is made as it would make it, and held to what it would write for some of them. The tables
    are analysed. The same for the same seed and day.
    """
    ensure_reference()
    _Filler(Random(seed)).write(hobbies, promotions)
    _write_documents()
    refresh_category_covers(range(FIRST_ID, FIRST_ID + hobbies))
    _tell_feed()
    refresh_statistics()
    _check(range(FIRST_ID, FIRST_ID + hobbies, max(1, hobbies // 50)))


def copy_rows(rows: Sequence[Model]) -> None:
    """Writes rows of a model, whose keys are given, by COPY, and lets new keys come after them."""
    model = type(rows[0])
    meta, fields = model._meta, [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row([field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({meta.pk.column}) FROM {meta.db_table}))",
            [meta.db_table, meta.pk.column],
        )


def _write_documents() -> None:
    """The documents of search; their index is made when all are there, in a fraction of the time."""
    name = "search_document_parts"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        (definition,) = cursor.fetchone()
        # Which its definition does not tell: columns whose parts ANALYZE need not work out (migration 0006).
        cursor.execute(
            "SELECT attnum FROM pg_attribute WHERE attrelid = %s::regclass AND attstattarget = 0 ORDER BY attnum",
            [name],
        )
        targets = [number for (number,) in cursor.fetchall()]
        cursor.execute(f"DROP INDEX {name}")
        rebuild_documents()
        # In a test all this is one transaction, and what its foreign keys wait for would be in the way.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # The usual 64 MB are filled and written out again and again.
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(definition)
        for column in targets:
            cursor.execute(f"ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS 0")


def _repeat_events() -> None:
    """Further weekly events after the one that each hobby has, as Period has them."""
    moved = {"start_date", "end_date", "starts_at", "ends_at"}
    same = [
        field.column for field in HobbyEvent._meta.concrete_fields if field.name not in moved and not field.primary_key
    ]
    columns = ", ".join([*same, "start_date", "end_date", "starts_at", "ends_at"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO catalogue_hobbyevent ({columns}) SELECT {', '.join(same)},"
            " start_date + 7 * week, end_date + 7 * week,"
            " (start_date + 7 * week + start_time) AT TIME ZONE 'Europe/Helsinki',"
            " (end_date + 7 * week + end_time) AT TIME ZONE 'Europe/Helsinki'"
            " FROM catalogue_hobbyevent, generate_series(1, %s) AS week",
            [EVENTS_PER_HOBBY - 1],
        )


def _tell_feed() -> None:
    """The rows of the change feed, as if all had been published at once."""
    CatalogueVersion.objects.update_or_create(id=1, defaults={"number": 1})
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalogue_change")
        for model, resource in RESOURCES.items():
            cursor.execute(
                "INSERT INTO catalogue_change (resource, object_id, version, is_listed, changed_at)"
                f" SELECT %s, id, 1, true, now() FROM {model._meta.db_table}",
                [resource],
            )


def _check(hobby_ids: Iterable[int]) -> None:
    """Raises AssertionError where publishing some hobbies would write anything."""
    ids = list(hobby_ids)
    assert refresh_documents(ids) == 0
    assert refresh_links(ids) == 0
    assert refresh_category_covers(ids) == set()
    for event in HobbyEvent.objects.filter(hobby__in=ids):
        period = Period(event.start_date, event.start_time, event.end_date, event.end_time)
        assert period.event_columns().items() <= vars(event).items()


class _Filler:
    def __init__(self, rng: Random):
        self.rng = rng
        self.words = [self.invented() for _ in range(30_000)]
        self.districts = list(District.objects.select_related("municipality"))
        self.subjects, self.variants = rows("subjects"), rows("variants")
        self.towns = [(rng.uniform(60.1, 66), rng.uniform(21.5, 29.5)) for _ in range(TOWNS)]
        self.categories: dict[str, HobbyCategory] = {}
        self.leaves: list[HobbyCategory] = []

    def invented(self) -> str:
        return "".join("".join(map(self.rng.choice, SYLLABLE)) for _ in range(self.rng.choice([1, 2, 2, 3, 3, 4])))

    def word(self) -> str:
        # As in prose, a few words are everywhere and most are rare.
        return self.words[min(int(self.rng.paretovariate(0.6)), len(self.words)) - 1]

    def prose(self, most: int) -> str:
        return " ".join(self.word() for _ in range(self.rng.randint(10, most)))

    def write(self, hobbies: int, promotions: int) -> None:
        self.add_categories()
        places = [self.place() for _ in range(hobbies // HOBBIES_PER_PLACE + 10)]
        organizers = [self.organizer() for _ in range(hobbies // HOBBIES_PER_ORGANIZER + 1)]
        for made in (organizers, places):
            number(made)
            copy_rows(made)
        for first in range(0, hobbies, BATCH):
            self.write_hobbies(range(FIRST_ID + first, FIRST_ID + min(first + BATCH, hobbies)), places, organizers)
        _repeat_events()
        copy_rows(number([self.promotion(self.rng.choice(organizers), places) for _ in range(promotions)]))

    def add_categories(self) -> None:
        """As many as a country would have, some with a picture."""
        known = list(HobbyCategory.objects.order_by("-id"))
        HobbyCategory.objects.filter(level=0).update(cover_image="hobbies/root.jpg")
        for parent in self.rng.choices(known, k=max(0, CATEGORIES - len(known))):
            name = self.invented()
            HobbyCategory.objects.create(parent=parent, name_fi=name, lft=0, rght=0, level=0, tree_id=0)
        rebuild_tree()
        everything = list(HobbyCategory.objects.order_by("-id"))
        self.categories = {row.name_fi: row for row in everything}
        self.leaves = [row for row in everything if row.rght == row.lft + 1]

    def write_hobbies(self, ids: range, places: list[Location], organizers: list[Organizer]) -> None:
        # Every fiftieth place is a large one.
        large = places[:: 50 * HOBBIES_PER_PLACE]
        subjects = self.rng.choices(self.subjects, k=len(ids))
        made, links = [], []
        for pk, subject in zip(ids, subjects, strict=True):
            place = self.rng.choice(large if self.rng.random() < 0.03 else places)
            hobby = self.hobby(subject, place if self.rng.random() < 0.99 else None, self.rng.choice(organizers))
            of = {self.categories.get(subject["category"]), self.rng.choice(self.leaves)} - {None}
            of_ids = sorted(category.pk for category in of if category)
            hobby.pk, hobby.category_ids = pk, " ".join(map(str, of_ids))
            links += [Hobby.categories.through(hobby_id=pk, hobbycategory_id=category) for category in of_ids]
            made.append(hobby)
        copy_rows(made)
        copy_rows(number(links, FIRST_ID + 2 * (ids.start - FIRST_ID)))
        copy_rows(number([self.event(hobby) for hobby in made], ids.start))

    def place(self) -> Location:
        district, name = self.rng.choice(self.districts), self.word().capitalize()
        is_known = self.rng.random() < 0.99
        town = self.towns[min(int(self.rng.paretovariate(0.9)), TOWNS) - 1]
        return Location(
            name_fi=f"{name} halli",
            name_sv=f"{name} hallen",
            name_en=f"{name} hall",
            address=f"{self.word().capitalize()}katu {self.rng.randint(1, 99)}",
            zip_code=f"{self.rng.randint(10, 99)}100",
            city="Helsinki",
            latitude=town[0] + self.rng.gauss(0, 0.06) if is_known else None,
            longitude=town[1] + self.rng.gauss(0, 0.12) if is_known else None,
            municipality=district.municipality,
            district=district,
            district_source=DistrictSource.MANUAL,
        )

    def organizer(self) -> Organizer:
        name = f"{self.word()}{self.word()}".capitalize()
        return Organizer(name=f"{name} {self.word()} ry", state=OrganizerState.APPROVED)

    def hobby(self, subject: dict[str, str], place: Location | None, organizer: Organizer) -> Hobby:
        variant, own = self.rng.choice(self.variants), self.rng.choice(self.words)
        texts = {}
        for language in LANGUAGES:
            name = subject[f"name_{language}"]
            named = variant[f"name_{language}"].format(name=name, lower=name.lower())
            about = f"{subject[f'about_{language}']} {variant[f'about_{language}']} {self.prose(30)}"
            texts |= {f"name_{language}": f"{named} {own}", f"description_{language}": about}
        state = PublicationState.PUBLISHED
        return Hobby(**texts, location=place, organizer=organizer, state=state, published_at=clock.now())

    def event(self, hobby: Hobby) -> HobbyEvent:
        first = clock.local_today() + dt.timedelta(days=self.rng.randint(-20, 6))
        start = dt.time(self.rng.randint(14, 19), self.rng.choice([0, 15, 30, 45]))
        end = start.replace(hour=start.hour + 1)
        return HobbyEvent(hobby=hobby, **Period(first, start, first, end).event_columns())

    def promotion(self, organizer: Organizer, places: list[Location]) -> Promotion:
        start = clock.local_today() + dt.timedelta(days=self.rng.randint(-60, 20))
        period = Period(start, dt.time(9), start + dt.timedelta(days=90), dt.time(20))
        return Promotion(
            **{f"name_{language}": self.prose(12) for language in LANGUAGES},
            **{f"description_{language}": self.prose(40) for language in LANGUAGES},
            **period.promotion_columns(),
            organizer=organizer,
            location=self.rng.choice(places),
            available_count=100,
            used_count=self.rng.randint(0, 100),
            state=PublicationState.PUBLISHED,
            published_at=clock.now(),
        )


def number(made: list[Any], first: int = FIRST_ID) -> list[Any]:
    """Rows with the keys from `first` on."""
    for pk, row in enumerate(made, start=first):
        row.pk = pk
    return made
