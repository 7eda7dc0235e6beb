"""Importing sports places: what comes into the catalogue, and what changes there when the source does."""

import datetime as dt
import math

import pytest
import time_machine
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import (
    District,
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    PostalCode,
    PublicationState,
)
from harrastuspassi.catalogue.publishing import change_state
from harrastuspassi.importers.lipas.categories import type_table
from harrastuspassi.importers.lipas.dates import move_dates_on
from tests.factories.lipas import ABSENT, sports_place, sports_places, write_places

from .helpers import run_command, snapshot, version

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.datetime(2026, 4, 15, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def clock_at():
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def one(**changes):
    return [sports_place(1, **changes)]


def test_a_place_becomes_a_location_a_hobby_and_an_event(import_places, clock_at):
    summary = import_places(one(type={"typeCode": 3220, "name": "Uimaranta"}, location__neighborhood="kallio"))

    assert (summary.created, summary.warnings, summary.failures) == (1, [], [])
    location, hobby, event = Location.objects.get(), Hobby.objects.get(), HobbyEvent.objects.get()
    assert {(row.data_source, row.origin_id) for row in (location, hobby, event)} == {("lipas", "500001")}
    assert (location.name_fi, location.address, location.zip_code) == ("Liikuntapaikka 1", "Esimerkkikatu 1", "00530")
    assert (location.city, location.municipality.code) == ("Helsinki", "091")
    assert (location.district.name_fi, location.district_source) == ("Kallio", DistrictSource.SOURCE)
    assert location.reservation_link == "https://varaukset.esimerkki.fi/1"
    assert 60.1 < location.latitude < 60.3
    assert location.z == pytest.approx(math.sin(math.radians(location.latitude)))
    assert (hobby.name_fi, hobby.location, hobby.municipality) == (location.name_fi, location, location.municipality)
    assert hobby.description_fi == "Uimaranta\n\nPaikka 1\n\nPaikan 1 tiedot.\n- valaistus\n- sähkö"
    assert hobby.organizer is None
    assert (hobby.state, hobby.price_type, hobby.price_amount) == (PublicationState.PUBLISHED, "free", 0)
    assert hobby.published_at == WEDNESDAY
    assert (hobby.contact_phone, hobby.contact_email) == ("+358931010001", "paikka1@esimerkki.fi")
    assert hobby.web_address == "http://www.esimerkki.fi/paikka/1"
    assert [category.name_fi for category in hobby.categories.all()] == ["Uinti"]
    assert event.access == "open"


def test_the_event_is_open_all_day_on_every_weekday_for_four_weeks(import_places, clock_at):
    import_places(one())
    event = HobbyEvent.objects.get()
    assert (event.start_date, event.end_date) == (dt.date(2026, 4, 13), dt.date(2026, 5, 10))
    assert (event.start_time, event.end_time) == (dt.time(0), dt.time(0))
    assert event.weekday_mask == 127
    assert event.ends_at == dt.datetime(2026, 5, 10, 21, tzinfo=dt.UTC)


def test_a_second_run_under_the_same_clock_changes_nothing(import_places, clock_at):
    places = sports_places(250)
    assert import_places(places).created == 250
    before = snapshot()
    clock_at.shift(3600)
    summary = import_places(places)
    assert (summary.unchanged, summary.created, summary.updated, summary.archived) == (250, 0, 0, 0)
    assert snapshot() == before


def test_dates_move_on_with_the_week_once(import_places, clock_at):
    import_places(sports_places(3))
    assert move_dates_on() == 0
    sunday_night = dt.datetime(2026, 4, 19, 20, 59, tzinfo=dt.UTC)
    assert move_dates_on(sunday_night) == 0
    before = version()
    monday = sunday_night + dt.timedelta(minutes=1)
    assert move_dates_on(monday) == 3
    assert version() == before + 1
    assert move_dates_on(monday) == 0
    assert version() == before + 1
    assert set(HobbyEvent.objects.values_list("start_date", "end_date", "weekday_mask")) == {
        (dt.date(2026, 4, 20), dt.date(2026, 5, 17), 127)
    }


def test_a_run_in_a_later_week_moves_dates_and_calls_no_record_changed(import_places, clock_at):
    places = sports_places(3)
    import_places(places)
    clock_at.shift(dt.timedelta(days=7))
    assert import_places(places).unchanged == 3
    assert set(HobbyEvent.objects.values_list("start_date", flat=True)) == {dt.date(2026, 4, 20)}


def test_only_the_dates_of_lipas_events_move(import_places, clock_at):
    import_places(one())
    HobbyEvent.objects.update(data_source="harrastuspassi")
    assert move_dates_on(WEDNESDAY + dt.timedelta(days=30)) == 0


def test_a_changed_place_is_updated_and_keeps_its_ids(import_places, clock_at):
    import_places(sports_places(3))
    ids = [model.objects.get(origin_id="500001").pk for model in (Location, Hobby, HobbyEvent)]
    others = Hobby.objects.exclude(origin_id="500001")
    untouched = list(others.values_list())
    clock_at.shift(60)

    changed = sports_place(1, name="Uusi nimi", freeUse=False, type={"typeCode": 1370, "name": "Tenniskenttäalue"})
    summary = import_places([changed, *sports_places(2, first=2)])

    assert (summary.updated, summary.unchanged) == (1, 2)
    assert [model.objects.get(origin_id="500001").pk for model in (Location, Hobby, HobbyEvent)] == ids
    hobby = Hobby.objects.get(origin_id="500001")
    assert (hobby.name_fi, hobby.price_type, hobby.price_amount) == ("Uusi nimi", "paid", 0)
    assert [category.name_fi for category in hobby.categories.all()] == ["Tennis"]
    assert hobby.modified_at == WEDNESDAY + dt.timedelta(seconds=60)
    assert list(others.values_list()) == untouched


def test_a_change_of_type_alone_is_a_change_of_the_hobby(import_places, clock_at):
    import_places(one(type={"typeCode": 3220, "name": "Uimaranta"}))
    clock_at.shift(60)
    assert import_places(one(type={"typeCode": 3230, "name": "Uimaranta"})).unchanged == 1
    assert import_places(one(type={"typeCode": 1370, "name": "Uimaranta"})).updated == 1
    assert Hobby.objects.get().modified_at == WEDNESDAY + dt.timedelta(seconds=60)


def test_a_vanished_place_is_archived_and_a_returned_one_published_again(import_places, clock_at):
    import_places(sports_places(3))
    hobby = Hobby.objects.get(origin_id="500001")

    assert import_places(sports_places(2, first=2)).archived == 1
    hobby.refresh_from_db()
    assert hobby.state == PublicationState.ARCHIVED
    assert hobby.location.archived_at == WEDNESDAY
    assert Hobby.objects.listed().count() == Location.objects.listed().count() == 2
    assert import_places(sports_places(2, first=2)).archived == 0

    clock_at.shift(dt.timedelta(days=14))
    assert import_places(sports_places(3)).updated == 1
    hobby.refresh_from_db()
    assert (hobby.state, hobby.location.archived_at) == (PublicationState.PUBLISHED, None)
    assert hobby.events.get().start_date == dt.date(2026, 4, 27)


def test_what_a_moderator_decided_stands(import_places):
    import_places(sports_places(3))
    hobby = Hobby.objects.get(origin_id="500001")
    change_state(item=hobby, state=PublicationState.REJECTED, reason="Ei nuorille.")
    import_places([sports_place(1, name="Toinen nimi"), *sports_places(2, first=2)])
    hobby.refresh_from_db()
    assert (hobby.state, hobby.name_fi) == (PublicationState.REJECTED, "Toinen nimi")


def test_more_than_half_vanishing_stops_before_anything_is_archived(import_places):
    import_places(sports_places(10))
    summary = import_places([sports_place(1, name="Uusi nimi"), *sports_places(3, first=2)])
    assert "6 of 10" in summary.stopped
    assert (summary.archived, Hobby.objects.listed().count()) == (0, 10)
    assert Hobby.objects.get(origin_id="500001").name_fi == "Uusi nimi"

    assert import_places(sports_places(5)).archived == 5
    assert import_places(sports_places(1), allow_archive=True).archived == 4


def test_other_sources_are_left_alone(import_places):
    import_places(sports_places(4))
    Location.objects.filter(origin_id="500001").update(data_source="linked_events")
    Hobby.objects.filter(origin_id="500001").update(data_source="linked_events")
    summary = import_places(sports_places(3, first=2))
    assert (summary.archived, Hobby.objects.listed().count()) == (0, 4)


def test_a_place_that_is_not_for_harrastuspassi_is_left_out_and_taken_out(import_places):
    places = sports_places(4)
    import_places(places)
    places[0]["properties"]["mayBeShownInHarrastuspassiFi"] = False
    del places[1]["properties"]["mayBeShownInHarrastuspassiFi"]
    places.append(sports_place(5, properties__mayBeShownInHarrastuspassiFi=False))
    summary = import_places(places)
    assert (summary.skipped, summary.archived, summary.unchanged) == (2, 1, 3)
    assert not Location.objects.filter(origin_id="500005").exists()


def test_a_broken_record_is_reported_and_the_rest_goes_on(import_places):
    import_places(sports_places(3))
    broken = sports_place(2, name=ABSENT)
    summary = import_places([sports_place(1), broken, sports_place(3), {"name": "Ei tunnusta"}, "teksti", None])
    assert summary.failures == [
        ("500002", "name is missing or no text"),
        ("record 4", "sportsPlaceId is missing or no whole number"),
        ("record 5", "it is no object"),
        ("record 6", "it is no object"),
    ]
    assert (summary.unchanged, summary.archived) == (2, 0)
    assert Hobby.objects.get(origin_id="500002").state == PublicationState.PUBLISHED


def test_an_id_that_comes_twice_counts_once(import_places):
    summary = import_places([sports_place(1), sports_place(1, name="Toinen"), sports_place(1, sportsPlaceId="500001")])
    assert (summary.created, summary.skipped, len(summary.warnings)) == (1, 2, 2)
    assert Hobby.objects.get().name_fi == "Liikuntapaikka 1"


def test_unmapped_types_get_a_visible_category_and_are_counted(import_places):
    places = [
        sports_place(1, type={"typeCode": 9999, "name": "Avaruusasema"}),
        sports_place(2, type=ABSENT),
        sports_place(3, type={"typeCode": "3220"}),
    ]
    summary = import_places(places)
    names = {hobby.origin_id: [c.name_fi for c in hobby.categories.listed()] for hobby in Hobby.objects.all()}
    other = ["Muu urheilu ja liikunta"]
    assert names == {"500001": other, "500002": other, "500003": ["Uinti"]}
    assert summary.notes["places under the fallback category, type 9999 Avaruusasema"] == 1
    assert summary.notes["places under the fallback category, type missing"] == 1


def test_a_hidden_category_is_not_given(import_places):
    HobbyCategory.objects.filter(name_fi__in=["Uinti", "Muu urheilu ja liikunta"]).update(is_hidden=True)
    import_places(one(type={"typeCode": 3220, "name": "Uimaranta"}))
    assert [category.name_fi for category in Hobby.objects.get().categories.all()] == ["Urheilu ja liikunta"]


def test_every_category_of_the_type_table_exists(reference):
    iris = {iri for iris in type_table().values() for iri in iris}
    assert HobbyCategory.objects.filter(iri__in=iris, is_hidden=False).count() == len(iris)
    assert len(type_table()) > 130


def test_district_by_name_then_by_postal_code_else_unknown_and_counted(import_places):
    kallio = District.objects.get(name_fi="Kallio")
    PostalCode.objects.create(code="00530", district=kallio)
    espoo = {"location__city__cityCode": 49, "location__city__name": "Espoo"}
    summary = import_places(
        [
            sports_place(1, location__neighborhood="Malmi"),
            sports_place(2, location__neighborhood="Tuntematon"),
            sports_place(3, location__neighborhood=ABSENT),
            sports_place(4, location__neighborhood=ABSENT, location__postalCode="00700"),
            sports_place(5, location__neighborhood="Malmi", **espoo),
        ]
    )
    found = {
        location.origin_id: (location.district and location.district.name_fi, location.district_source)
        for location in Location.objects.select_related("district")
    }
    assert found == {
        "500001": ("Malmi", DistrictSource.SOURCE),
        "500002": ("Kallio", DistrictSource.POSTAL_CODE),
        "500003": ("Kallio", DistrictSource.POSTAL_CODE),
        "500004": (None, DistrictSource.UNKNOWN),
        "500005": (None, DistrictSource.UNKNOWN),
    }
    assert summary.notes["places of unknown district"] == 2
    assert [label for label, message in summary.warnings if "Tuntematon" in message] == ["500002"]


def test_a_district_given_by_hand_stays(import_places):
    import_places(one())
    malmi = District.objects.get(name_fi="Malmi")
    Location.objects.update(district=malmi, district_source=DistrictSource.MANUAL)
    assert import_places(one(location__neighborhood="Kallio")).unchanged == 1
    assert import_places(one(location__neighborhood="Kallio", name="Uusi")).updated == 1
    location = Location.objects.get()
    assert (location.name_fi, location.district, location.district_source) == ("Uusi", malmi, DistrictSource.MANUAL)


def test_a_batch_of_a_hundred_takes_a_handful_of_queries(import_places):
    def queries(**changes):
        places = [sports_place(number, **changes) for number in range(1, 101)]
        with CaptureQueriesContext(connection) as captured:
            import_places(places)
        return len(captured)

    # SQLite takes some more for writing: Django gives it at most 999 values a statement.
    assert queries() < 90
    assert queries() < 20
    assert queries(name="Uusi nimi") < 90


def test_the_command_reports_and_fails_only_where_the_run_stopped_or_nothing_was_usable(reference, tmp_path):
    path = tmp_path / "places.json"
    out, err = run_command("import_lipas", write_places(path, [*sports_places(4), {"sportsPlaceId": 9}]))
    assert "created 4, updated 0, unchanged 0, archived 0, skipped 0, failed 1," in out
    assert "failed: 9: name is missing or no text" in err
    with pytest.raises(CommandError, match=r"Stopped: 3 of 4 .*--allow-archive"):
        run_command("import_lipas", write_places(path, sports_places(1)))
    out, _ = run_command("import_lipas", write_places(path, sports_places(1)), allow_archive=True)
    assert "archived 3" in out
    with pytest.raises(CommandError, match="Not one record could be used"):
        run_command("import_lipas", write_places(path, [{"sportsPlaceId": 500_001}]))
