"""Reference data and the table of postal codes."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import (
    Audience,
    CatalogueVersion,
    District,
    DistrictSource,
    HobbyCategory,
    Location,
    Municipality,
    PostalCode,
)
from harrastuspassi.catalogue.reference import ensure_reference, load_reference
from tests.factories.catalogue import LocationFactory

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


def version():
    return CatalogueVersion.objects.values_list("number", flat=True).first() or 0


def test_it_loads_once_and_then_writes_nothing():
    before = version()
    assert load_reference() > 0
    assert version() == before + 1
    assert Municipality.objects.count() == 309
    assert District.objects.filter(municipality__code="091").count() == District.objects.count() == 34
    assert (HobbyCategory.objects.count(), Audience.objects.count()) == (231, 6)
    with CaptureQueriesContext(connection) as captured:
        assert load_reference() == 0
    assert not [query for query in captured if query["sql"].startswith(WRITES)]
    assert version() == before + 1


def test_names_codes_and_tree():
    load_reference()
    helsinki = Municipality.objects.get(code="091")
    assert (helsinki.name_fi, helsinki.name_sv, helsinki.region_fi) == ("Helsinki", "Helsingfors", "Uusimaa")
    assert District.objects.get(code="301").name_sv == "Berghäll"
    football = HobbyCategory.objects.get(name_fi="Jalkapallo")
    assert (football.yso_id, football.name_en, football.level) == ("p6409", "Football", 2)
    assert football.parent.parent.name_fi == "Urheilu ja liikunta"
    assert HobbyCategory.objects.below((football.parent.parent_id,)).filter(pk=football.pk).exists()
    assert Audience.objects.filter(name_fi="Nuoret", yso_id="p11617").exists()


def test_municipalities_are_brought_up_to_date_and_categories_left_alone():
    load_reference()
    Municipality.objects.filter(code="091").update(name_sv="Stan")
    HobbyCategory.objects.filter(name_fi="Jalkapallo").update(is_hidden=True, name_en="Soccer")
    HobbyCategory.objects.filter(name_fi="Futsal").delete()
    load_reference()
    assert Municipality.objects.get(code="091").name_sv == "Helsingfors"
    assert HobbyCategory.objects.filter(name_fi="Jalkapallo", is_hidden=True, name_en="Soccer").exists()
    assert HobbyCategory.objects.get(name_fi="Futsal").level == 2


def test_ensure_loads_only_where_there_is_nothing():
    Municipality.objects.create(code="091", name_fi="Helsinki")
    ensure_reference()
    assert Municipality.objects.count() == 1
    Municipality.objects.all().delete()
    ensure_reference()
    assert Municipality.objects.count() == 309


@pytest.fixture
def load_codes(tmp_path):
    """Loads a table of postal codes given as text; the heading comes first."""

    def run(text, heading="postal_code,municipality_code,district_code\n"):
        path = tmp_path / "codes.csv"
        path.write_text(heading + text, encoding="utf-8")
        call_command("load_postal_codes", str(path))

    load_reference()
    return run


def place(**columns):
    return LocationFactory(municipality=Municipality.objects.get(code=columns.pop("municipality", "091")), **columns)


def test_postal_codes_give_a_district_where_it_was_unknown(load_codes):
    malmi = District.objects.get(code="503")
    unknown = place(zip_code="00530")
    elsewhere = place(zip_code="00700")
    espoo = place(zip_code="00530", municipality="049")
    by_source = place(zip_code="00530", district=malmi, district_source=DistrictSource.SOURCE)
    by_hand = place(zip_code="00530", district=malmi, district_source=DistrictSource.MANUAL)
    before = version()

    load_codes("00530,091,301\n")

    found = {row.pk: (row.district and row.district.code, row.district_source) for row in Location.objects.all()}
    assert found == {
        unknown.pk: ("301", DistrictSource.POSTAL_CODE),
        elsewhere.pk: (None, DistrictSource.UNKNOWN),
        espoo.pk: (None, DistrictSource.UNKNOWN),
        by_source.pk: ("503", DistrictSource.SOURCE),
        by_hand.pk: ("503", DistrictSource.MANUAL),
    }
    assert version() == before + 1
    modified_at = Location.objects.get(pk=unknown.pk).modified_at
    load_codes("00530,091,301\n")
    assert Location.objects.get(pk=unknown.pk).modified_at == modified_at
    assert version() == before + 1


def test_a_changed_table_moves_what_it_had_placed_and_keeps_other_codes(load_codes):
    location = place(zip_code="00530")
    load_codes("00530,091,301\n00700,091,503\n")
    load_codes("00530;091;302\n", heading="\ufeffpostal_code;municipality_code;district_code\n")
    location.refresh_from_db()
    assert (location.district.code, location.district_source) == ("302", DistrictSource.POSTAL_CODE)
    assert PostalCode.objects.get(code="00700").district.code == "503"


def test_errors_name_the_row_and_nothing_is_loaded(load_codes, capsys):
    location = place(zip_code="00530")
    with pytest.raises(CommandError, match="nothing was loaded"):
        load_codes("00530,091,301\n\n530,091,301\n00540,091,999\n00530,049,301\n00550\n")
    assert capsys.readouterr().err.splitlines() == [
        "row 4: postal_code '530' is not five digits",
        "row 5: district_code '999' is no district of municipality_code '091'",
        "row 6: district_code '301' is no district of municipality_code '049'; postal_code '00530' comes twice",
        "row 7: district_code '' is no district of municipality_code ''",
    ]
    assert not PostalCode.objects.exists()
    location.refresh_from_db()
    assert location.district is None


@pytest.mark.parametrize(
    ("heading", "message"), [("", "row 1: no column"), ("postal_code,district\n", "municipality_code, district_code")]
)
def test_a_table_with_another_heading_is_refused(load_codes, heading, message):
    with pytest.raises(CommandError, match=message):
        load_codes("", heading=heading)


def test_a_file_that_cannot_be_read(tmp_path):
    binary = tmp_path / "codes.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path / "missing.csv"):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("load_postal_codes", str(path))
