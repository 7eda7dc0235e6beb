"""Files of released figures, opened as those who get them do."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from harrastuspassi.catalogue.models import HobbyCategory, Municipality
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.releases.files.rows import Asked
from harrastuspassi.releases.files.writing import write
from harrastuspassi.releases.labels import AREAS, FIXED
from harrastuspassi.releases.models import Release
from harrastuspassi.releases.slices import EVERYTHING, STRANGER, Reader
from harrastuspassi.statistics.dimensions import all_parents, areas
from harrastuspassi.statistics.tables import DIMENSIONS
from tests.factories.releases import AREA_AND_AGE, AREA_AND_CATEGORY, TRICKY, release

pytestmark = pytest.mark.django_db
BOTH = (AREA_AND_AGE, AREA_AND_CATEGORY)
HEAD = 5
"""The row, from 1, of a table's header in a workbook."""
ROWS = 2 * 6 * 5
"""Of quarters_by_area_and_age: two quarters, five areas and four ages with their margins."""


@pytest.fixture
def newest() -> Release:
    release(1, ["2027-Q1"])
    return release(2, ["2027-Q2"], published=False)


def written(tmp_path: Path, made: Release, format: str, **asked: Any) -> bytes:
    """A file's bytes."""
    told: list[int] = []
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.{format}"
    given = {"tables": BOTH, "language": "fi", "reader": EVERYTHING} | asked
    write(Asked(release=made, **given), format, path, told.append)
    assert told == sorted(set(told))
    return path.read_bytes()


