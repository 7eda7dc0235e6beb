"""Reference tables from CSV: all or nothing, what is wrong by row, and nothing twice."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from harrastuspassi.statistics import reference
from harrastuspassi.statistics.models import Cost, Population
from tests.factories.catalogue import DistrictFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def helsinki() -> None:
    city = MunicipalityFactory(code="091")
    for code in ("101", "102"):
        DistrictFactory(municipality=city, code=code)


def load(kind: str, path: Path, text: str, encoding: str = "utf-8") -> tuple[str, str]:
    path.write_text(text, encoding=encoding)
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_statistics_reference", kind, str(path), stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}\n")
    return out.getvalue(), err.getvalue()


def test_a_file_loads_once_with_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = "year;area;age_group;residents\n2027;091;age_13_to_16;120\n2027;091-101;age_13_to_16;70\n"
    for written in (2, 0):
        out, err = load("populations", tmp_path / "p.csv", text, "utf-8-sig")
        assert (out, err) == (f"populations: 2 rows read, {written} new or different.\n", "")
    assert load("populations", tmp_path / "p.csv", text.replace("70", "71"))[0].endswith("1 new or different.\n")
    assert reference.residents_of("091-101", 2027, "age_13_to_16") == 71
    assert reference.residents_of("091-102", 2027, "age_13_to_16") is None


def test_what_is_wrong_is_told_by_row_and_nothing_is_loaded(tmp_path: Path) -> None:
    text = "year,area,age_group,residents\n2027,091,age_13_to_16,5\n27,999,all,-1\n2027,091,age_13_to_16,6\n"
    _, err = load("populations", tmp_path / "p.csv", text)
    assert "row 3: year '27' is not a year from 2000 to 2099; area '999' is not a municipality's code" in err
    assert "age_group 'all' is not one of age_13_to_16, age_17_to_19" in err
    assert "residents '-1' is not a whole number" in err
    assert "row 4: year, area, age_group stand in row 2 already" in err
    assert "nothing was loaded" in err
    assert not Population.objects.exists()


def test_no_cost_is_counted_twice(tmp_path: Path) -> None:
    rows = "period,municipality,kind,euros\n2027,091,system,1000.50\n2027-Q1,091,other,10\n"
    assert load("costs", tmp_path / "c.csv", rows)[1] == ""
    _, err = load("costs", tmp_path / "c.csv", "period,municipality,kind,euros\n2027-03,091,system,5\n")
    assert "row 2: period '2027-03' lies within or around '2027' of the same kind" in err
    assert Cost.objects.count() == 2
    assert f"{reference.costs_of(2027)['091']:.2f}" == "1010.50"


def test_districts_of_a_group_are_one_area(tmp_path: Path) -> None:
    names = "area,code,name_fi,name_sv,name_en\n091-101,a,Etelä,Södra,South\n091-102,a,Etelä,Södra,South\n"
    incomes = "year,area,income_group\n2027,091-101,low\n2027,091-102,high\n"
    assert load("district_groups", tmp_path / "g.csv", names)[1] == ""
    assert load("income_groups", tmp_path / "i.csv", incomes)[1] == ""
    assert reference.members_of("091-a") == ["091-101", "091-102"]
    assert reference.income_group_of("091-a", 2027) is None
    assert reference.income_group_of("091-101", 2027) == "low"
