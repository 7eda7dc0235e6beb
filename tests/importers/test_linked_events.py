"""Importing events: what comes into the catalogue, and what changes there when the source does."""

import datetime as dt

import pytest
import time_machine
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import (
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    PublicationState,
)
from harrastuspassi.catalogue.publishing import change_state
from harrastuspassi.catalogue.reference import load_postal_codes
from harrastuspassi.catalogue.schedules import cancel_event
from harrastuspassi.importers.linked_events.keywords import keyword_table
from tests.factories.linked_events import deleted, event, link, place, series, texts
from tests.factories.lipas import ABSENT, write_places

from .helpers import run_command, snapshot

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 4, 15, 9, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock_at():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def key(number):
    return f"helsinki:a{number:06}"


def hobby(number):
    return Hobby.objects.get(origin_id=key(number))


def hobby_event(number):
    return HobbyEvent.objects.get(origin_id=key(number))


def events_of(number):
    return list(hobby(number).events.order_by("start_date").values_list("origin_id", flat=True))


def test_a_single_event_becomes_a_place_a_hobby_and_an_event(import_events):
    summary = import_events([event(1, keywords=[link("keyword", "yso:p6409"), link("keyword", "kulke:1")])])

    assert (summary.created, summary.warnings, summary.failures) == (1, [], [])
    location, made, when = Location.objects.get(), Hobby.objects.get(), HobbyEvent.objects.get()
    assert (location.data_source, location.origin_id) == ("linked_events", "tprek:1001")
    assert (location.name_fi, location.name_sv, location.name_en) == ("Nuorisotalo 1", "Ungdomshus 1", "")
    assert (location.address, location.city, location.municipality.code) == ("Talokatu 1", "Helsinki", "091")
    assert (location.district.name_fi, location.district_source) == ("Kallio", DistrictSource.SOURCE)
    assert 60.1 < location.latitude < 60.3
    assert 24.8 < location.longitude < 25.3
    assert (made.data_source, made.origin_id, made.organizer) == ("linked_events", key(1), None)
    assert (made.name_fi, made.name_sv, made.name_en) == ("Tapahtuma 1", "Evenemang 1", "Event 1")
    assert made.description_fi == "Lyhyesti 1\n\nPitkästi 1.\n\nToinen kappale."
    assert (made.location, made.municipality) == (location, location.municipality)
    assert (made.state, made.published_at) == (PublicationState.PUBLISHED, NOW)
    assert (made.price_type, made.price_amount) == ("free", 0)
    assert (made.age_from, made.age_to, made.languages) == (13, 17, "fi sv")
    assert (made.web_address, made.contact_name) == ("https://tapahtumat.esimerkki.fi/1", "Nuorisopalvelut")
    assert [audience.name_fi for audience in made.audiences.all()] == ["Nuoret"]
    assert [category.name_fi for category in made.categories.all()] == ["Jalkapallo"]
    assert (when.hobby, when.origin_id, when.access, when.cancelled_at) == (made, key(1), "open", None)
    assert (when.start_date, when.start_time, when.end_time) == (dt.date(2026, 5, 5), dt.time(16), dt.time(18))


def test_a_series_becomes_one_hobby_with_many_events(import_events):
    assert import_events(series(10, 4)).created == 5
    assert Hobby.objects.count() == 1
    assert events_of(10) == [key(number) for number in (11, 12, 13, 14)]
    assert [e.start_date.day for e in hobby(10).events.order_by("start_date")] == [4, 11, 18, 25]


def test_the_order_of_a_file_does_not_matter(import_events):
    assert import_events([*reversed(series(10, 4)), event(1)]).created == 6
    assert Hobby.objects.count() == 2


