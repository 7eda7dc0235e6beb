"""The demo data: what a newcomer finds after `make run`."""

import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q
from django.test import TestCase

from harrastuspassi.catalogue.models import (
    Access,
    CatalogueVersion,
    District,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    OrganizerKind,
    PriceType,
    Promotion,
    Schedule,
)
from harrastuspassi.catalogue.reference import load_reference
from harrastuspassi.catalogue.schedules import expand_due_schedules
from harrastuspassi.common import clock
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.demo import generator
from harrastuspassi.demo.content import rows
from harrastuspassi.demo.generator import load_demo
from tests.factories.catalogue import HobbyFactory

LAUNCH = "2027-02-01T10:00:30Z"


@time_machine.travel(LAUNCH, tick=False)
class DemoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.made = load_demo()

    def test_the_catalogue_is_as_large_as_promised(self):
        assert (self.made.organizers, self.made.hobbies, self.made.promotions) == (120, 400, 60)
        assert Organizer.objects.count() == 120
        assert Hobby.objects.listed().count() == 400
        assert Promotion.objects.count() == 60
        assert HobbyEvent.objects.count() == self.made.events
        assert Location.objects.count() == self.made.locations

    def test_every_sort_of_everything_is_there(self):
        assert set(Organizer.objects.values_list("kind", flat=True)) == set(OrganizerKind.values)
        assert set(Hobby.objects.values_list("price_type", flat=True)) == set(PriceType.values)
        assert set(HobbyEvent.objects.values_list("access", flat=True)) == set(Access.values)
        assert set(Location.objects.values_list("is_accessible", flat=True)) == {True, False, None}
        assert Schedule.objects.filter(rrule__contains="INTERVAL").exists()
        assert Schedule.objects.filter(rrule__startswith="FREQ=MONTHLY").exists()
        assert HobbyEvent.objects.filter(schedule=None, access="trial").exists()
        assert HobbyEvent.objects.filter(start_time="00:00", end_time="00:00").exists()
        assert HobbyEvent.objects.filter(ends_at__lt=clock.now()).exists()
        cancelled = HobbyEvent.objects.filter(cancelled_at__isnull=False)
        assert 50 < cancelled.count() < 500
        assert not cancelled.filter(Q(cancellation_reason_fi="") | Q(starts_at__lt=clock.now())).exists()

    def test_every_district_of_helsinki_has_a_hobby(self):
        with_hobby = District.objects.filter(locations__hobbies__isnull=False).distinct()
        assert with_hobby.count() == District.objects.filter(municipality__code="091").count() == 34

    def test_places_lie_in_their_municipality_or_nowhere(self):
        inside = {"latitude__range": (60.13, 60.30), "longitude__range": (24.80, 25.25)}
        helsinki = Location.objects.filter(municipality__code="091")
        nowhere = helsinki.filter(latitude=None)
        assert nowhere.filter(hobbies__isnull=False).exists()
        assert not helsinki.exclude(**inside).exclude(pk__in=nowhere).exists()
        elsewhere = Location.objects.exclude(municipality__code="091")
        assert 0 < Hobby.objects.filter(location__in=elsewhere).count() < 80

    def test_every_hobby_has_a_category_and_an_event_to_come(self):
        coming = HobbyEvent.objects.taking_place().coming(clock.now())
        assert not Hobby.objects.exclude(pk__in=coming.values("hobby")).exists()
        assert not Hobby.objects.annotate(n=Count("categories")).exclude(n=1).exists()
        assert not Hobby.objects.annotate(n=Count("audiences")).exclude(n=1).exists()
        assert not Hobby.objects.exclude(schedules__isnull=False).exists()

    def test_texts_are_in_three_languages_or_only_in_swedish(self):
        swedish = Hobby.objects.filter(name_fi="")
        assert 10 < swedish.count() < 60
        for hobby in Hobby.objects.select_related("organizer"):
            languages = ["sv"] if hobby in swedish else LANGUAGES
            filled = [each for each in LANGUAGES if getattr(hobby, f"name_{each}")]
            assert filled == list(languages)
            for each in languages:
                sentences = re.findall(r"[.:!?](?: |$)", getattr(hobby, f"description_{each}"))
                assert 2 <= len(sentences) <= 4, hobby
            assert bool(hobby.organizer.description_fi) == (hobby.name_fi != "")
            assert "{" not in hobby.name_sv + hobby.name_fi + hobby.name_en

    def test_nobody_real_can_be_reached(self):
        for address in (
            *Organizer.objects.values_list("email", flat=True),
            *Hobby.objects.values_list("contact_email", flat=True),
        ):
            assert address.endswith(".example")
        for address in Hobby.objects.values_list("web_address", flat=True):
            assert address.endswith(".example/")
        assert not Organizer.objects.exclude(phone="", business_id="").exists()
        assert not Hobby.objects.exclude(contact_phone="", contact_name="").exists()

    def test_events_are_those_of_their_schedules_and_none_is_missing(self):
        for event in HobbyEvent.objects.filter(schedule__isnull=False).select_related("schedule")[:500]:
            assert (event.start_time, event.end_time) == (event.schedule.start_time, event.schedule.end_time)
            assert event.start_date == event.original_start_date
        assert expand_due_schedules() == 0
        assert not HobbyEvent.objects.filter(schedule__isnull=False, start_date__month=12, start_date__day=25).exists()

    def test_promotions_are_current_future_past_and_used_up(self):
        now = clock.now()
        usable = Promotion.objects.usable(now)
        assert usable.count() == 34
        assert Promotion.objects.filter(starts_at__gt=now).count() == 10
        assert Promotion.objects.filter(ends_at__lt=now).count() == 10
        assert Promotion.objects.exclude(pk__in=usable).coming(now).filter(starts_at__lte=now).count() == 6
        for promotion in Promotion.objects.annotate(uses=Count("benefits")):
            assert promotion.uses == promotion.used_count
            times = promotion.benefits.values_list("created_at", flat=True)
            assert all(promotion.starts_at <= time <= min(now, promotion.ends_at) for time in times)

    def test_it_is_published_at_once_and_never_twice(self):
        assert CatalogueVersion.objects.get().number == 2  # the reference data, then all the rest
        with pytest.raises(CommandError, match="has hobbies already"):
            call_command("load_demo")
        assert Hobby.objects.count() == 400


