"""Spellings and forms of words, without a database."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.catalogue.search import (
    MAX_WORDS,
    fold,
    folded_pattern,
    folded_words,
    needles,
    stems,
    stored,
    typed_words,
)

pytestmark = pytest.mark.once("computes, and touches no database")

FINNISH = [
    "jalkapallo jalkapallon jalkapalloa jalkapallossa jalkapalloon jalkapallosta jalkapallot jalkapalloja",
    "jääkiekko jääkiekon jääkiekkoa jääkiekossa jääkiekkoon",
    "ratsastus ratsastuksen ratsastusta ratsastuksessa ratsastukseen",
    "uinti uinnin uintia uinnissa uintiin",
    "melonta melonnan melontaa melonnassa melontaan",
    "hiihto hiihdon hiihtoa hiihdossa",
    "neulominen neulomaan neulomassa neulomista",
    "soutu soudun soutua soudussa",
    "rumpu rummun rummut rumpuja rumpua",
    "tanssi tanssin tanssia tanssit tansseja tanssissa",
    "kerho kerhon kerhoa kerhot kerhoja kerhossa kerhoon",
    "kitara kitaran kitaraa kitarat kitaroita",
    "bändi bändin bändit bändejä bändissä",
    "teatteri teatterin teatteria teatterissa",
    "käsityö käsityöt käsityön käsityötä",
    "laulaminen laulamisen laulamista laulamiseen",
    "ohjelmointi ohjelmoinnin ohjelmointia",
    "shakki shakin shakkia shakissa",
    "salibandy salibandyn salibandya salibandyä salibandyssä",
    "tyttö tytöt tyttöjen tyttöjä tytöille",
    "nuori nuoret nuorten nuoria nuorille",
    "aikuinen aikuiset aikuisten aikuisille",
    "hevonen hevosen hevoset hevosia",
    "koira koiran koirat koiria koirien",
    "talli tallin tallit talleja",
    "Helsinki Helsingin Helsingissä Helsinkiin",
    "Vantaa Vantaan Vantaalla",
    "Lahti Lahden Lahdessa",
    "Kallio Kallion Kalliossa",
    "futis futiksen futista futiksessa",
    "lätkä lätkän lätkää",
]
SWEDISH = [
    "fotboll fotbollen",
    "simskola simskolan simskolor",
    "dans dansen dansa danser",
    "gitarr gitarren gitarrer",
    "häst hästar hästen",
    "flicka flickor flickorna",
    "klubb klubben klubbar",
]
ENGLISH = ["dancing dance dances dancer", "horse horses", "climbing climb", "painting paint", "lesson lessons"]


def finds(search: str, text: str) -> bool:
    """Whether a text has every word of a search."""
    document = stored(folded_words([text]))
    return all(any(needle in document for needle in needles(word)) for word in typed_words(search))


@pytest.mark.parametrize("forms", [*FINNISH, *SWEDISH, *ENGLISH])
def test_every_form_of_a_word_finds_every_other(forms: str) -> None:
    words = forms.split()
    assert [(one, other) for one in words for other in words if not finds(one, other)] == []


@pytest.mark.parametrize("forms", FINNISH)
def test_forms_are_found_in_compounds_and_typed_without_dots(forms: str) -> None:
    for word in forms.lower().split():
        assert finds(word, f"nuortenkin{word}paja") or len(fold(word)) < 5
        assert finds(word.translate(str.maketrans("äöå", "aoa")), word)
        assert finds(word.upper(), word)


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("ratsastamaan", "ratsastus"),
        ("suunnistaminen", "suunnistus"),
        ("valokuvaamassa", "valokuvaus"),
        ("koodaamista", "koodikerho"),
        ("purjehtimaan", "purjehdus"),
    ],
)
def test_what_one_wants_to_do_finds_the_hobby(verb: str, noun: str) -> None:
    assert finds(verb, noun)


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("pallo", "Vapaapalokunta"),
        ("kissa", "Kisakallio"),
        ("bändi", "salibandy"),
        ("lasten", "kalastus"),
        ("kör", "rekord"),
        ("swimming", "swing"),
        ("tanssi", "tantsu"),
        ("uinti", "puinen"),
        ("ab", "kab"),
        ("abc", "kabc"),
    ],
)
def test_what_only_looks_alike_is_not_found(search: str, text: str) -> None:
    assert not finds(search, text)


@pytest.mark.parametrize("word", ["jalkapallossa", "ratsastuksen", "football", "uinti", "harrastuksiin"])
def test_a_word_finds_itself_from_its_first_letter_on(word: str) -> None:
    for end in range(1, len(word) + 1):
        assert finds(word[:end], f"{word} toinen"), word[:end]
        assert end < 4 or finds(word[:end], f"xy{word}"), word[:end]


def test_a_word_needs_few_pieces() -> None:
    words = " ".join([*FINNISH, *SWEDISH, *ENGLISH]).split()
    assert sum(len(needles(word)) for word in words) < 2.5 * len(words)
    assert max(len(needles(word)) for word in words) <= 5


def test_folding() -> None:
    assert fold("ÅÄÖ åäö Éèê Ñ Šž Øø Ææ ß Łł") == "aao aao eee n sz oo aa ss ll"
    assert fold("Kiekko kikkailu Pöytätennis tippuu") == "kieko kikailu poytatenis tipuu".replace("tenis", "tennis")
    assert fold("ШАХМАТЫ й") == "шахматы и"
    assert folded_words(["DJ:t & BMX-pyörät, 3D!", "dj bmx_3d"]) == ["dj", "t", "bmx", "pyorat", "3d"]


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("", []),
        (" \t\n\u00a0", []),
        ("% _ \\ ' ) -", []),
        ("uinti", ["uinti"]),
        (" uinti  jooga ", ["uinti", "jooga"]),
        ("uinti Uinti UINTI", ["uinti"]),
        ("uinti\0jooga", ["uinti", "jooga"]),
        ("a\u0308iti", ["äiti"]),
        ("0\u03011", ["01"]),
        ("uinti ja jooga", ["uinti", "jooga"]),
        ("dance for kids", ["dance", "kids"]),
        ("ja", ["ja"]),
        ("för och på", ["för", "och", "på"]),
    ],
)
def test_typed_words(search: str, words: list[str]) -> None:
    assert typed_words(search) == words


def test_words_after_the_twelfth_are_left_out() -> None:
    assert typed_words(" ".join(f"w{n}" for n in range(100))) == [f"w{n}" for n in range(MAX_WORDS)]


@given(st.text(max_size=200))
def test_any_text_is_folded_once_and_for_all(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    document = stored(folded_words([text]))
    for word in typed_words(text):
        assert needles(word)
        assert all(re.fullmatch(r" ?[^\W_]+", needle) for needle in needles(word))
        assert any(needle in document for needle in needles(word)), (word, needles(word), document)


@given(st.text(alphabet=st.characters(max_codepoint=0x52F, categories=["L", "N"]), min_size=1, max_size=20))
def test_a_pattern_finds_the_text_it_was_made_of_in_any_case(text: str) -> None:
    for word in typed_words(text):
        for written in (word, word.upper(), unicodedata.normalize("NFC", word)):
            # Letters that fold to two, as ß does, and phonetic ones with capitals far away are not promised.
            if fold(written) == fold(word) and all(len(fold(a)) == 1 and ord(a) < 0x530 for a in written):
                assert re.search(folded_pattern(word), written), (word, written)


def test_words_with_a_stem_in_common_are_forms_of_one() -> None:
    assert stems("futiksessa") & stems("futis")
    assert stems("heppoja") & stems("heppa")
    assert not stems("heppa") & stems("hevonen")
