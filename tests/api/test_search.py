"""Search by words, on both faces and both databases."""

import datetime as dt
from typing import Any

import pytest

from harrastuspassi.catalogue import best_first, searching
from harrastuspassi.common import clock
from tests.api.asking import FACES, V1, get, ids, ok, refused, rows
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


def test_case_and_marks_are_folded_both_ways(face: str) -> None:
    names = ["Äijäjooga", "ÄIJÄJOOGA", "äIJÄjoogA", "Aijajooga", "A\u0308ijäjooga", "Áijàjōóga"]
    hobbies = {offer(name_fi=name) for name in names}
    for asked in (*names, "jäjo", "jajo"):
        assert found(face, asked) == hobbies


def test_case_is_folded_in_swedish_and_cyrillic(face: str) -> None:
    swedish, russian = offer(name_sv="Yö-Ässät på Åland"), offer(name_fi="Шахматы")
    assert found(face, "yö-ässät åland") == {swedish}
    assert found(face, "шахМАТЫ") == {russian}


def test_signs_separate_words_and_are_nowhere_alone(face: str) -> None:
    hobby = offer(name_fi="Kerho 100% a_b: [c] (d) * 'e' \\ x")
    for signs in ("%", "_", "\\", "%%%%", "____", ".*", "'", '"', "[a-z]", "' OR 1=1 --", "-"):
        assert found(face, signs) == set(), signs
    for search in ("100 %", "%kerho%", "a_b", "b:a", "kerho * ."):
        assert found(face, search) == {hobby}, search
    assert found(face, "ke%o") == found(face, "ke_ho") == set()


def test_an_empty_search_is_none(face: str) -> None:
    everything = {offer(name_fi="Uinti"), offer(name_fi="Shakki")}
    for search in ("", " ", "\t\n", "\u00a0"):
        assert found(face, search) == everything


def test_nul_and_two_hundred_letters(face: str) -> None:
    hobby = offer(description_fi="ä" * 200)
    assert found(face, "ä" * 200) == found(face, "ä" * 40) == {hobby}
    for search in ("uin\0ti", "\0", "x" * 201):
        if face == V1:
            assert refused("hobbies/", {"search": search}) == {"search"}
        else:
            assert get(face, "hobbies/", {"search": search}).status_code == 200


def test_many_words(face: str) -> None:
    words = [f"{letter}x" for letter in "abcdefghijkl"]
    hobby = offer(name_fi=" ".join(words))
    assert found(face, " ".join(words)) == {hobby}
    assert found(face, " ".join([*words[1:], "qx"])) == set()
    # Words after the twelfth are left out of account.
    assert found(face, " ".join([*words, "qx"])) == {hobby}
    assert ids(face, "hobbies", {"search": " ".join(chr(0x4E00 + number) for number in range(100))}) == []


def test_other_lists(face: str) -> None:
    place = LocationFactory(name_sv="Ängens plan", address="Äyräpolku 3", city="Mariehamn")
    organizer = OrganizerFactory(name="Åbo Öl & Vänner", description_fi="Seuralaisia")
    promotion = PromotionFactory(name_fi="Ölkorttien iltä", description_en="Try 50 % off")
    LocationFactory(), OrganizerFactory()
    # Named here: the factories number theirs, and one of them comes to 50.
    PromotionFactory(name_fi="Etu", name_sv="Förmån", name_en="Benefit")
    for search in ("ÄNGENS", "angens", "äyräpolku mariehamn", "3 plan"):
        assert ids(face, "locations", {"search": search}) == [place.pk]
    for search in ("ÖL åbo", "abo ol", "Åbo &"):
        assert ids(face, "organizers", {"search": search}) == [organizer.pk]
    assert ids(face, "organizers", {"search": "&"}) == []
    assert ids(face, "organizers", {"search": "seuralaisia"}) == []
    for search in ("ölkortti", "50 %", "TRY ÖL", "try ol"):
        assert ids(face, "promotions", {"search": search}) == [promotion.pk]


