"""The real input beside the repository (shared/data), where it is there."""

import pytest

from harrastuspassi.catalogue.models import (
    Audience,
    DistrictSource,
    Hobby,
    HobbyCategory,
    HobbyEvent,
    Location,
)
from harrastuspassi.catalogue.reference import load_reference

from .helpers import run_command, shared_file, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def lipas():
    return str(shared_file("data", "lipas-sports-places.json"))


@pytest.fixture
def ontology():
    return str(shared_file("data", "hobby-ontology.owl"))


def test_lipas_into_an_empty_database_and_again(lipas):
    out, err = run_command("import_lipas", lipas)
    assert "created 300, updated 0, unchanged 0, archived 0, skipped 0, failed 0, warnings 1" in out
    assert err.splitlines() == ["warning: 73632: phone number '0204628320, Pamilo Oy' is kept as text"]
    assert Location.objects.count() == Hobby.objects.count() == HobbyEvent.objects.count() == 300
    before = snapshot()
    out, _ = run_command("import_lipas", lipas)
    assert "created 0, updated 0, unchanged 300, archived 0" in out
    assert snapshot() == before


def test_all_places_of_helsinki_have_their_district(lipas):
    run_command("import_lipas", lipas)
    helsinki = Location.objects.filter(municipality__code="091")
    assert helsinki.count() == helsinki.filter(district_source=DistrictSource.SOURCE).count() == 16
    assert helsinki.get(origin_id="74064").district.name_fi == "Kallio"
    assert not Location.objects.filter(municipality__isnull=True).exists()


def test_every_place_has_a_category_position_and_readable_contact(lipas):
    run_command("import_lipas", lipas)
    assert not Hobby.objects.filter(categories__isnull=True).exists()
    assert not Location.objects.filter(x__isnull=True).exists()
    phones = Hobby.objects.exclude(contact_phone="").values_list("contact_phone", flat=True)
    assert len(phones) == 40
    assert [phone for phone in phones if not phone.startswith("+358")] == ["0204628320, Pamilo Oy"]
    assert Hobby.objects.exclude(web_address="").count() == 74
    hiking = HobbyCategory.objects.get(name_fi="Retkeily")
    assert Hobby.objects.filter(categories__in=HobbyCategory.objects.below((hiking.pk,))).distinct().count() > 200


def test_the_ontology_into_an_empty_database_and_again(ontology):
    out, err = run_command("import_categories", ontology)
    assert "created 237," in out
    assert (HobbyCategory.objects.count(), Audience.objects.count()) == (231, 6)
    assert HobbyCategory.objects.filter(level=0).count() == 16
    assert HobbyCategory.objects.filter(yso_id__isnull=True).count() == 16
    assert "Sarjakuvat has 2 parents; it is put under Lukeminen" in err
    cooking = HobbyCategory.objects.get(name_fi="Ruoanvalmistus")
    assert (cooking.name_sv, cooking.name_en) == ("Matlagning", "Cooking")
    assert not HobbyCategory.objects.get(name_fi="Judo").name_sv
    before = snapshot()
    out, _ = run_command("import_categories", ontology)
    assert "unchanged 237, hidden 0" in out
    assert snapshot() == before


def test_the_ontology_changes_nothing_after_the_reference_table(ontology):
    load_reference()
    before = snapshot()
    out, _ = run_command("import_categories", ontology)
    assert "created 0, updated 0, unchanged 237, hidden 0" in out
    assert snapshot() == before
