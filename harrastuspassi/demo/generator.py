"""A catalogue of invented hobbies, the same for the same seed and day."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import NamedTuple

from django.utils.text import slugify

from harrastuspassi.catalogue.models import (
    Access,
    Audience,
    District,
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    OrganizerKind,
    OrganizerState,
    PriceType,
    Promotion,
    PublicationState,
)
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.reference import ensure_reference
from harrastuspassi.catalogue.timing import MIDNIGHT, Period
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.common.planner import refresh_statistics
from harrastuspassi.demo.content import (
    ACCESS,
    ACCESSIBILITY,
    NO_ADDRESS,
    PLACES,
    PURPOSE,
    STREETS,
    WORDS,
    Texts,
    joined,
    named,
    rows,
    texts,
)
from harrastuspassi.demo.timetable import Offering, write_timetable
from harrastuspassi.participation.models import Benefit

DAY = dt.timedelta(days=1)
HOBBIES = 400
ORGANIZERS = {"fi": 108, "sv": 6, "ax": 6}
"""How many are Finnish, Swedish in Helsinki, and on Åland."""
HELSINKI, MARIEHAMN = "091", "478"
VENUES_PER_DISTRICT, VENUES_ELSEWHERE, VENUES_WITHOUT_ADDRESS = 4, 3, 5
PRICES: dict[PriceType, tuple[int, ...]] = {
    PriceType.FREE: (0,),
    PriceType.ONE_TIME: (2, 3, 5, 8, 12),
    PriceType.PAID: (10, 15, 25, 40),
    PriceType.SEASONAL: (35, 60, 90, 140, 185),
    PriceType.ANNUAL: (50, 80, 120, 240, 320),
}
"""Euros by price type."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows were written."""

    organizers: int
    locations: int
    hobbies: int
    events: int
    promotions: int


class Venue(NamedTuple):
    location: Location
    kind: str
    theme: str


class Host(NamedTuple):
    organizer: Organizer
    slug: str


Hosts = dict[tuple[str, str], list[Host]]
"""Organizers by theme and group."""


class Offer(NamedTuple):
    """How many promotions of a sort there are, their first and last days from today, and the share used."""

    number: int
    start: tuple[int, int]
    end: tuple[int, int]
    used: tuple[float, float]


OFFERS = (
    Offer(34, (-20, -1), (5, 60), (0.0, 0.6)),
    Offer(10, (5, 30), (35, 90), (0.0, 0.0)),
    Offer(10, (-90, -40), (-30, -2), (0.1, 0.9)),
    Offer(6, (-20, -1), (5, 60), (1.0, 1.0)),
)
"""Current, future, past and used up."""


def load_demo(*, seed: int = 1) -> Summary:
    """Fills a catalogue that has no hobbies. Raises Refused with code `catalogue_not_empty` where it has."""
    if Hobby.objects.exists():
        raise Refused(
            "The catalogue has hobbies already; demo data goes into an empty one.", code="catalogue_not_empty"
        )
    ensure_reference()
    with publishing() as changes:
        summary = _Generator(seed).load()
        for model in (Organizer, Location, Hobby, HobbyEvent, Promotion):
            changes.add_ids(model, model.objects.values_list("id", flat=True))
    refresh_statistics()
    return summary