def test_a_festival_is_no_hobby_and_what_is_in_it_is_single(import_events):
    festival = event(50, super_event_type="umbrella")
    inside = [event(51, super_event=link("event", key(50))), *series(60, 2, super_event=link("event", key(50)))]
    summary = import_events([festival, *inside])
    assert (summary.created, summary.skipped) == (4, 1)
    assert {h.origin_id for h in Hobby.objects.all()} == {key(51), key(60)}
    assert (events_of(51), events_of(60)) == ([key(51)], [key(61), key(62)])


def test_a_second_run_changes_nothing(import_events, clock_at):
    events = [*(event(number) for number in range(1, 201)), *series(300, 10), *series(400, 60)]
    assert import_events(events).created == 272
    before = snapshot()
    clock_at.shift(HOUR)
    summary = import_events(events)
    assert (summary.unchanged, summary.created, summary.updated, summary.archived) == (272, 0, 0, 0)
    assert snapshot() == before


def test_a_changed_event_is_updated_and_keeps_its_ids(import_events, clock_at):
    import_events([event(1), event(2), *series(10)])
    ids = [model.objects.get(origin_id=key(1)).pk for model in (Hobby, HobbyEvent)]
    untouched = list(Hobby.objects.exclude(origin_id=key(1)).values_list())
    clock_at.shift(HOUR)
    changed = event(1, name__fi="Uusi nimi", start_time="2026-06-01T09:00:00Z", end_time="2026-06-01T10:00:00Z")
    summary = import_events([changed, event(2), *series(10)])
    assert (summary.updated, summary.unchanged) == (1, 5)
    assert [model.objects.get(origin_id=key(1)).pk for model in (Hobby, HobbyEvent)] == ids
    assert (hobby(1).name_fi, hobby(1).modified_at) == ("Uusi nimi", NOW + HOUR)
    assert (hobby_event(1).start_date, hobby_event(1).start_time) == (dt.date(2026, 6, 1), dt.time(12))
    assert list(Hobby.objects.exclude(origin_id=key(1)).values_list()) == untouched


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"keywords": [link("keyword", "yso:p2757")]}, "categories"),
        ({"audience": [link("keyword", "yso:p4354")]}, "audiences"),
        ({"location__street_address__fi": "Toinen katu 2"}, "place"),
        ({"offers": [{"is_free": False}]}, "price"),
    ],
)
def test_any_change_counts_once_as_a_change(import_events, changes, what):
    import_events([event(1), event(2)])
    assert import_events([event(1, **changes), event(2)]).updated == 1, what
    assert import_events([event(1, **changes), event(2)]).unchanged == 2


def test_a_cancelled_event_stays_and_says_so(import_events, clock_at):
    import_events([event(1), *series(10)])
    off = [event(1, event_status="EventCancelled"), *series(10)]
    off[3]["event_status"] = "EventCancelled"
    assert import_events(off).updated == 2
    assert hobby(1).state == PublicationState.PUBLISHED
    assert {hobby_event(number).cancelled_at for number in (1, 12)} == {NOW}
    assert hobby_event(11).cancelled_at is None
    clock_at.shift(HOUR)
    assert import_events(off).unchanged == 5
    assert hobby_event(1).cancelled_at == NOW

    moved = event(1, event_status="EventRescheduled", start_time="2026-06-01T09:00:00Z", end_time=None)
    assert import_events([moved, *off[1:]]).updated == 1
    assert (hobby_event(1).cancelled_at, hobby_event(1).start_date) == (None, dt.date(2026, 6, 1))


def test_a_postponed_event_keeps_the_date_it_had_and_says_why_it_is_off(import_events):
    import_events([event(1), event(2)])
    postponed = {"event_status": "EventPostponed", "start_time": None, "end_time": None}
    summary = import_events([event(1, **postponed), event(2), event(3, **postponed)])
    assert (summary.updated, summary.created, summary.failures) == (1, 1, [])
    when = hobby_event(1)
    assert (when.start_date, when.cancelled_at) == (dt.date(2026, 5, 5), NOW)
    assert (when.cancellation_reason_fi, when.cancellation_reason_sv) == ("Siirretty", "Framskjutet")
    assert not hobby(3).events.exists()

    found = import_events([event(1, event_status="EventRescheduled"), event(2), event(3)])
    assert (found.updated, found.created) == (1, 1)
    assert (hobby_event(1).cancelled_at, hobby_event(1).cancellation_reason_fi) == (None, "")


