"""What is told about privacy is what the models have: on the page, over the API and in the documents."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.passes import consents, privacy
from tests.api.asking import CLIENT, V1, ok

DOCUMENTS = Path(privacy.__file__).parent / "documents"
TABLES = ["passes.Pass", "passes.PassOrigin", "passes.Profile", "passes.Consent"]
TABLES += ["participation.Event", "participation.KeptKey", "participation.CheckInMark", "participation.Batch"]
TABLES += ["participation.PassUse", "participation.ActiveMonth"]


def columns(table: str) -> set[str]:
    return {f"{table}.{field.attname}" for field in apps.get_model(table)._meta.concrete_fields}


EVERY_FIELD = set().union(*map(columns, TABLES))


def test_every_field_is_told_once_and_none_that_is_not_there() -> None:
    told = [f"{row.table}.{name}" for row in privacy.KEPT for name in row.fields]
    assert set(told) == EVERY_FIELD
    assert len(told) == len(set(told))


def test_no_other_table_knows_a_pass() -> None:
    named = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.attname in ("pass_id", "hobby_pass_id") or model._meta.app_label == "passes"
    }
    assert named <= set(TABLES)


@pytest.mark.parametrize("name", ["record_of_processing.md", "impact_assessment.md"])
def test_the_documents_name_every_field(name: str) -> None:
    named = set(re.findall(r"`((?:passes|participation)\.[A-Z]\w+\.\w+)`", (DOCUMENTS / name).read_text()))
    assert named == EVERY_FIELD


def test_everything_is_told_in_all_languages() -> None:
    texts: list[Any] = [text for row in privacy.KEPT for text in (row.what, row.why, row.kept, row.basis.value)]
    texts += [privacy.CONTROLLER, *(wording.text for wording in consents.WORDINGS)]
    assert all(set(text) == set(LANGUAGES) and all(text.values()) for text in texts)


@pytest.mark.parametrize(
    ("language", "title"),
    [("fi", "Mitä passistasi tiedetään"), ("sv", "Vad vi vet om ditt pass"), ("en", "What is known of your pass")],
)
def test_the_page_shows_every_field_in_the_readers_language(language: str, title: str) -> None:
    for answer in (
        CLIENT.get("/privacy/", {"lang": language}),
        CLIENT.get("/privacy/", headers={"Accept-Language": f"{language}, de;q=0.5"}),
    ):
        text = answer.content.decode()
        assert answer.status_code == 200
        assert f"<h1>{title}</h1>" in text
        assert all(field in text for field in EVERY_FIELD)
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]


def test_an_unknown_language_is_finnish() -> None:
    assert CLIENT.get("/privacy/", {"lang": "x"}).headers["Content-Language"] == "fi"


def test_the_page_runs_nothing_and_loads_nothing_from_elsewhere() -> None:
    text = CLIENT.get("/privacy/").content.decode()
    assert "<script" not in text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', text) == []


def test_the_api_tells_the_same() -> None:
    told = ok(V1, "privacy/", {"lang": "sv", "page_size": 500})
    assert {f"{row['table']}.{name}" for row in told["results"] for name in row["columns"]} == EVERY_FIELD
    assert told["results"][0]["what"] == privacy.KEPT[0].what["sv"]
    [words] = ok(V1, "consents/", {"lang": "fi"})["results"]
    assert (words["purpose"], words["version"]) == ("statistics", "1")
    assert words["text"] == consents.CURRENT["statistics"].text["fi"]
