"""Search by words, on both faces and both databases."""

from typing import Any

import pytest

from tests.api.asking import FACES, V1, get, ids, refused, rows
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    LocationFactory,
    OrganizerFactory,
    PromotionFactory,
    make_tree,
)

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("face", FACES)]


def offer(**columns: Any) -> int:
    """Id of a hobby, with an event tomorrow, whose texts are empty unless given."""
    empty = {f"{field}_{language}": "" for field in ("name", "description") for language in ("fi", "sv", "en")}
    hobby = HobbyFactory(**(empty | columns))
    HobbyEventFactory(hobby=hobby)
    return int(hobby.pk)


def found(face: str, search: str) -> set[int]:
    """Ids of the hobbies that hobbies/ and hobbyevents/ find."""
    hobbies = set(ids(face, "hobbies", {"search": search}))
    assert {row["hobby"] for row in rows(face, "hobbyevents", {"search": search})} == hobbies
    return hobbies


@pytest.mark.parametrize("field", ["name", "description"])
def test_names_and_descriptions_in_every_language(face: str, field: str) -> None:
    hobbies = {language: offer(**{f"{field}_{language}": "Shakkikerho"}) for language in ("fi", "sv", "en")}
    offer(name_fi="Uinti")
    assert found(face, "shakki") == set(hobbies.values())


def test_all_words_are_needed_wherever_they_stand(face: str) -> None:
    both = offer(name_fi="Tyttöjen jalkapallo", description_fi="Kaikille Kalliossa")
    offer(name_fi="Tyttöjen koripallo")
    offer(name_fi="Poikien jalkapallo")
    assert found(face, "jalkapallo tyttöjen") == found(face, "  kallio\tjalkapallo\n") == {both}
    assert found(face, "jalkapallo koripallo") == set()


def test_categories_with_everything_below_them_in_every_language(face: str) -> None:
    tree = make_tree({"Liikunta": {"Palloilu": {"Jalkapallo": {}}}, "Musiikki": {}})
    football, music = offer(categories=[tree["Jalkapallo"]]), offer(categories=[tree["Musiikki"]])
    assert found(face, "liikunta") == found(face, "palloilu") == found(face, "jalkapallo") == {football}
    assert found(face, "(sv)") == {football, music}
    by_words_of_both = offer(name_fi="Aamuryhmä", categories=[tree["Palloilu"]])
    assert found(face, "aamu liikunta") == {by_words_of_both}


def test_case_is_folded_also_of_letters_beyond_ascii(face: str) -> None:
    names = ["Äijäjooga", "äijäjooga", "ÄIJÄJOOGA", "ÄijäJooga", "äIJÄjoogA"]
    hobbies = {offer(name_fi=name) for name in names}
    offer(name_fi="Aijajooga")
    for asked in (*names, "ÄIJäJOOGa", "jäjo"):
        assert found(face, asked) == hobbies


def test_case_is_folded_in_swedish_and_cyrillic(face: str) -> None:
    swedish, russian = offer(name_sv="Yö-Ässät på Åland"), offer(name_fi="Шахматы")
    assert found(face, "yö-ässät åland") == {swedish}
    assert found(face, "шахМАТЫ") == {russian}


def test_what_means_something_to_a_database_is_literal(face: str) -> None:
    literals = ["%", "_", "\\", "100%", "a_b", "c\\d", "ä%", "ä_", "ä\\", "ä.", "(ä", "[ä", "'", '"', "ä*"]
    names = {offer(name_fi=f"Kerho {literal} x"): f"Kerho {literal} x" for literal in literals}
    names[offer(name_fi="Kerho axb cxd 100 ää äxä x")] = "Kerho axb cxd 100 ää äxä x"
    for literal in literals:
        assert found(face, literal) == {hobby for hobby, name in names.items() if literal in name}


def test_an_empty_search_is_none(face: str) -> None:
    everything = {offer(name_fi="Uinti"), offer(name_fi="Shakki")}
    for search in ("", " ", "\t\n", "\u00a0"):
        assert found(face, search) == everything


def test_nul_and_two_hundred_letters(face: str) -> None:
    hobby = offer(description_fi="ä" * 200)
    assert found(face, "ä" * 200) == {hobby}
    for search in ("uin\0ti", "\0", "x" * 201):
        if face == V1:
            assert refused("hobbies/", {"search": search}) == {"search"}
        else:
            assert get(face, "hobbies/", {"search": search}).status_code == 200


def test_many_words(face: str) -> None:
    letters = "abcdefghijklåäö"
    hobby = offer(name_fi=letters)
    assert found(face, " ".join(letters)) == {hobby}
    assert found(face, " ".join([*letters, "0"])) == set()
    assert ids(face, "hobbies", {"search": " ".join(chr(0x4E00 + number) for number in range(100))}) == []


def test_other_lists(face: str) -> None:
    place = LocationFactory(name_sv="Ängens plan", address="Äyräpolku 3", city="Mariehamn")
    organizer = OrganizerFactory(name="Åbo Öl & Vänner", description_fi="Seuralaisia")
    promotion = PromotionFactory(name_fi="Ölkorttien iltä", description_en="Try 50 % off")
    LocationFactory(), OrganizerFactory(), PromotionFactory()
    for search in ("ÄNGENS", "äyräpolku mariehamn", "3 plan"):
        assert ids(face, "locations", {"search": search}) == [place.pk]
    assert ids(face, "organizers", {"search": "ÖL åbo"}) == [organizer.pk]
    assert ids(face, "organizers", {"search": "seuralaisia"}) == []
    for search in ("ölkortti", "50 %", "TRY ÖL"):
        assert ids(face, "promotions", {"search": search}) == [promotion.pk]
