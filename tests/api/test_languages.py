"""In which language texts are, what stands in for an empty one, and what the headers say of it."""

from typing import Any

import pytest
from django.db import connection

from harrastuspassi.catalogue.models import Municipality
from harrastuspassi.common.languages import LANGUAGES
from tests.api.asking import MOBILE, V1, get, ids, ok, rows
from tests.factories.catalogue import (
    AudienceFactory,
    DistrictFactory,
    HobbyCategoryFactory,
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
)

pytestmark = pytest.mark.django_db
TEXTS = {
    "hobbies": (HobbyFactory, ["name", "description"]),
    "promotions": (PromotionFactory, ["name", "description"]),
    "locations": (LocationFactory, ["name", "accessibility"]),
    "organizers": (OrganizerFactory, ["description"]),
    "hobbycategories": (HobbyCategoryFactory, ["name"]),
    "districts": (DistrictFactory, ["name"]),
    "audiences": (AudienceFactory, ["name"]),
}
"""What of each resource is kept in three languages."""
each_resource = pytest.mark.parametrize("resource", TEXTS)


def written(resource: str, *languages: str) -> tuple[Any, list[str]]:
    """A row whose texts are written in these languages only, as "name in fi"; and the names of its texts."""
    factory, fields = TEXTS[resource]
    texts = {
        f"{field}_{language}": f"{field} in {language}" if language in languages else ""
        for field in fields
        for language in LANGUAGES
    }
    return factory(**texts), fields


@each_resource
@pytest.mark.parametrize(
    ("filled", "asked", "shown"),
    [
        (("fi", "sv", "en"), "fi", "fi"),
        (("fi", "sv", "en"), "sv", "sv"),
        (("fi", "sv", "en"), "en", "en"),
        (("fi", "sv"), "en", "fi"),
        (("sv", "en"), "fi", "sv"),
        (("en",), "sv", "en"),
        (("sv",), "en", "sv"),
    ],
)
def test_the_asked_language_then_finnish_swedish_english(
    resource: str, filled: tuple[str, ...], asked: str, shown: str
) -> None:
    row, fields = written(resource, *filled)
    bodies = [ok(V1, f"{resource}/{row.pk}/", {"lang": asked})]
    bodies += rows(V1, resource, {"lang": asked})
    for body in bodies:
        assert {field: body[field] for field in fields} == {field: f"{field} in {shown}" for field in fields}


@each_resource
def test_nothing_written_is_empty_and_not_null(resource: str) -> None:
    row, fields = written(resource)
    body = ok(V1, f"{resource}/{row.pk}/")
    assert {body[field] for field in fields} == {""}


@each_resource
def test_translations_are_texts_as_written_and_only_by_include(resource: str) -> None:
    row, fields = written(resource, "sv")
    path = f"{resource}/{row.pk}/"
    assert "translations" not in ok(V1, path)
    if resource == "hobbycategories":
        return
    for body in (ok(V1, path, {"include": "translations"}), rows(V1, resource, {"include": "translations"})[0]):
        assert body["translations"] == {field: {"fi": "", "sv": f"{field} in sv", "en": ""} for field in fields}


def test_translations_reach_into_what_an_event_nests() -> None:
    event = HobbyEventFactory(hobby__name_sv="Schack")
    include = ["hobby_detail", "location_detail", "organizer_detail", "translations"]
    hobby = ok(V1, f"hobbyevents/{event.pk}/", {"include": include})["hobby"]
    assert hobby["translations"]["name"]["sv"] == "Schack"
    assert set(hobby["location"]["translations"]) == {"name", "accessibility"}
    assert set(hobby["organizer"]["translations"]) == {"description"}
    assert "translations" not in ok(V1, f"hobbyevents/{event.pk}/", {"include": include[:3]})["hobby"]


def test_the_mobile_face_has_no_translations() -> None:
    hobby = HobbyFactory()
    assert "translations" not in ok(MOBILE, f"hobbies/{hobby.pk}/", {"include": "translations"})