def test_what_was_called_off_for_a_reason_given_here_stays_off(import_events):
    import_events([event(1), event(2)])
    cancel_event(event=hobby_event(1), reason_fi="Sali on kiinni.")
    import_events([event(1, name__fi="Uusi"), event(2)])
    assert (hobby_event(1).cancelled_at, hobby_event(1).cancellation_reason_fi) == (NOW, "Sali on kiinni.")


def test_a_deleted_event_is_archived_and_published_again_when_it_returns(import_events):
    events = [event(1), event(2), event(3), *series(10, 4)]
    import_events(events)
    gone = [deleted(event(1)), event(2), event(3), *series(10, 4)[:-1], deleted(event(14))]
    summary = import_events(gone)
    assert (summary.archived, summary.skipped, summary.updated) == (2, 2, 0)
    assert hobby(1).state == PublicationState.ARCHIVED
    assert [hobby_event(number).cancelled_at for number in (13, 14)] == [None, NOW]
    assert import_events(gone).archived == 0

    assert import_events(events).updated == 2
    assert hobby(1).state == PublicationState.PUBLISHED
    assert hobby_event(14).cancelled_at is None


def test_what_vanished_is_as_good_as_deleted_but_what_is_over_stays_as_it_was(import_events, clock_at):
    import_events([event(1), event(2), event(3), *series(10, 4)])
    clock_at.move_to(dt.datetime(2026, 5, 15, tzinfo=dt.UTC))
    left = series(10, 4)
    summary = import_events([event(2), event(3), left[0], left[3]])
    assert summary.archived == 2
    assert hobby(1).state == PublicationState.ARCHIVED
    assert [hobby_event(number).cancelled_at is None for number in (11, 12, 13, 14)] == [True, True, True, False]


@pytest.mark.parametrize("replacement", [key(3), link("event", key(3)), f"https://linked.example/v1/event/{key(3)}/"])
def test_a_replaced_event_gives_way_to_the_other(import_events, replacement):
    import_events([event(1), event(2)])
    summary = import_events([event(1, replaced_by=replacement), event(2), event(3)])
    assert (summary.archived, summary.created) == (1, 1)
    assert {h.origin_id for h in Hobby.objects.listed()} == {key(2), key(3)}


def test_an_event_is_not_replaced_by_itself(import_events):
    assert import_events([event(1, replaced_by=key(1))]).created == 1


def test_a_draft_is_not_for_us(import_events):
    assert import_events([event(1, publication_status="draft"), event(2)]).skipped == 1
    assert Hobby.objects.count() == 1


def test_what_a_moderator_decided_stands(import_events):
    events = [event(number) for number in range(1, 6)]
    import_events(events)
    change_state(item=hobby(1), state=PublicationState.REJECTED, reason="Ei nuorille.")
    change_state(item=hobby(2), state=PublicationState.ARCHIVED)
    import_events([event(1, name__fi="Uusi"), *events[1:]])
    import_events(events[2:])
    import_events(events)
    assert [hobby(number).state for number in (1, 2, 3)] == ["rejected", "archived", "published"]


def test_an_event_whose_series_goes_is_single_and_part_of_it_again_when_it_returns(import_events):
    whole = [*series(10, 3), event(1), event(2), event(3), event(4)]
    import_events(whole)
    ids = {number: hobby_event(number).pk for number in (11, 12, 13)}
    for _ in range(2):
        import_events([deleted(whole[0]), *whole[1:]])
        assert {h.origin_id for h in Hobby.objects.listed()} == {key(n) for n in (11, 12, 13, 1, 2, 3, 4)}
        assert events_of(11) == [key(11)]
    for _ in range(2):
        import_events(whole)
        assert {h.origin_id for h in Hobby.objects.listed()} == {key(n) for n in (10, 1, 2, 3, 4)}
        assert events_of(10) == [key(11), key(12), key(13)]
    assert {number: hobby_event(number).pk for number in (11, 12, 13)} == ids