class _Generator:
    def __init__(self, seed: int):
        self.rng = Random(seed)  # noqa: S311 - invented hobbies are no secret
        self.now = clock.now()
        self.today = clock.local_today()
        self.municipalities = {row.code: row for row in Municipality.objects.all()}

    def load(self) -> Summary:
        venues = self.write_venues()
        hosts = self.write_hosts()
        offerings = self.write_hobbies(venues, hosts)
        events = write_timetable(offerings=offerings, rng=self.rng)
        promotions = self.write_promotions([offering.hobby for offering in offerings])
        return Summary(
            organizers=sum(map(len, hosts.values())),
            locations=len(venues),
            hobbies=len(offerings),
            events=events,
            promotions=promotions,
        )

    # --- places ---------------------------------------------------------------------------------
    def write_venues(self) -> list[Venue]:
        """Every sort of venue all over Helsinki, some in other municipalities, some without an address."""
        kinds = rows("venues")
        districts = {(row.municipality.code, row.code): row for row in District.objects.select_related("municipality")}
        venues: list[Venue] = []
        for place in rows("places"):
            district = districts.get((place["municipality_code"], place["district_code"]))
            for _ in range(VENUES_PER_DISTRICT if district else VENUES_ELSEWHERE):
                turn, n = divmod(len(venues), len(kinds))
                kind, name = kinds[n], WORDS[turn] + WORDS[(turn + n + 1) % len(WORDS)].lower()
                venues.append(Venue(self.location(place, district, kind, name), kind["kind"], kind["theme"]))
        for _ in range(VENUES_WITHOUT_ADDRESS):
            location = Location(
                **NO_ADDRESS.columns("name"), city="Helsinki", municipality=self.municipalities[HELSINKI]
            )
            venues.append(Venue(location, "youth", "youth"))
        Location.objects.bulk_create([venue.location for venue in venues])
        return venues

    def location(self, place: dict[str, str], district: District | None, kind: dict[str, str], name: str) -> Location:
        accessible = self.rng.choices([True, False, None], weights=[5, 2, 3])[0]
        return Location(
            **Texts(*(pattern.format(name) for pattern in texts(kind, "name"))).columns("name"),
            address=f"{self.rng.choice(STREETS)} {self.rng.randint(1, 40)}",
            zip_code=place["zip_code"],
            city=place["city"],
            # Within some 300 metres of the district's middle, so that none lies in the sea.
            latitude=round(float(place["latitude"]) + self.rng.uniform(-0.003, 0.003), 6),
            longitude=round(float(place["longitude"]) + self.rng.uniform(-0.005, 0.005), 6),
            municipality=self.municipalities[place["municipality_code"]],
            district=district,
            district_source=DistrictSource.MANUAL if district else DistrictSource.UNKNOWN,
            is_accessible=accessible,
            **ACCESSIBILITY[accessible].columns("accessibility"),
        )

    # --- organizers -----------------------------------------------------------------------------
    def write_hosts(self) -> Hosts:
        """Organizers by what they arrange and by group."""
        hosts: Hosts = defaultdict(list)
        names: set[str] = set()
        for group, number in ORGANIZERS.items():
            language = "fi" if group == "fi" else "sv"
            patterns = [row for row in rows("organizers") if row["language"] == language]
            for n in range(number):
                pattern = patterns[n % len(patterns)]
                name = self.organizer_name(pattern["name"], language, names)
                hosts[pattern["theme"], group].append(self.host(name, pattern, group))
        Organizer.objects.bulk_create([host.organizer for group in hosts.values() for host in group])
        return hosts

    def organizer_name(self, pattern: str, language: str, taken: set[str]) -> str:
        while True:
            first, second = self.rng.sample(WORDS, 2)
            name = pattern.format(place=self.rng.choice(PLACES[language]), word=first + second.lower())
            if name not in taken:
                taken.add(name)
                return name

    def host(self, name: str, pattern: dict[str, str], group: str) -> Host:
        slug = slugify(name)
        purpose = PURPOSE[pattern["theme"]]
        organizer = Organizer(
            name=name,
            kind=OrganizerKind(pattern["kind"]),
            **(purpose if group == "fi" else purpose.only_swedish()).columns("description"),
            email=f"info@{slug}.example",
            web_address=f"https://{slug}.example/",
            municipality=self.municipalities[MARIEHAMN if group == "ax" else HELSINKI],
            state=OrganizerState.APPROVED,
            is_trusted=self.rng.random() < 0.3,
        )
        return Host(organizer, slug)

    # --- hobbies --------------------------------------------------------------------------------
    def write_hobbies(self, venues: list[Venue], hosts: Hosts) -> list[Offering]:
        """Hobbies of every subject, each in a variant for someone; those of Swedish organizers only in Swedish."""
        by_kind: dict[str, list[Venue]] = defaultdict(list)
        for venue in venues:
            by_kind[venue.kind].append(venue)
        subjects, variants = rows("subjects"), rows("variants")
        self.rng.shuffle(subjects)
        chosen = [
            (subjects[n % len(subjects)], self.rng.choices(variants, weights=range(len(variants), 0, -1))[0])
            for n in range(HOBBIES)
        ]
        offerings = []
        for n, (subject, variant) in enumerate(chosen):
            venue = self.rng.choice(by_kind[subject["venue"]])
            municipality = venue.location.municipality
            on_aland = municipality is not None and municipality.code == MARIEHAMN
            group = "ax" if on_aland else "fi" if n % 25 else "sv"
            host = self.rng.choice(hosts[venue.theme, group])
            offerings.append(self.offering(subject, variant, venue, host, group))
        Hobby.objects.bulk_create([offering.hobby for offering in offerings])
        self.link_hobbies(offerings, chosen)
        return offerings

    def offering(
        self, subject: dict[str, str], variant: dict[str, str], venue: Venue, host: Host, group: str
    ) -> Offering:
        access = self.rng.choices([Access.OPEN, Access.COURSE, Access.TRIAL], weights=[5, 4, 1])[0]
        name = named(texts(variant, "name"), texts(subject, "name"))
        description = joined(texts(subject, "about"), texts(variant, "about"), ACCESS[access])
        if group != "fi":
            name, description = name.only_swedish(), description.only_swedish()
        price_type = self.rng.choices(list(PRICES), weights=[40, 15, 15, 20, 10])[0]
        hobby = Hobby(
            **name.columns("name"),
            **description.columns("description"),
            organizer=host.organizer,
            location=venue.location,
            municipality=venue.location.municipality,
            age_from=int(variant["age_from"]) if variant["age_from"] else None,
            age_to=int(variant["age_to"]) if variant["age_to"] else None,
            price_type=price_type,
            price_amount=Decimal(self.rng.choice(PRICES[price_type])),
            registration_link=f"https://{host.slug}.example/anmalan/" if access == Access.COURSE else "",
            web_address=host.organizer.web_address,
            contact_email=host.organizer.email,
            languages="sv" if group != "fi" else self.rng.choice(["fi", "fi", "fi sv", "en fi", "en fi sv"]),
            state=PublicationState.PUBLISHED,
            published_at=self.now - self.rng.randint(1, 300) * DAY,
        )
        return Offering(hobby, access)

    def link_hobbies(self, offerings: list[Offering], chosen: list[tuple[dict[str, str], dict[str, str]]]) -> None:
        """Gives hobbies their category and audience, where the catalogue has them by name."""
        for field, model, words in (
            ("categories", HobbyCategory, [subject["category"] for subject, _ in chosen]),
            ("audiences", Audience, [variant["audience"] for _, variant in chosen]),
        ):
            ids = {row.name_fi: row.pk for row in model.objects.order_by("-id")}
            link = getattr(Hobby, field).through
            target = f"{model._meta.model_name}_id"
            link.objects.bulk_create(
                link(hobby_id=offering.hobby.pk, **{target: ids[word]})
                for offering, word in zip(offerings, words, strict=True)
                if word in ids
            )

    # --- promotions -----------------------------------------------------------------------------
    def write_promotions(self, hobbies: list[Hobby]) -> int:
        """Current, future, past and used-up offers of organizers that have hobbies, with a row for each use."""
        finnish = [hobby for hobby in hobbies if hobby.name_fi]
        contents = rows("offers")
        promotions = [
            self.promotion(offer, self.rng.choice(contents), self.rng.choice(finnish))
            for offer in OFFERS
            for _ in range(offer.number)
        ]
        Promotion.objects.bulk_create(promotions)
        Benefit.objects.bulk_create(
            Benefit(promotion=promotion, created_at=self.used_at(promotion))
            for promotion in promotions
            for _ in range(promotion.used_count)
        )
        return len(promotions)

    def promotion(self, offer: Offer, content: dict[str, str], hobby: Hobby) -> Promotion:
        start, end = (self.today + self.rng.randint(*days) * DAY for days in (offer.start, offer.end))
        available = self.rng.choice([5, 10, 20, 30, 50, 100])
        published_at = self.now - self.rng.randint(1, 60) * DAY
        return Promotion(
            **texts(content, "name").columns("name"),
            **texts(content, "description").columns("description"),
            organizer=hobby.organizer,
            location=hobby.location,
            municipality=hobby.municipality,
            **Period(start, dt.time(8), end, dt.time(20)).promotion_columns(),
            available_count=available,
            used_count=round(available * self.rng.uniform(*offer.used)),
            state=PublicationState.PUBLISHED,
            published_at=min(published_at, clock.instant(start, MIDNIGHT)),
        )

    def used_at(self, promotion: Promotion) -> dt.datetime:
        until = min(self.now, promotion.ends_at)
        return promotion.starts_at + self.rng.random() * (until - promotion.starts_at)