def test_nested_names_are_in_the_asked_language() -> None:
    hobby = HobbyFactory(location__name_sv="Hallen", location__district=DistrictFactory(name_sv="Berghäll"))
    HobbyEventFactory(hobby=hobby)
    params = {"lang": "sv", "include": ["hobby_detail", "location_detail"]}
    nested = rows(V1, "hobbyevents", params)[0]["hobby"]
    assert nested["municipality"]["name"] == nested["location"]["municipality"]["name"] == "Helsingfors"
    assert (nested["location"]["name"], nested["location"]["district"]["name"]) == ("Hallen", "Berghäll")
    municipality = Municipality.objects.get()
    assert ok(V1, f"municipalities/{municipality.pk}/", {"lang": "sv"})["region"] == "Nyland"
    assert ok(V1, f"municipalities/{municipality.pk}/", {"lang": "en"})["region"] == "Uusimaa"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "fi"),
        ("", "fi"),
        ("sv", "sv"),
        ("SV", "sv"),
        ("sv-FI", "sv"),
        ("en-GB-oxendict", "en"),
        ("de", "fi"),
        ("*", "fi"),
        ("de, sv", "sv"),
        ("en, sv", "en"),
        ("en;q=0.5, sv", "sv"),
        ("en;q=0.5, sv;q=0.501", "sv"),
        ("sv;Q=0.1,en;q=0.2", "en"),
        (" sv ; q=0.3 , en ; q=0.2", "sv"),
        ("fi;q=0.1, sv;q=0", "fi"),
        ("sv;q=0", "fi"),
        ("sv;q=0.000, en;q=0.001", "en"),
        ("sv;q=1.000, en", "sv"),
        # Malformed: no wish.
        ("sv;q=2, en;q=0.5", "en"),
        ("sv;q=1e3, en;q=0.5", "en"),
        ("sv;q=inf, en;q=0.5", "en"),
        ("sv;q=nan, en;q=0.5", "en"),
        ("sv;q=-1, en;q=0.5", "en"),
        ("sv;q=, en;q=0.5", "en"),
        ("sv;q=\u0661, en;q=0.5", "en"),
        ("sv;level=1, en;q=0.5", "en"),
        ("svenska, en", "en"),
        (",,;,;q=1,-,=,en", "en"),
        ("\ufffd", "fi"),
        ("e" * 8000, "fi"),
        ("," * 8000, "fi"),
    ],
)
def test_accept_language_chooses_on_v1_and_nothing_on_mobile(header: str | None, language: str) -> None:
    hobby, _ = written("hobbies", *LANGUAGES)
    headers = {} if header is None else {"accept_language": header}
    answer = get(V1, f"hobbies/{hobby.pk}/", **headers)
    assert answer.json()["name"] == f"name in {language}"
    assert answer.headers["Content-Language"] == language
    old = get(MOBILE, f"hobbies/{hobby.pk}/", **headers)
    assert old.json()["name"] == "name in fi"
    assert old.headers["Content-Language"] == "fi"


@pytest.mark.parametrize("path", ["hobbies/", "hobbies/{}/"])
def test_lang_wins_over_accept_language(path: str) -> None:
    hobby, _ = written("hobbies", *LANGUAGES)
    for face in (V1, MOBILE):
        answer = get(face, path.format(hobby.pk), {"lang": "sv"}, accept_language="en")
        assert b"name in sv" in answer.content
        assert b"name in en" not in answer.content
        assert answer.headers["Content-Language"] == "sv"


def test_caches_are_told_what_an_answer_depends_on() -> None:
    hobby = HobbyFactory()
    for path in ("hobbies/", f"hobbies/{hobby.pk}/", "hobbies/0/", "hobbies/?lang=xx"):
        assert "accept-language" in varies(V1, path)
        assert "accept-language" not in varies(MOBILE, path)
        assert not varies(V1, path) & {"accept", "cookie"}
    # Members of an organizer read its drafts by id; lists are the same for all.
    assert "authorization" in varies(V1, f"hobbies/{hobby.pk}/")
    assert "authorization" not in varies(V1, "hobbies/")