def test_more_than_half_vanishing_stops_before_anything_is_archived(import_events):
    import_events([event(number) for number in range(1, 11)])
    summary = import_events([event(number) for number in range(1, 5)])
    assert "6 of 10" in summary.stopped
    assert Hobby.objects.listed().count() == 10
    assert import_events([event(number) for number in range(1, 5)], allow_archive=True).archived == 6


def test_a_broken_record_is_reported_and_the_rest_goes_on(import_events):
    import_events([event(1), event(2), event(3)])
    broken = [event(1, name=ABSENT), event(2, start_time=ABSENT), event(3), event(4, start_time="pian"), {}, 7]
    summary = import_events(broken)
    assert dict(summary.failures) == {
        key(1): "it has no name in Finnish, Swedish or English",
        key(2): "start_time is missing",
        key(4): "start_time 'pian' is no time",
        "record 5": "id is missing or no text of up to 200 characters without spaces",
        "record 6": "it is no object",
    }
    assert (summary.unchanged, summary.archived) == (1, 0)
    assert hobby(1).state == hobby(2).state == PublicationState.PUBLISHED


def test_other_sources_and_servers_are_left_alone(import_events, import_places):
    import_places([{"sportsPlaceId": 1, "name": "Halli"}])
    import_events([event(1), event(2)])
    import_events([event(1), event(9)], data_source="turku_events")
    before = snapshot()
    assert import_events([event(1), event(9)], data_source="turku_events").unchanged == 2
    assert import_events([event(1), event(2)]).unchanged == 2
    assert snapshot() == before
    assert Hobby.objects.listed().count() == 5


def test_keywords_become_categories_by_concept_by_table_and_by_name(import_events):
    named = {"id": "kulke:999", "name": {"fi": "lautapelit"}}
    keywords = {
        1: [link("keyword", "yso:p6409")],
        2: ["yso:p29121"],
        3: [named, {"id": "helmet:1", "name": None}],
        4: [link("keyword", "yso:p17018"), {"id": "yso:p4330", "name": {"fi": "uinti"}}],
        5: [link("keyword", "kulke:999"), link("keyword", "yso:p99999999"), None, 7, {}],
        6: None,
    }
    summary = import_events([event(number, keywords=value) for number, value in keywords.items()])
    found = {number: sorted(c.name_fi for c in hobby(number).categories.all()) for number in keywords}
    assert found == {
        1: ["Jalkapallo"],
        2: ["Uinti"],
        3: ["Lautapelit"],
        4: ["Leikkiminen", "Muu urheilu ja liikunta", "Uinti"],
        5: ["Muu harrastus"],
        6: ["Muu harrastus"],
    }
    assert summary.notes["hobbies under the fallback category"] == 2


def test_a_hidden_category_is_not_given(import_events):
    HobbyCategory.objects.filter(name_fi="Uinti").update(is_hidden=True)
    import_events([event(1, keywords=["yso:p4330", "yso:p29121"])])
    assert [c.name_fi for c in hobby(1).categories.all()] == ["Muu harrastus"]


def test_every_category_of_the_keyword_table_exists(reference):
    iris = {iri for iris in keyword_table().values() for iri in iris}
    assert HobbyCategory.objects.filter(iri__in=iris, is_hidden=False).count() == len(iris)
    assert not HobbyCategory.objects.filter(yso_id__in=keyword_table()).exists()