def test_the_tables_fill_every_language():
    for name in ("subjects", "variants", "venues", "offers"):
        for row in rows(name):
            for column, text in row.items():
                if column.rpartition("_")[2] in LANGUAGES:
                    assert text.strip() == text != "", (name, row)


@pytest.mark.django_db
def test_the_categories_of_the_subjects_are_in_the_tree():
    load_reference()
    names = set(HobbyCategory.objects.values_list("name_fi", flat=True))
    assert {row["category"] for row in rows("subjects")} <= names


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(generator, "HOBBIES", 25)


def contents(seed):
    """What a load with a seed writes, ids aside; the load is taken back."""
    with transaction.atomic():
        load_demo(seed=seed)
        hobbies = Hobby.objects.order_by("id").values_list(
            "name_sv", "description_sv", "organizer__name", "location__name_fi", "price_amount", "published_at"
        )
        events = HobbyEvent.objects.order_by("id").values_list("hobby__name_sv", "starts_at", "ends_at", "access")
        promotions = Promotion.objects.order_by("id").values_list("name_fi", "starts_at", "used_count")
        found = list(hobbies), list(events), list(promotions)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@time_machine.travel(LAUNCH, tick=False)
def test_a_seed_makes_the_same_catalogue_every_time_and_another_seed_another(small):
    first, again, other = contents(7), contents(7), contents(8)
    assert first == again
    assert all(one != two for one, two in zip(first, other, strict=True))


@pytest.mark.django_db
def test_the_command_says_what_it_made_and_next_time_that_it_made_nothing(small, capsys):
    call_command("load_demo", "--if-empty", "--seed", "3")
    said = capsys.readouterr().out
    data, people = said.splitlines()
    assert re.fullmatch(r"Demo data: 120 organizers, \d+ locations, 25 hobbies, \d+ events, 60 promotions\.", data)
    assert people == "Demo accounts: 6 made."
    before = CatalogueVersion.objects.get().number
    call_command("load_demo", "--if-empty")
    told = ["The catalogue has hobbies already; no demo data was loaded.", "Demo accounts: 0 made."]
    assert capsys.readouterr().out.splitlines() == told
    assert (Hobby.objects.count(), CatalogueVersion.objects.get().number) == (25, before)


@pytest.mark.django_db
def test_a_catalogue_with_one_hobby_of_its_own_is_left_alone(capsys):
    HobbyFactory()
    call_command("load_demo", "--if-empty")
    assert "no demo data was loaded" in capsys.readouterr().out
    assert Hobby.objects.count() == 1