def varies(face: str, path: str) -> set[str]:
    """What an answer's Vary names."""
    return {name.strip().lower() for name in get(face, path).headers["Vary"].split(",")}


def test_problems_are_in_english() -> None:
    for path, words in (("hobbies/?lang=xx", "is not a valid choice"), ("hobbies/1/", "Not found")):
        answer = get(V1, path, accept_language="sv")
        assert answer.headers["Content-Language"] == "en"
        assert words in answer.json()["detail"]


@pytest.mark.parametrize("filled", [("sv",), ("en",), ("fi", "en")])
def test_categories_have_a_name_in_every_language(filled: tuple[str, ...]) -> None:
    category, _ = written("hobbycategories", *filled)
    for face in (V1, MOBILE):
        body = ok(face, f"hobbycategories/{category.pk}/")
        for language in LANGUAGES:
            assert body[f"name_{language}"] == f"name in {language if language in filled else filled[0]}"


def test_names_are_ordered_in_the_asked_language() -> None:
    first, second = HobbyFactory(name_fi="Aamu", name_sv="Morgon"), HobbyFactory(name_fi="Ilta", name_sv="Afton")
    swedish_only = HobbyFactory(name_fi="", name_sv="Dag", name_en="")
    assert ids(V1, "hobbies", {"ordering": "name"}) == [first.pk, swedish_only.pk, second.pk]
    assert ids(V1, "hobbies", {"ordering": "name", "lang": "sv"}) == [second.pk, swedish_only.pk, first.pk]
    assert ids(V1, "hobbies", {"ordering": "name"}, accept_language="sv") == [second.pk, swedish_only.pk, first.pk]
    assert ids(MOBILE, "hobbies", {"ordering": "name"}, accept_language="sv") == [first.pk, swedish_only.pk, second.pk]


def test_names_are_ordered_without_regard_to_case() -> None:
    names = ["aamu", "Bändi", "cembalo", "Dyykkaus"]
    made = {name: HobbyFactory(name_fi=name).pk for name in reversed(names)}
    assert ids(V1, "hobbies", {"ordering": "name"}) == [made[name] for name in names]


def test_a_finn_sorts_the_letters_after_z() -> None:
    names = ["Aamu", "Zumba", "Åland", "ähtäri", "Äänekoski", "ölö", "Öylätti"]
    made = {name: LocationFactory(name_fi=name).pk for name in reversed(names)}
    found = ids(V1, "locations", {"ordering": "name"})
    if connection.vendor == "postgresql":
        assert found == [made[name] for name in ["Aamu", "Zumba", "Åland", "ähtäri", "Äänekoski", "ölö", "Öylätti"]]
    else:
        # SQLite knows no Finnish order; what is beyond ASCII at least comes last.
        assert found[:2] == [made["Aamu"], made["Zumba"]]


# --- markup ---------------------------------------------------------------------------------------
def test_a_description_is_html_on_one_face_and_reads_as_text_on_the_other() -> None:
    rich = "<p>Tule <b>nyt</b> &amp; tuo</p> <ul><li>pallo</li></ul>"
    event = HobbyEventFactory(hobby__description_fi=rich)
    PromotionFactory(description_fi=rich)
    for face, shown in ((V1, rich), (MOBILE, "Tule nyt & tuo\n\n- pallo")):
        nested = ok(face, f"hobbyevents/{event.pk}/", {"include": "hobby_detail"})["hobby"]
        found = [ok(face, f"hobbies/{event.hobby_id}/"), nested, *rows(face, "hobbies"), *rows(face, "promotions")]
        assert [row["description"] for row in found] == [shown] * 4
