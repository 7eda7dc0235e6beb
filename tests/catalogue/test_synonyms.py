"""The table of synonyms, loaded from a file or from what comes with the system."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from harrastuspassi.catalogue.models import Synonym
from harrastuspassi.catalogue.reference import DATA
from tests.api.asking import V1, ids
from tests.factories.catalogue import HobbyFactory

pytestmark = pytest.mark.django_db
Load = Callable[..., str]


@pytest.fixture
def load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Load:
    """Loads a table given as text below its heading, and returns what was said."""

    def run(text: str, *options: str, heading: str = "word,means\n") -> str:
        path = tmp_path / "synonyms.csv"
        path.write_text(heading + text, encoding="utf-8")
        call_command("load_synonyms", str(path), *options)
        return capsys.readouterr().out

    return run


def pairs() -> set[tuple[str, str]]:
    return set(Synonym.objects.values_list("word", "means"))


def test_those_that_come_with_it_are_loaded_once(capsys: pytest.CaptureFixture[str]) -> None:
    with (DATA / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        packaged = {(row["word"], row["means"]) for row in csv.DictReader(file)}
    call_command("load_synonyms")
    assert pairs() == packaged
    assert f"{len(packaged)} added, 0 taken out, 0 there already, 0 refused" in capsys.readouterr().out
    call_command("load_synonyms")
    assert f"0 added, 0 taken out, {len(packaged)} there already, 0 refused" in capsys.readouterr().out
    words = {word for word, _ in packaged}
    assert words >= {"futis", "säbä", "lätkä", "heppa"}


def test_a_file_adds_to_what_is_there_and_says_what_it_did(load: Load) -> None:
    Synonym.objects.create(word="futis", means="jalkapallo")
    said = load("suppailu,melonta\nfutis,jalkapallo\n")
    assert "row 2: suppailu now also means melonta" in said
    assert "1 added, 0 taken out, 1 there already, 0 refused" in said
    assert pairs() == {("futis", "jalkapallo"), ("suppailu", "melonta")}


def test_semicolons_capitals_and_spaces_are_read(load: Load) -> None:
    load(" SUP ; Melonta \n", heading="word;means\n")
    assert pairs() == {("sup", "melonta")}


def test_a_row_that_cannot_be_used_is_told_and_the_rest_goes_on(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["sup,melonta", ",melonta", "sup", "%,melonta", "ping pong,tennis", "sup,sup", "SUP,melonta"]
    rows += [f"{'x' * 41},melonta", f"sup,{'x' * 201}", "su\0p,melonta", "ok,keilailu"]
    with pytest.raises(CommandError, match="9 rows were refused, the others are loaded"):
        load("\n".join(rows))
    told = capsys.readouterr().err
    assert [line.partition(":")[0] for line in told.splitlines()] == [f"row {number}" for number in range(3, 12)]
    assert "row 6: word has several words" in told
    assert "row 8: is row 2 again" in told
    assert pairs() == {("sup", "melonta"), ("ok", "keilailu")}


def test_replacing_takes_out_the_rest_unless_a_row_was_refused(load: Load) -> None:
    load("sup,melonta\nfutis,jalkapallo\n")
    with pytest.raises(CommandError, match="nothing was taken out"):
        load("sup,melonta\n,\n", "--replace")
    assert len(pairs()) == 2
    assert "taken out: futis, jalkapallo" in load("sup,melonta\n", "--replace")
    assert pairs() == {("sup", "melonta")}


@pytest.mark.parametrize("heading", ["", "word\n", "sana,merkitys\n"])
def test_a_file_without_the_columns_is_refused(load: Load, heading: str) -> None:
    with pytest.raises(CommandError, match="row 1: no column"):
        load("", heading=heading)


def test_a_search_understands_a_synonym_as_soon_as_it_is_there(load: Load) -> None:
    hobby = HobbyFactory(name_fi="Melontakurssi")
    assert ids(V1, "hobbies", {"search": "suppailu"}) == []
    load("suppailu,melonta\n")
    assert ids(V1, "hobbies", {"search": "suppailua"}) == [hobby.pk]