@pytest.fixture(params=[2_000, 0])
def broad(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists as they are made of few hobbies, and as of so many that a search for one letter finds."""
    for module in (best_first, searching):
        monkeypatch.setattr(module, "BROAD", request.param)


@pytest.mark.usefixtures("broad")
def test_pages_within_a_rank_across_ranks_and_beyond_them(face: str) -> None:
    tree = make_tree({"Judo": {}})
    by_name = [offer(name_fi="Judokerho") for _ in range(3)]
    by_category = [offer(name_fi="Kerho", categories=[tree["Judo"]]) for _ in range(2)]
    elsewhere = [offer(name_fi="Kerho", description_fi="Ei judoa") for _ in range(3)]
    expected = [*by_name, *by_category, *elsewhere]
    for size in (1, 2, 3, 4, 8, 9):
        pages = range(1, -(-len(expected) // size) + 1)
        for resource, key in (("hobbies", "id"), ("hobbyevents", "hobby")):
            asked = [{"search": "judo", "page": page, "page_size": size} for page in pages]
            got = [row[key] for params in asked for row in ok(face, f"{resource}/", params)["results"]]
            assert got == expected, (size, resource)
    beyond = get(face, "hobbies/", {"search": "judo", "page": 3, "page_size": 4})
    assert beyond.status_code == 404


@pytest.mark.usefixtures("broad")
def test_within_a_rank_the_soonest_come_first_and_what_is_over_is_no_coming_event(face: str) -> None:
    today = clock.local_today()
    hobbies = {days: HobbyFactory(name_fi="Judo") for days in (30, 3, 12, -1, 9)}
    for days, hobby in hobbies.items():
        HobbyEventFactory(hobby=hobby, start_date=today + dt.timedelta(days))
        HobbyEventFactory(hobby=hobby, start_date=today + dt.timedelta(days=1), cancelled=True)
    HobbyEventFactory(hobby=HobbyFactory(name_fi="Judo", state="draft"))
    soonest = [hobbies[days].pk for days in (3, 9, 12, 30)]
    assert [row["hobby"] for row in rows(face, "hobbyevents", {"search": "judo"})] == soonest
    assert ids(face, "hobbies", {"search": "judo"}) == [*soonest, hobbies[-1].pk]
    assert ids(face, "hobbies", {"search": "judo", "exclude_past_events": "true"}) == soonest
    monday = {"search": "judo", "start_weekday": [(today + dt.timedelta(days=3)).isoweekday()]}
    weekdays = [days for days in (3, 9, 12, 30) if days % 7 == 3]
    assert ids(face, "hobbies", monday) == [hobbies[days].pk for days in weekdays]
    by_name = {"search": "judo", "ordering": "name", "exclude_past_events": "true"}
    assert ids(face, "hobbies", by_name) == sorted(soonest)


@pytest.mark.usefixtures("broad")
def test_what_is_on_now_comes_before_what_is_next_however_long_it_lasts(face: str) -> None:
    today = clock.local_today()
    periods = {"next": (0, 2), "all year": (-100, 200), "tomorrow": (1, 1), "over": (-9, -2), "later": (5, 5)}
    hobbies = {name: HobbyFactory(name_fi="Judo").pk for name in periods}
    for name, (start, end) in periods.items():
        dates = {"start_date": today + dt.timedelta(start), "end_date": today + dt.timedelta(end)}
        HobbyEventFactory(hobby_id=hobbies[name], all_day=True, **dates)
    expected = [hobbies[name] for name in ("all year", "next", "tomorrow", "later")]
    for size in (1, 2, 3, 4):
        pages = range(1, -(-4 // size) + 1)
        asked = [{"search": "judo", "page": page, "page_size": size} for page in pages]
        assert [row["hobby"] for params in asked for row in ok(face, "hobbyevents/", params)["results"]] == expected
