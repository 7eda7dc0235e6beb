"""A dump meets what is here already: the same categories, the same sports places. Old ids live on, nothing is twice."""

import pytest

from harrastuspassi.catalogue.models import Audience, Hobby, HobbyCategory, HobbyEvent, Location
from harrastuspassi.catalogue.reference import load_reference
from harrastuspassi.importers.legacy.reporting import Report
from harrastuspassi.importers.legacy.source import import_legacy
from tests.factories import catalogue as factories
from tests.factories import legacy
from tests.factories.lipas import sports_place
from tests.feed.client import OfflineCopy, full_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, reference):
    def run(records, **options):
        report = Report()
        import_legacy(path=legacy.write_dump(tmp_path / "dump.json", records), report=report, **options)
        return report

    return run


def reference_category(name):
    return HobbyCategory.objects.get(name_fi=name, id__gt=1_000_000)


def yso(pk, concept, **changes):
    return legacy.category(pk, data_source="yso", origin_id=concept, **changes)


# --- categories ---------------------------------------------------------------------------------
def test_an_old_category_takes_the_place_of_the_same_concept(load, client):
    ours = reference_category("Musiikki")
    below = set(HobbyCategory.objects.filter(parent=ours).values_list("id", flat=True))
    iri = ours.iri
    load([yso(7, "p1808", name="Musiikki ja laulu")])

    old = HobbyCategory.objects.get(pk=7)
    assert (old.iri, old.yso_id, old.name_fi, old.is_hidden) == (iri, "p1808", "Musiikki ja laulu", False)
    assert set(old.children.exclude(pk=ours.pk).values_list("id", flat=True)) == below
    ours.refresh_from_db()
    assert (ours.iri, ours.is_hidden, ours.parent_id) == (None, True, 7)
    roots = client.get("/api/v1/hobbycategories/?parent=null&page_size=100").json()["results"]
    assert [row["name"] for row in roots if row["yso_id"] == "p1808"] == ["Musiikki ja laulu"]
    assert client.get(f"/mobile-api/v1/hobbycategories/{ours.pk}/").status_code == 200


def test_hobbies_move_to_the_old_category_and_both_filters_hold(load, client):
    ours = reference_category("Musiikki")
    hobby = factories.HobbyEventFactory(hobby__categories=[ours]).hobby
    both = factories.HobbyEventFactory(hobby__categories=[ours, reference_category("Kitara")]).hobby
    copy = OfflineCopy(client)
    copy.refresh()
    load([yso(7, "p1808", name="Musiikki"), legacy.hobby(8, categories=[7]), legacy.event(9, hobby=8)])
    assert list(hobby.categories.values_list("id", flat=True)) == [7]
    found = client.get("/mobile-api/v1/hobbyevents/?category=7&include=hobby_detail").json()["results"]
    assert {event["hobby"]["id"] for event in found} == {hobby.pk, both.pk, 8}
    copy.refresh()
    assert copy.objects["hobbies"] == full_read(client)["hobbies"]
    assert copy.objects["hobbycategories"] == full_read(client)["hobbycategories"]


def test_of_two_with_one_concept_the_one_of_that_name_is_meant(load):
    concept = "p8596"
    pair = HobbyCategory.objects.filter(yso_id=concept).order_by("id")
    first, second = pair
    load([yso(7, concept, name=second.name_fi.upper()), yso(8, concept, name="Jotain muuta")])
    first.refresh_from_db()
    assert HobbyCategory.objects.get(pk=7).iri == second.iri
    assert HobbyCategory.objects.get(pk=8).iri is None
    assert not first.is_hidden


def test_without_a_concept_the_same_name_in_the_same_place_is_meant(load):
    music, playing, guitar = (reference_category(name).iri for name in ("Musiikki", "Soittaminen", "Kitara"))
    load(
        [
            legacy.category(5, name="kitara", parent=6),
            legacy.category(6, name="Soittaminen", parent=7),
            legacy.category(7, name="Musiikki"),
            legacy.category(8, name="Kitara"),
        ]
    )
    iris = dict(HobbyCategory.objects.filter(pk__lt=10).values_list("id", "iri"))
    # A root of that name is another thing than what is under playing music.
    assert iris == {7: music, 6: playing, 5: guitar, 8: None}


