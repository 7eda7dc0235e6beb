"""Rules of the querysets that no single request shows."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from harrastuspassi.catalogue.criteria import EventCriteria, HobbyCriteria
from harrastuspassi.catalogue.expressions import contains_words
from harrastuspassi.catalogue.listing import NextEvents, Order, hobby_list
from harrastuspassi.catalogue.models import (
    Audience,
    District,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Municipality,
    Organizer,
    Promotion,
)
from harrastuspassi.catalogue.querysets import public_organizer
from harrastuspassi.common import clock
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    make_tree,
)

pytestmark = pytest.mark.django_db
MODELS = [Audience, District, Hobby, HobbyCategory, HobbyEvent, Location, Municipality, Organizer, Promotion]
BY_START = Order(by="start_date", position=None, language="fi")


def test_a_public_organizer_is_one_that_is_read_by_id() -> None:
    """The same states, said twice: for organizers, and for what they own."""
    for state in ("pending", "approved", "suspended", "archived"):
        OrganizerFactory(state=state)
    own = set(Organizer.objects.visible_to(AnonymousUser()).values_list("pk", flat=True))
    hobbies = [HobbyFactory(organizer=organizer) for organizer in Organizer.objects.all()]
    assert len(own) == 2
    assert {hobby.organizer_id for hobby in Hobby.objects.filter(public_organizer())} == own
    assert len(hobbies) == 4


def test_a_word_is_found_in_any_of_the_columns_and_null_is_no_text() -> None:
    place = LocationFactory(name_fi="Äijäsali", address="Katu 1")
    Location.objects.filter(pk=place.pk).update(name_sv=None)
    for words in ("ÄIJÄ", "aija", "sali", "katu", "katu äijä"):
        assert Location.objects.filter(contains_words(words, "name_sv", "name_fi", "address")).get() == place
    assert not Location.objects.filter(contains_words("katu", "name_sv", "name_fi")).exists()


def test_below_a_category_is_itself_and_everything_under_it() -> None:
    tree = make_tree({"A": {"B": {"C": {}}, "D": {}}, "E": {"F": {}}})

    def names(*roots: str) -> str:
        ids = tuple(tree[name].pk for name in roots)
        return "".join(sorted(HobbyCategory.objects.below(ids).values_list("name_fi", flat=True)))

    assert names() == ""
    assert (names("A"), names("B"), names("C"), names("E")) == ("ABCD", "BC", "C", "EF")
    assert names("B", "E") == "BCEF"
    assert names("A", "B") == "ABCD"


def next_events(criteria: EventCriteria | None = None) -> NextEvents:
    """Each hobby once, now."""
    return NextEvents(
        Hobby.objects.all(),
        events=criteria or EventCriteria(),
        order=BY_START,
        now=clock.now_minute(),
    )


def test_next_events_count_what_they_slice() -> None:
    for days in range(5):
        hobby = HobbyFactory()
        for shift in (0, 7):
            HobbyEventFactory(hobby=hobby, start_date=clock.local_today() + dt.timedelta(days=days + 1 + shift))
    HobbyFactory()
    found = next_events()
    assert found.count() == 5
    assert found[:5] == [*found[:2], *found[2:4], *found[4:]]
    assert HobbyEvent.objects.filter(pk__in=found[:5]).values("hobby").distinct().count() == 5
    assert found[5:10] == []


def test_of_two_events_at_once_the_first_entered_is_the_coming_one() -> None:
    first = HobbyEventFactory()
    HobbyEventFactory(hobby=first.hobby)
    assert next_events()[:10] == [first.pk]


def test_criteria_that_say_nothing_narrow_nothing() -> None:
    hobby = HobbyFactory(location=None, organizer=None, municipality=None)
    assert EventCriteria().is_empty
    assert not EventCriteria(weekdays=(1,)).is_empty
    assert list(Hobby.objects.matching(HobbyCriteria())) == [hobby]
    everything = hobby_list(
        Hobby.objects.all(), events=EventCriteria(), coming_only=False, order=BY_START, now=clock.now_minute()
    )
    assert list(everything) == [hobby]
    assert not next_events()[:10]


def test_all_seven_weekdays_are_every_day() -> None:
    event = HobbyEventFactory()
    assert list(HobbyEvent.objects.matching(EventCriteria(weekdays=(7, 6, 5, 4, 3, 2, 1, 1)))) == [event]
    others = tuple(day for day in range(1, 8) if day != event.start_weekday)
    assert not HobbyEvent.objects.matching(EventCriteria(weekdays=others)).exists()