def workbook(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_workbook_has_a_cover_a_sheet_for_each_table_and_the_codebook(tmp_path: Path, newest: Release) -> None:
    book = workbook(written(tmp_path, newest, "xlsx"))
    assert book.sheetnames == ["Kansi", AREA_AND_AGE, AREA_AND_CATEGORY, "Koodikirja"]
    cover = {row[0].value: row[1].value for row in book["Kansi"].iter_rows(min_row=3, max_row=12) if row[0].value}
    assert cover["Julkaisu"] == "2"
    assert cover["Jäädytetty"] == "2.5.2027"
    assert cover["Viittaa näin"].startswith("Harrastuspassin tilastot, julkaisu 2 (2.5.2027): ")
    assert cover["Viittaa näin"].endswith("/api/v1/statistics/releases/")
    assert "@" in cover["Yhteystieto"]
    (chart,) = book["Kansi"]._charts
    assert chart.anchor._from.row < HEAD + 12
    table = book[AREA_AND_AGE]
    assert table.freeze_panes == f"A{HEAD + 1}"
    (declared,) = table.tables.values()
    assert declared.ref == f"A{HEAD}:H{HEAD + ROWS}"
    assert [column.name for column in declared.tableColumns] == [cell.value for cell in table[HEAD]]


def test_numbers_are_numbers_and_what_is_not_shown_is_text(tmp_path: Path, newest: Release) -> None:
    table = workbook(written(tmp_path, newest, "xlsx"))[AREA_AND_AGE]
    rows = list(table.iter_rows(min_row=HEAD + 1, max_row=HEAD + ROWS))
    assert [(cell.value, cell.data_type) for cell in rows[0]] == [
        *(("2027-Q1", "s"), ("Kaikki", "s"), ("all", "s"), ("Kaikki", "s"), ("all", "s")),
        *((3400, "n"), (13600, "n"), (1, "n")),
    ]
    small = next(row for row in rows if row[4].value == "age_20_and_over")
    assert [(cell.value, cell.data_type) for cell in small[5:7]] == [("0-4", "s"), ("..", "s")]
    assert rows[0][5].number_format == "#,##0"
    here = next(row for row in rows if row[2].value == "091-101")
    assert here[1].value == "Helsinki, Vironniemi"
    codes = next(row for row in rows if row[2].value == "091")
    assert codes[2].data_type == "s"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_of_its_words(tmp_path: Path, newest: Release, language: Any) -> None:
    book = workbook(written(tmp_path, newest, "xlsx", language=language))
    codes = [row[1].value for row in book.worksheets[-1].iter_rows(min_row=2)]
    assert {"area", "091", "091-101", "age_13_to_16", "category"} <= set(codes)
    texts = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert DIMENSIONS["area"].title[language] in texts
    others = {DIMENSIONS["area"].title[other] for other in LANGUAGES if other != language}
    assert not others & set(texts)


def test_every_value_that_is_in_code_has_a_name() -> None:
    for name, values in all_parents(areas()).items():
        if name not in AREAS | {"category"}:
            assert values.keys() <= FIXED[name].keys(), name


@pytest.mark.parametrize("format", ["xlsx", "csv", "csv_excel", "zip"])
def test_the_same_release_is_the_same_file_whatever_becomes_of_names(
    tmp_path: Path, newest: Release, format: str
) -> None:
    tables = {"tables": BOTH if format in ("xlsx", "zip") else [AREA_AND_CATEGORY]}
    before = written(tmp_path, newest, format, **tables)
    Municipality.objects.update(name_fi="Toinen")
    HobbyCategory.objects.update(name_fi="Muu")
    release(3, ["2027-Q3"])
    assert written(tmp_path, newest, format, **tables) == before


def test_no_name_runs_as_a_formula_or_is_taken_for_markup(tmp_path: Path, newest: Release) -> None:
    labels = newest.labels
    labels["category"]["9"] = dict.fromkeys(LANGUAGES, "<r><t>Lihava</t></r>")
    (other,) = [value for value, names in labels["category"].items() if names["fi"] == "Käsityöt"]
    labels["category"][other] = dict.fromkeys(LANGUAGES, "<r><t>Lihava</t></r>")
    Release.objects.filter(pk=newest.pk).update(labels=labels)
    made = Release.objects.get(pk=newest.pk)
    book = workbook(written(tmp_path, made, "xlsx", tables=[AREA_AND_CATEGORY]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert TRICKY in [cell.value for cell in cells]
    assert " <r><t>Lihava</t></r>" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    for format in ("csv", "csv_excel"):
        text = written(tmp_path, made, format, tables=[AREA_AND_CATEGORY]).decode("utf-8-sig")
        names = {row[3] for row in csv.reader(io.StringIO(text), delimiter=";" if format == "csv_excel" else ",")}
        assert f"'{TRICKY}" in names
        assert not any(name.startswith("=") for name in names)


def test_csv_is_as_each_reader_takes_it(tmp_path: Path, newest: Release) -> None:
    plain = written(tmp_path, newest, "csv", tables=[AREA_AND_AGE])
    assert plain.startswith(
        b"Jakso,Kotikunta tai alue,Kotikunta tai alue (koodi)," + "Ikäryhmä,Ikäryhmä (koodi)".encode()
    )
    excel = written(tmp_path, newest, "csv_excel", tables=[AREA_AND_AGE])
    assert excel.startswith(b"\xef\xbb\xbfJakso;")
    rows = [list(csv.reader(io.StringIO(plain.decode())))]
    rows.append(list(csv.reader(io.StringIO(excel.decode("utf-8-sig")), delimiter=";")))
    assert rows[0] == rows[1]
    assert len(rows[0]) == ROWS + 1
    assert ["2027-Q2", "Helsinki", "091", "20 vuotta täyttäneet", "age_20_and_over", "0-4", "..", "2"] in rows[0]


def test_a_zip_has_both_kinds_and_the_codebook(tmp_path: Path, newest: Release) -> None:
    with zipfile.ZipFile(io.BytesIO(written(tmp_path, newest, "zip", language="sv"))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            *(f"{folder}/{name}.csv" for name in BOTH for folder in ("csv", "excel")),
            "kodbok.txt",
        ]
        codebook = archive.read("kodbok.txt").decode()
        assert archive.read(f"csv/{AREA_AND_AGE}.csv") == written(
            tmp_path, newest, "csv", language="sv", tables=[AREA_AND_AGE]
        )
    assert "Slumpmässigt brus" in codebook
    assert "091: Helsingfors" in codebook


def test_a_slice_has_what_is_asked_for_and_says_so(tmp_path: Path, newest: Release) -> None:
    selection = {"area": ["091"], "period": ["2027-Q2"]}
    book = workbook(written(tmp_path, newest, "xlsx", tables=[AREA_AND_AGE], selection=selection))
    rows = list(book[AREA_AND_AGE].iter_rows(min_row=HEAD + 1, values_only=True))
    assert {(row[0], row[2]) for row in rows} == {("2027-Q2", "091")}
    assert "area: 091; period: 2027-Q2" in [row[1].value for row in book["Kansi"].iter_rows(max_row=12)]


def test_an_older_release_lacks_what_came_later(tmp_path: Path, newest: Release) -> None:
    older = Release.objects.get(number=1)
    text = written(tmp_path, older, "csv", tables=[AREA_AND_AGE]).decode()
    assert "2027-Q1" in text
    assert "2027-Q2" not in text


@pytest.mark.parametrize("format", ["csv", "zip", "xlsx"])
def test_a_file_of_a_municipality_has_its_own_alone_of_what_is_not_public(
    tmp_path: Path, newest: Release, format: str
) -> None:
    reader = Reader(municipalities=frozenset({"049"}))
    data = written(tmp_path, newest, format, tables=[AREA_AND_AGE], reader=reader)
    if format == "xlsx":
        book = workbook(data)
        rows = list(book[AREA_AND_AGE].iter_rows(min_row=HEAD + 1, values_only=True))
        cover = [cell.value for row in book["Kansi"].iter_rows() for cell in row]
        assert any("049" in str(value) for value in cover)
        assert 3400 not in [row[1].value for row in book["Kansi"].iter_rows(min_row=30) if row[0].value == "2027-Q2"]
    else:
        if format == "zip":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = archive.read(f"csv/{AREA_AND_AGE}.csv")
        rows = list(csv.reader(io.StringIO(data.decode())))[1:]
    areas = {period: {row[2] for row in rows if row[0] == period} for period in ("2027-Q1", "2027-Q2")}
    assert areas["2027-Q2"] == {"049"}
    assert "091" in areas["2027-Q1"]


def test_a_slice_without_rows_is_a_file_without_rows(tmp_path: Path, newest: Release) -> None:
    selection = {"area": ["837"]}
    book = workbook(written(tmp_path, newest, "xlsx", tables=[AREA_AND_AGE], selection=selection, reader=STRANGER))
    assert [cell.value for cell in book[AREA_AND_AGE][HEAD + 1]] == [None] * 8
    assert not book["Kansi"]._charts


# --- what it lacks, and what replaced it ----------------------------------------------------------
def texts_of(book: Any) -> str:
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "Jätetty pois: 2027-Q1 (kunnan Helsinki alueet); 2027-Q2 (koko taulu)."),
        ("sv", "Utelämnat: 2027-Q1 (distrikten i kommunen Helsingfors); 2027-Q2 (hela tabellen)."),
        ("en", "Left out: 2027-Q1 (districts of municipality Helsinki); 2027-Q2 (the whole table)."),
    ],
)
def test_what_was_left_out_stands_on_the_cover_above_the_table_and_in_the_codebook(
    tmp_path: Path, newest: Release, language: str, expected: str
) -> None:
    part = {"table": AREA_AND_AGE, "period": "2027-Q1", "what": "districts", "municipality": "091"}
    Release.objects.filter(number=1).update(left_out=[part])
    Release.objects.filter(number=2).update(
        left_out=[{**part, "period": "2027-Q2", "what": "table", "municipality": ""}]
    )
    book = workbook(written(tmp_path, Release.objects.get(number=2), "xlsx", language=language))
    assert book[AREA_AND_AGE]["A4"].value == expected
    assert book[AREA_AND_CATEGORY]["A4"].value is None
    term = expected.partition(":")[0]
    assert [row[1].value for row in book.worksheets[0].iter_rows() if row[0].value == term] != []
    assert [row[1].value for row in book.worksheets[-1].iter_rows() if row[0].value == term] == [
        f"{AREA_AND_AGE} 2027-Q1",
        f"{AREA_AND_AGE} 2027-Q2",
    ]
    narrow = written(tmp_path, newest, "zip", language=language, tables=[AREA_AND_CATEGORY])
    assert term not in zipfile.ZipFile(io.BytesIO(narrow)).read(_codebook(narrow)).decode()


