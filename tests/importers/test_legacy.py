"""Importing a dump of the old backend: what clients see then, and what a second run, and a refused one, leave."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.management.base import CommandError
from django.db import connection

from harrastuspassi.catalogue.models import (
    CatalogueVersion,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
    Organizer,
    PostalCode,
    Promotion,
)
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.reference import load_reference
from harrastuspassi.importers.models import LegacyImprint
from harrastuspassi.participation.models import Benefit
from tests.factories import catalogue as factories
from tests.factories import legacy
from tests.feed.client import OfflineCopy, full_read

from .helpers import codes, run_command, shared_file, snapshot, version
from .legacy_wire import assert_same

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def load(tmp_path):
    """Imports records; returns the report for machines, with what was printed."""

    def run(records, *options):
        path, report = legacy.write_dump(tmp_path / "dump.json", records), tmp_path / "report.json"
        report.unlink(missing_ok=True)
        try:
            out, err = run_command("import_legacy", str(path), "--report", str(report), *options)
        except CommandError as error:
            return {"error": str(error), **(json.loads(report.read_text()))}
        return {**json.loads(report.read_text()), "out": out, "err": err}

    return run


def whole():
    """Every row that an import of a dump writes."""
    more = {m.__name__: list(m.objects.order_by("pk").values_list()) for m in (Organizer, Promotion, Benefit)}
    imprints = list(LegacyImprint.objects.order_by("kind", "object_id").values_list("kind", "object_id", "digest"))
    return {**snapshot(), **more, "imprints": imprints}


# --- what comes in ------------------------------------------------------------------------------
def test_every_object_is_on_the_mobile_face_as_the_dump_has_it(load, client):
    records = legacy.dump()
    report = load(records)
    assert report["mended"] == []
    assert_same(client, records)


def test_the_real_sample_is_on_the_mobile_face_as_it_has_it_and_again(client, at_noon):
    path = shared_file("data", "legacy-dump-sample.json")
    records = json.loads(path.read_text())
    # A moment at which its promotions are listed.
    at_noon.move_to(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC))
    run_command("import_legacy", str(path))
    assert_same(client, records)
    before = whole()
    run_command("import_legacy", str(path))
    assert whole() == before
    assert_same(client, records)


def test_running_it_again_changes_nothing(load):
    records = legacy.dump()
    load(records)
    before = whole()
    report = load(records)
    assert whole() == before
    assert {name: counts["unchanged"] for name, counts in report["objects"].items()} == {
        "organizer": 4,
        "location": 5,
        "hobbycategory": 29,
        "hobbyaudience": 0,
        "hobby": 12,
        "hobbyevent": 96,
        "promotion": 5,
        "benefit": len([one for one in records if one["model"].endswith("benefit")]),
    }


def test_what_changes_in_the_dump_changes_here_and_nothing_else_does(load):
    load([legacy.hobby(5, name="Judo"), legacy.hobby(6), legacy.event(7, hobby=5)])
    before = version()
    report = load([legacy.hobby(5, name="Karate"), legacy.hobby(6), legacy.event(7, hobby=5)])
    assert (report["objects"]["hobby"]["updated"], report["objects"]["hobby"]["unchanged"]) == (1, 1)
    assert Hobby.objects.get(pk=5).name_fi == "Karate"
    assert version() == before + 1


def test_ids_given_here_go_on_above_those_of_the_dump(load):
    load(legacy.dump())
    for model in (Organizer, Location, HobbyCategory, Hobby, HobbyEvent, Promotion, Benefit):
        assert model.objects.filter(pk__lte=1_000_000).exists() or model is Benefit
    event = factories.HobbyEventFactory()
    promotion = factories.PromotionFactory()
    use = Benefit.objects.create(promotion=promotion)
    made = [event.pk, event.hobby_id, event.hobby.organizer_id, event.hobby.location_id, promotion.pk, use.pk]
    assert min(made) > 1_000_000
    assert factories.HobbyCategoryFactory().pk > 1_000_000


def test_one_run_is_one_version_and_an_offline_copy_follows(load, client):
    factories.HobbyEventFactory()
    load(legacy.dump(hobbies=2))
    copy = OfflineCopy(client)
    copy.refresh()
    before = version()
    load(legacy.dump(hobbies=4))
    assert version() == before + 1
    copy.refresh()
    assert copy.objects["hobbies"].keys() >= {40, 57, 74, 91}
    told, shown = copy.objects, full_read(client)
    for resource in ("hobbies", "hobbyevents", "organizers", "locations", "hobbycategories"):
        mine = {pk: row for pk, row in told[resource].items() if pk <= 1_000_000}
        assert mine == {pk: row for pk, row in shown[resource].items() if pk <= 1_000_000}


def test_search_finds_what_came_in(load, client):
    load([legacy.hobby(5, name="Vesipalloharjoitukset"), legacy.event(6, hobby=5)])
    page = client.get("/api/v1/hobbies/?search=vesipallo").json()
    assert [row["id"] for row in page["results"]] == [5]


def test_a_place_gets_its_district_by_postal_code(load):
    load_reference()
    district = factories.DistrictFactory(code="999")
    PostalCode.objects.create(code="00530", district=district)
    load([legacy.municipality(1), legacy.location(2, municipality=1), legacy.location(3, zip_code="")])
    assert [row.district_id for row in Location.objects.order_by("id")] == [district.pk, None]


def test_benefits_keep_their_ids(load):
    load([legacy.organizer(1), legacy.promotion(2, organizer=1, used_count=1), legacy.benefit(77, promotion=2)])
    use = Benefit.objects.get(pk=77)
    assert (use.promotion_id, use.created_at.isoformat()) == (2, "2021-05-05T12:00:00+00:00")


# --- what is mended -----------------------------------------------------------------------------
def test_an_unknown_municipality_is_reported_once_and_can_be_given(load, client):
    records = [legacy.municipality(3, name="Kunta 003"), legacy.organizer(4, municipality=3), legacy.location(5)]
    report = load(records)
    [finding] = report["mended"]
    assert (finding["kind"], finding["id"], finding["code"]) == ("municipality", 3, "unknown_municipality")
    assert "mended: municipality 3, name: " in report["err"]
    assert Organizer.objects.get(pk=4).municipality is None

    report = load(records, "--municipality", "Kunta 003=091")
    assert report["mended"] == []
    assert Organizer.objects.get(pk=4).municipality.code == "091"


def test_municipalities_are_known_by_finnish_and_swedish_name_in_any_case(load):
    names = {1: "Helsinki", 2: "HELSINGFORS", 3: " Esbo ", 4: "tampere"}
    towns = [legacy.municipality(pk, name=name) for pk, name in names.items()]
    load([*towns, *(legacy.organizer(pk, municipality=pk) for pk in names)])
    found = Organizer.objects.order_by("pk").values_list("municipality__code", flat=True)
    assert list(found) == ["091", "091", "049", "837"]


def test_a_code_that_is_no_municipality_is_refused(load):
    report = load([legacy.municipality(1, name="X")], "--municipality", "X=000")
    assert "X=000" in report["error"]


def test_a_promotion_without_an_organizer_gets_one_that_stands_in(load, client):
    records = [legacy.promotion(3), legacy.promotion(4)]
    assert codes(load(records)) == ["no_organizer"]
    assert codes(load(records)) == ["no_organizer"]
    rows = client.get("/mobile-api/v1/promotions/").json()
    [stand_in] = {row["organizer"] for row in rows}
    assert stand_in > 1_000_000
    assert len(rows) == 2


def test_more_uses_than_there_were_make_room_and_stay_used_up(load, client):
    report = load([legacy.organizer(1), legacy.promotion(2, organizer=1, available_count=10, used_count=12)])
    assert {"overused", "uses_differ"} == set(codes(report))
    row = client.get("/mobile-api/v1/promotions/2/").json()
    assert (row["available_count"], row["used_count"]) == (12, 12)
    assert client.get("/mobile-api/v1/promotions/?usable_only=true").json() == []


def test_a_circle_of_categories_is_cut_at_its_lowest_id(load, client):
    parents = {1: 3, 2: 1, 3: 2, 4: 3, 5: 5}
    report = load([legacy.category(pk, parent=parent) for pk, parent in parents.items()])
    assert {(finding["id"], finding["code"]) for finding in report["mended"]} == {(1, "circle"), (5, "circle")}
    rows = {row["id"]: row["parent"] for row in client.get("/mobile-api/v1/hobbycategories/").json()}
    assert {pk: rows[pk] for pk in parents} == {1: None, 2: 1, 3: 2, 4: 3, 5: None}


def test_a_category_without_a_name_is_kept_for_the_phones_that_hold_it_and_not_on_offer(load, client):
    nameless = legacy.category(6, name="", name_fi=None, name_sv=None, name_en=None)
    assert codes(load([nameless, legacy.hobby(7, categories=[6])])) == ["nameless"]
    flat = {row["id"]: row for row in client.get("/mobile-api/v1/hobbycategories/").json()}
    assert flat[6]["name"] == "Nimetön 6"
    offered = client.get("/mobile-api/v1/hobbycategories/?include=child_categories&parent=null").json()
    assert 6 not in {row["id"] for row in offered}


def test_of_two_objects_with_an_origin_the_first_keeps_it(load):
    origin = {"data_source": "hel", "origin_id": "77"}
    report = load([legacy.location(1, **origin), legacy.location(2, **origin)])
    assert codes(report) == ["origin_twice"]
    assert list(Location.objects.order_by("pk").values_list("origin_id", flat=True)) == ["77", None]


# --- what is refused ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (legacy.event(7, hobby=99), "hobbyevent 7, hobby"),
        (legacy.event(7, hobby=None), "hobbyevent 7, hobby"),
        (legacy.hobby(7, location=99), "hobby 7, location"),
        (legacy.hobby(7, categories=[1, 99]), "hobby 7, categories"),
        (legacy.category(7, parent=99), "hobbycategory 7, parent"),
        (legacy.benefit(7, promotion=99), "benefit 7, promotion"),
        (legacy.organizer(7, municipality="Helsinki"), "organizer 7, municipality"),
        (legacy.event(7, hobby=5, start_time="six"), "hobbyevent 7, start_time"),
        (legacy.event(7, hobby=5, start_date="2026-11-24", end_date=None), "hobbyevent 7, end_date"),
        (legacy.hobby(7, name=12), "hobby 7, name"),
        (legacy.promotion(7, used_count="3"), "promotion 7, used_count"),
        (legacy.organizer(1_000_001), "organizer 1000001, pk"),
        (legacy.organizer(0), "organizer 0, pk"),
        (legacy.hobby(5), "hobby 5, pk"),
        (legacy.record("hobbyist", 7), "record 3, model"),
        ({"model": "harrastuspassi.hobby", "fields": {}}, "record 3, pk"),
        ({"model": "harrastuspassi.hobby", "pk": True, "fields": {}}, "record 3, pk"),
        ({"model": "harrastuspassi.hobby", "pk": 1}, "record 3, fields"),
        ({"pk": 1, "fields": {}}, "record 3, model"),
        ([], "record 3"),
        (None, "record 3"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(load, broken, place):
    report = load([legacy.hobby(5), legacy.category(1), broken])
    assert report["error"] == "The dump cannot be used; nothing was written."
    [finding] = report["errors"]
    name = finding["kind"] if finding["id"] is None else f"{finding['kind']} {finding['id']}"
    assert (f"{name}, {finding['field']}" if finding["field"] else name) == place
    assert not any(whole().values())


def test_a_refused_dump_leaves_what_an_earlier_one_brought(load):
    load([legacy.hobby(5), legacy.category(1)])
    before = whole()
    assert "error" in load([legacy.hobby(5, name="Muuttunut"), legacy.category(1), legacy.event(7, hobby=99)])
    assert whole() == before


def test_all_that_cannot_be_used_is_told_at_once(load):
    report = load([legacy.hobby(1, location=9), legacy.event(2, hobby=8), legacy.promotion(3, organizer=7)])
    assert [(one["kind"], one["id"]) for one in report["errors"]] == [("hobby", 1), ("hobbyevent", 2), ("promotion", 3)]


def test_a_dump_that_is_wrong_throughout_is_not_read_to_its_end(load):
    report = load([legacy.hobby(pk, location=9) for pk in range(1, 1000)])
    assert len(report["errors"]) == 200


def test_users_and_what_else_is_not_ours_is_left_out_and_counted(load):
    user = {"model": "auth.user", "pk": 1, "fields": {"email": "joku@esimerkki.fi", "password": "pbkdf2"}}
    session = {"model": "sessions.session", "pk": "x7", "fields": {}}
    report = load([user, session, legacy.hobby(5)])
    assert report["ignored"] == {"auth.user": 1, "sessions.session": 1}
    assert "joku@" not in json.dumps(report)


def test_a_rehearsal_tells_the_same_and_writes_nothing(load):
    records = [legacy.municipality(3, name="Kunta 003"), legacy.hobby(5, price_amount="5.00")]
    before = whole()
    rehearsed = load(records, "--dry-run")
    assert "nothing was written" in rehearsed["out"]
    assert whole() == before
    assert not CatalogueVersion.objects.exists()
    real = load(records)
    assert (real["objects"], real["mended"]) == (rehearsed["objects"], rehearsed["mended"])


# --- on a database that is in use ---------------------------------------------------------------
def test_what_was_changed_here_since_stays(load):
    records = [legacy.hobby(5, name="Judo"), legacy.hobby(6, name="Aikido")]
    load(records)
    with publishing() as changes:
        hobby = Hobby.objects.get(pk=5)
        hobby.name_fi = "Judo aloittelijoille"
        hobby.save()
        changes.add(hobby)
    before = version()
    report = load([legacy.hobby(5, name="Judon peruskurssi"), legacy.hobby(6, name="Aikidon peruskurssi")])
    assert report["objects"]["hobby"] == {"created": 0, "updated": 1, "unchanged": 0, "kept": 1}
    assert [row.name_fi for row in Hobby.objects.order_by("pk")] == ["Judo aloittelijoille", "Aikidon peruskurssi"]
    assert version() == before + 1


def test_categories_chosen_here_since_stay(load):
    terms = [legacy.category(pk) for pk in (1, 2, 3)]
    load([*terms, legacy.hobby(5, categories=[1]), legacy.hobby(6, categories=[1])])
    Hobby.objects.get(pk=5).categories.set([3])
    load([*terms, legacy.hobby(5, categories=[2]), legacy.hobby(6, categories=[2])])
    chosen = {hobby.pk: [row.pk for row in hobby.categories.all()] for hobby in Hobby.objects.all()}
    assert chosen == {5: [3], 6: [2]}


def test_uses_made_here_since_are_not_lost(load, client):
    def records(used, benefits):
        offer = legacy.promotion(2, organizer=1, available_count=10, used_count=used)
        return [legacy.organizer(1), offer, *(legacy.benefit(n, promotion=2) for n in range(1, benefits + 1))]

    load(records(3, 3))
    Benefit.objects.create(promotion_id=2)
    Promotion.objects.filter(pk=2).update(used_count=4)
    load(records(5, 5))
    assert client.get("/mobile-api/v1/promotions/2/").json()["used_count"] == 6
    assert Benefit.objects.count() == 6
    load(records(12, 12))
    row = client.get("/mobile-api/v1/promotions/2/").json()
    assert (row["used_count"], row["available_count"]) == (13, 13)


def test_what_a_later_dump_lacks_leaves_the_lists_and_comes_back(load, client):
    records = [legacy.hobby(pk) for pk in (5, 6, 7)] + [legacy.event(pk, hobby=pk) for pk in (5, 6, 7)]
    load(records)
    report = load([one for one in records if one["pk"] != 6])
    assert report["objects"]["hobby"]["retired"] == report["objects"]["hobbyevent"]["retired"] == 1
    listed = "/mobile-api/v1/hobbies/"
    assert {row["id"] for row in client.get(listed).json()["results"]} == {5, 7}
    assert client.get("/mobile-api/v1/hobbies/6/").status_code == 200
    assert client.get("/mobile-api/v1/hobbyevents/6/").status_code == 404
    load(records)
    assert {row["id"] for row in client.get(listed).json()["results"]} == {5, 6, 7}
    assert client.get("/mobile-api/v1/hobbyevents/6/").status_code == 200


def test_what_was_changed_here_since_does_not_leave_the_lists(load, at_noon):
    load([legacy.hobby(pk) for pk in (5, 6, 7)])
    at_noon.shift(60)
    Hobby.objects.get(pk=6).save()
    load([legacy.hobby(pk) for pk in (5, 7)])
    assert Hobby.objects.get(pk=6).state == "published"


def test_a_dump_that_lacks_more_than_half_is_refused_unless_allowed(load):
    load([legacy.hobby(pk) for pk in range(1, 8)])
    report = load([legacy.hobby(1)])
    assert report["errors"][0]["code"] == "too_many_gone"
    assert Hobby.objects.filter(state="published").count() == 7
    load([legacy.hobby(1)], "--allow-archive")
    assert Hobby.objects.filter(state="published").count() == 1


def test_queries_do_not_grow_with_the_objects_of_a_batch(load, django_assert_max_num_queries):
    load(legacy.dump(hobbies=2))
    with django_assert_max_num_queries(90):
        load(legacy.dump(hobbies=40), "--dry-run")


def test_the_report_repeats_no_long_text(load):
    report = load([legacy.hobby(5, description="<b>" + "x" * 5000 + "</b>")])
    [finding] = report["mended"]
    assert (finding["code"], finding["field"]) == ("cleaned", "description")
    assert len(finding["was"]) <= 100


def test_statistics_of_the_planner_are_fresh(load):
    load(legacy.dump())
    table = Hobby._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
            assert cursor.fetchone()[0] == 12
        else:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = %s", [table])
            assert cursor.fetchone()[0] > 0