def test_a_second_run_and_the_reference_data_change_nothing_more(load):
    records = [yso(7, "p1808", name="Musiikki"), legacy.category(8, name="Laulaminen", parent=7)]
    load(records)
    before = list(HobbyCategory.objects.order_by("id").values_list())
    report = load(records)
    assert load_reference() == 0
    assert list(HobbyCategory.objects.order_by("id").values_list()) == before
    assert report.mended == []


def test_what_a_later_dump_adds_below_is_found_too(load):
    load([yso(7, "p1808", name="Musiikki")])
    singing = reference_category("Laulaminen").iri
    load([yso(7, "p1808", name="Musiikki"), legacy.category(8, name="Laulaminen", parent=7)])
    assert HobbyCategory.objects.get(pk=8).iri == singing


def test_audiences_that_are_here_are_not_made_again(load):
    ours = Audience.objects.exclude(yso_id=None).first()
    named = Audience.objects.exclude(pk=ours.pk).first()
    count = Audience.objects.count()
    load(
        [
            legacy.audience(1, name="X", data_source="yso", origin_id=ours.yso_id),
            legacy.audience(2, name=named.name_fi.upper()),
            legacy.audience(3, name="Yökyöpelit"),
        ]
    )
    assert Audience.objects.count() == count + 1
    assert Audience.objects.get(pk=3).name_fi == "Yökyöpelit"


# --- sports places ------------------------------------------------------------------------------
@pytest.fixture
def records():
    origin = {"data_source": "lipas", "origin_id": "500001"}
    return [
        legacy.location(21, name="Vanha nimi", **origin),
        legacy.hobby(31, name="Vanha nimi", location=21, **origin),
        legacy.event(41, hobby=31, start_date="2021-01-04", **origin),
        legacy.hobby(32),
    ]


def offered(client):
    page = client.get("/mobile-api/v1/hobbyevents/?include=hobby_detail").json()
    return {event["id"]: (event["hobby"]["id"], event["hobby"]["name"]) for event in page["results"]}


def test_a_place_of_lipas_keeps_its_old_ids_when_the_dump_comes_first(load, records, import_places, client):
    load(records)
    import_places([sports_place(1)])
    assert offered(client) == {41: (31, "Liikuntapaikka 1")}
    assert Location.objects.get().pk == 21


def test_a_place_of_lipas_gets_its_old_ids_when_the_dump_comes_later(load, records, import_places, client):
    import_places([sports_place(1), sports_place(2)])
    ours = Hobby.objects.get(origin_id="500001")
    event = HobbyEvent.objects.get(hobby=ours)
    other = Hobby.objects.get(origin_id="500002")
    report = load(records)
    assert report.objects["hobby"]["replaced"] == 1
    summary = import_places([sports_place(1), sports_place(2)])
    assert (summary.updated, summary.unchanged, summary.archived) == (1, 1, 0)
    assert {hobby for hobby, _ in offered(client).values()} == {31, other.pk}
    assert Location.objects.listed().filter(data_source="lipas").count() == 2
    # What had been given out is still there for whoever holds it.
    assert client.get(f"/mobile-api/v1/hobbyevents/{event.pk}/").status_code == 200
    assert client.get(f"/mobile-api/v1/hobbies/{ours.pk}/").status_code == 200


def test_the_dump_does_not_undo_what_lipas_has_brought_since(load, records, import_places, client):
    load(records)
    import_places([sports_place(1)])
    shown = offered(client)
    report = load(records)
    assert report.objects["hobby"] == {"created": 0, "updated": 0, "unchanged": 1, "kept": 1}
    assert offered(client) == shown
    assert import_places([sports_place(1)]).unchanged == 1