def test_districts_come_from_the_divisions_then_from_the_postal_code(import_events):
    load_postal_codes(
        rows={2: {"postal_code": "00530", "municipality_code": "091", "district_code": "301"}},
    )
    nowhere = {"location__divisions": [], "location__address_locality": None}
    import_events(
        [
            event(1, location=place(101), location__divisions=[{"type": "district", "name": {"fi": "Malmi"}}]),
            event(2, location=place(102), location__divisions=[], location__postal_code="00530"),
            event(3, location=place(103), location__postal_code="99999", **nowhere),
        ]
    )
    found = {
        location.origin_id: (location.municipality_id and location.municipality.name_fi, location.district_source)
        for location in Location.objects.all()
    }
    assert found == {
        "tprek:1101": ("Helsinki", DistrictSource.SOURCE),
        "tprek:1102": ("Helsinki", DistrictSource.POSTAL_CODE),
        "tprek:1103": (None, DistrictSource.UNKNOWN),
    }


def test_a_place_is_one_location_and_what_is_said_of_it_first_counts(import_events):
    events = [event(1, location=place(7)), event(2, location=place(7), location__name=texts("Toisin"))]
    import_events(events)
    before = snapshot()
    assert Location.objects.get().name_fi == "Nuorisotalo 7"
    assert {h.location.name_fi for h in Hobby.objects.all()} == {"Nuorisotalo 7"}
    assert import_events(events).unchanged == 2
    assert snapshot() == before


def test_a_place_that_is_only_referred_to_is_one_that_is_known(import_events):
    import_events([event(1, location=place(7))])
    summary = import_events([event(1, location=place(7)), event(2, location=link("place", "tprek:1007"))])
    assert summary.created == 1
    assert hobby(2).location == hobby(1).location
    assert hobby(2).municipality == hobby(1).municipality
    assert import_events([event(3, location=link("place", "tprek:5555"))], allow_archive=True).created == 1
    assert hobby(3).location is None


def test_places_without_hobbies_are_archived_and_in_use_again_when_one_returns(import_events):
    events = [event(1, location=place(1)), event(2, location=place(2)), event(3, location=place(2))]
    import_events(events)
    assert import_events(events[1:]).notes["unused places archived"] == 1
    assert [location.origin_id for location in Location.objects.listed()] == ["tprek:1002"]
    import_events(events)
    assert Location.objects.listed().count() == 2
    import_events(events[1:])
    import_events([*events[1:], event(1, location=link("place", "tprek:1001"))])
    assert Location.objects.listed().count() == 2


def test_a_batch_of_a_hundred_takes_a_handful_of_queries(import_events):
    def queries(**changes):
        events = [*(event(number, **changes) for number in range(1, 51)), *series(100, 49)]
        with CaptureQueriesContext(connection) as captured:
            import_events(events)
        return len(captured)

    # SQLite takes some more for writing: Django gives it at most 999 values a statement.
    assert queries() < 90
    assert queries() < 30
    assert queries(name__fi="Uusi nimi") < 50


def test_the_command_reports(reference, tmp_path):
    path = tmp_path / "events.json"
    document = {"meta": {"count": 2, "next": None, "previous": None}, "data": [event(1), {"id": "x:1"}]}
    out, err = run_command("import_linked_events", write_places(path, document))
    assert "created 1, updated 0, unchanged 0, archived 0, skipped 0, failed 1," in out
    assert "failed: x:1: it has no name" in err
    with pytest.raises(CommandError, match="Not one record could be used"):
        run_command("import_linked_events", write_places(path, [{"id": "x:1"}]), "--name=another")
    with pytest.raises(CommandError, match=r"missing\.json"):
        run_command("import_linked_events", str(tmp_path / "missing.json"))


@pytest.mark.parametrize("name", ["harrastuspassi", "lipas", "Turku", "", "a" * 33])
def test_a_name_that_is_another_sources_is_refused(tmp_path, name):
    with pytest.raises(CommandError, match="must be up to 32"):
        run_command("import_linked_events", write_places(tmp_path / "events.json", []), f"--name={name}")
