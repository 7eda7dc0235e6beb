"""Suggestions as one types."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import HobbyCategory, OrganizerState, Synonym
from harrastuspassi.catalogue.suggestions import MOST
from harrastuspassi.common import clock
from tests.api.asking import CLIENT, V1, get, ok, refused
from tests.api.documented import DOCUMENTS
from tests.catalogue.search_table import make_town
from tests.factories.catalogue import (
    DistrictFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    make_tree,
)

pytestmark = pytest.mark.django_db


def suggested(q: str, kind: str | None = None, **params: Any) -> list[str]:
    """The names suggested, of one kind or each after its kind."""
    found = ok(V1, "suggestions/", {"q": q, **params})["results"]
    return [row["name"] if kind else f"{row['kind']}: {row['name']}" for row in found if kind in (None, row["kind"])]


def test_what_a_14_year_old_is_offered_while_typing_in_a_town() -> None:
    make_town()
    assert suggested("jalkap") == [
        "category: Jalkapallo",
        "category: Amerikkalainen jalkapallo",
        "hobby: Jalkapallokoulu 13-15-vuotiaille",
        "hobby: Amerikkalaisen jalkapallon juniorit",
        "hobby: Tyttöjen jalkapallokerho",
    ]
    assert suggested("maun") == [
        "organizer: Maunulan Nyrkki",
        "location: Maunula-talo",
        "location: Maunulan uimahalli",
        "district: Maunula",
    ]
    assert suggested("kallion pal") == ["organizer: Kallion Pallo ry"]
    assert suggested("futis", "category") == ["Jalkapallo", "Amerikkalainen jalkapallo"]
    assert suggested("jaakie", "category") == suggested("JÄÄKIE", "category") == ["Jääkiekko"]
    assert suggested("ratsastamaan", "category") == ["Ratsastus"]
    assert suggested("fotb", lang="sv") == [
        "category: Fotboll",
        "category: Amerikansk fotboll",
        "hobby: Fotbollsskola för 13-15-åringar",
        "hobby: Flickornas fotbollsklubb",
        "hobby: Juniorer i amerikansk fotboll",
    ]
    assert suggested("swim", "category", lang="en") == ["Swimming"]
    # Typed in one language, shown in another.
    assert suggested("fotb", "category") == ["Jalkapallo", "Amerikkalainen jalkapallo"]
    assert suggested("berg", "district", lang="sv") == ["Berghäll"]


def test_nothing_typed_yet_gives_the_main_categories() -> None:
    make_tree({"Liikunta": {"Uinti": {}}, "Musiikki": {}})
    assert suggested("") == suggested("  ") == ["category: Liikunta", "category: Musiikki"]
    assert ok(V1, "suggestions/") == ok(V1, "suggestions/", {"q": ""})


def test_every_word_typed_begins_a_word_of_the_name() -> None:
    OrganizerFactory(name="Åbo Öl & Vänner")
    for q in ("å", "abo", "ol vann", "vänner åbo", "ÅBO &"):
        assert suggested(q, "organizer") == ["Åbo Öl & Vänner"], q
    for q in ("bo", "abo x", "&", "%", "_", ".*", "[a-z]", "^", "\\"):
        assert suggested(q, "organizer") == [], q


def test_what_begins_with_what_was_typed_comes_first_and_a_few_of_a_kind_are_enough() -> None:
    for name in ("Uusi Judo", "Judo B", "Judo A", *(f"Kerho judo {number}" for number in range(9))):
        OrganizerFactory(name=name)
        LocationFactory(name_fi=name)
    assert suggested("judo", "organizer")[:3] == ["Judo A", "Judo B", "Kerho judo 0"]
    assert len(suggested("judo", "organizer")) == len(suggested("judo", "location")) == MOST


def test_hobbies_of_one_name_are_one_suggestion() -> None:
    first, _ = HobbyFactory(name_fi="Uimakoulu"), HobbyFactory(name_fi="Uimakoulu")
    assert ok(V1, "suggestions/", {"q": "uima"})["results"] == [{"kind": "hobby", "id": first.pk, "name": "Uimakoulu"}]


def test_only_what_everyone_sees_in_lists() -> None:
    make_tree({"Kielletty luokka": {}})
    HobbyCategory.objects.update(is_hidden=True)
    for state in ("draft", "in_review", "rejected", "archived"):
        HobbyFactory(name_fi="Kielletty harrastus", state=state)
    for state in (OrganizerState.PENDING, OrganizerState.SUSPENDED):
        organizer = OrganizerFactory(name="Kielletty seura", state=state)
        LocationFactory(name_fi="Kielletty sali", organizer=organizer)
        HobbyFactory(name_fi="Kielletty tunti", organizer=organizer)
    LocationFactory(name_fi="Kielletty kenttä", archived_at=clock.now())
    assert suggested("kiel") == []
    HobbyFactory(name_fi="Kielikerho")
    assert suggested("kiel") == ["hobby: Kielikerho"]


def test_an_operators_synonym_counts_at_once() -> None:
    make_tree({"Melonta": {}})
    assert suggested("suppailu") == []
    Synonym.objects.create(word="suppailu", means="melonta")
    assert suggested("suppailua") == suggested("SUPPAILU") == ["category: Melonta"]


def test_what_is_typed_wrong_is_refused_and_named() -> None:
    assert refused("suggestions/", {"q": "ju\0do"}) == refused("suggestions/", {"q": "x" * 201}) == {"q"}
    assert refused("suggestions/", {"search": "judo", "lang": "de"}) == {"search", "lang"}
    assert suggested("x" * 200) == suggested("😀") == []
    assert get("/mobile-api/v1/", "suggestions/").status_code == 404
    assert "/api/v1/suggestions/" in DOCUMENTS[V1]["paths"]


def queries(q: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert CLIENT.get(f"{V1}suggestions/", {"q": q}).status_code == 200
    return len(captured)


def test_a_key_press_takes_few_queries_however_many_rows_there_are() -> None:
    def more(number: int) -> None:
        for _ in range(number):
            HobbyFactory(location=LocationFactory(district=DistrictFactory()))
        make_tree({f"Harrastus {HobbyCategory.objects.count()}": {}})

    more(2)
    assert (queries("ha"), queries("ha per"), queries("")) == (6, 6, 1)
    more(20)
    assert (queries("ha"), queries("ha per"), queries("")) == (6, 6, 1)