def _codebook(data: bytes) -> str:
    return next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.endswith(".txt"))


def test_files_of_a_correction_and_of_what_it_replaced_say_so(tmp_path: Path, newest: Release) -> None:
    before = written(tmp_path, newest, "xlsx", alone=True)
    made = release(3, ["2027-Q1"])
    note = {"fi": "Erä luettiin kahdesti.", "sv": "x", "en": "x"}
    Release.objects.filter(pk=made.pk).update(replaces=Release.objects.get(number=1), note=note, signed_by="A")
    expected = "Julkaisu 3 korvaa julkaisun 1. Erä luettiin kahdesti."
    for number in (1, 2, 3):
        book = workbook(written(tmp_path, Release.objects.get(number=number), "xlsx"))
        cover = {row[0].value: row[1].value for row in book["Kansi"].iter_rows()}
        assert cover["Oikaisut"] == expected
    numbers = {row[-1].value for row in book[AREA_AND_AGE].iter_rows(min_row=HEAD + 1)}
    assert numbers == {2, 3}
    # What stood in a release alone is the same for ever.
    assert written(tmp_path, newest, "xlsx", alone=True) == before
    periods = {row[0].value for row in workbook(before)[AREA_AND_AGE].iter_rows(min_row=HEAD + 1)}
    assert periods == {"2027-Q2"}


def test_a_release_from_before_names_were_kept_has_the_names_of_today(tmp_path: Path, newest: Release) -> None:
    Release.objects.update(labels={})
    text = texts_of(workbook(written(tmp_path, Release.objects.get(number=2), "xlsx")))
    assert "Helsinki, Vironniemi" in text
    assert "Käsityöt" in text
