"""How texts and what people type are brought to a common spelling, without a database.

Texts are kept as folded words. What is typed is stemmed into needles, pieces that are looked for in those
words: so a part finds a compound, and any form of a word finds the others.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import filterfalse

import snowballstemmer

MAX_WORDS = 12
"""Words of a search that are looked for; those after them are left out of account."""
SHORTEST_PART = 4
"""Letters from which a piece is looked for within words too; shorter ones only where a word starts."""
LONGEST = 100
"""Letters of a word that are looked at."""

_FINNISH, *_OTHERS = (snowballstemmer.stemmer(name) for name in ("finnish", "swedish", "english"))
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart.
_LETTERS = str.maketrans("øæœđðþł", "oaoddtl")
# The doubles that Finnish inflection makes single: kiekko, kiekon. Others tell words apart: pallo, palo.
_DOUBLES = re.compile(r"([kpt])\1")
_PARTICLES = frozenset(
    ["ja", "tai", "sekä", "och", "för", "på", "med", "till", "av", "i", "the", "and", "for", "with", "of", "in", "at"]
)
"""Words that say nothing alone: among others they are not looked for."""

_V, _C = "[aeiouy]", "[^aeiouy]"
_LAST_DOUBLE = re.compile(rf"({_C})\1(?={_V}*$)")
_ENDINGS = [
    (re.compile(ending), replacement)
    for ending, replacement in {
        "nen$": "",  # laulaminen, laulamisen
        f"(?<={_V})k?s$": "",  # ratsastus, ratsastuksen
        "(?<=[iuy])sta$": "",  # futista
        "[eo]j$": "",  # kursseja, jalkapalloja
        f"(?<={_C})[aei]$": "",  # koira, koiria; talli, talleja
        "a?m(aan|assa|asta|inen|isen|ista|iseen)$": "",  # neulomaan, neulominen; valokuvaamaan
        r"([aeou])\1n$": r"\1",  # Vantaan
    }.items()
]
"""What Snowball leaves at the end of Finnish stems."""
_GRADES = [
    (re.compile(f"{grade}({_V}*)$"), rf"{other}\1")
    for pair in (("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"), ("nk", "ng"), ("ht", "hd"))
    for grade, other in (pair, pair[::-1])
] + [
    (re.compile(f"(?<={_V}){grade}({_V}+)$"), rf"{other}\1")
    for grade, other in (("t", "d"), ("d", "t"), ("p", "v"), ("v", "p"))
]
"""Consonant gradation at the end of a stem, both ways: uinti, uinnin; soutu, soudun."""

Needles = tuple[str, ...]
"""Pieces of which one must occur; one that begins with a space must begin a word."""
Phrase = tuple[Needles, ...]
"""What must all occur."""


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word and the phrases that stand for it: itself, its synonyms, or what it was a slip for."""

    typed: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: all of `words`. None when nothing was typed; signs without a word find nothing.

    `is_broad` where it finds a large part of the catalogue, for which other ways are fast than for little.
    """

    words: tuple[Word, ...] | None
    is_broad: bool = False


NOTHING = Search(None)
"""No search: everything is found."""


def fold(text: str) -> str:
    """`text` without case and marks (å and ä as a, ö as o, é as e), and with kk, pp, tt as one letter."""
    return _DOUBLES.sub(r"\1", _without_marks(text))


def _without_marks(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS))
    return "".join(filterfalse(unicodedata.combining, apart))


def _spelling_of(alphabets: range) -> dict[str, str]:
    spellings: dict[str, str] = defaultdict(str)
    for letter in map(chr, alphabets):
        if letter.isalpha():
            spellings[fold(letter)] += letter
    return dict(spellings)


_SPELLINGS = _spelling_of(range(ord("A"), 0x530))
"""By folded letter, the Latin, Greek and Cyrillic ones that fold to it."""


def folded_words(texts: Iterable[str]) -> list[str]:
    """The words of `texts`, folded, each once, in order."""
    return list(dict.fromkeys(word[:LONGEST] for text in texts for word in _WORD.findall(fold(text))))


def stored(words: Iterable[str]) -> str:
    """Folded words as documents hold them: each behind a space, so that " ab" finds the starts of words."""
    return "".join(f" {word}" for word in words)


def folded_pattern(word: str) -> str:
    """A regular expression, for both databases, that finds what folds to a typed word in a text as it was written."""
    return "".join(f"[{_SPELLINGS.get(letter, letter)}]{'{1,2}' * (letter in 'kpt')}" for letter in fold(word))


def typed_words(text: str) -> list[str]:
    """The words somebody typed, in lower case, each once; particles only where there is nothing else."""
    # A mark that has no letter of its own with what it stands on would cut the word.
    letters = (letter for letter in unicodedata.normalize("NFKC", text).casefold() if not unicodedata.combining(letter))
    words = list(dict.fromkeys(_WORD.findall("".join(letters))))
    return ([word for word in words if word not in _PARTICLES] or words)[:MAX_WORDS]


@lru_cache(maxsize=10_000)
def needles(word: str) -> Needles:
    """The fewest pieces that find the forms of a typed word, which may be the beginning of one."""
    typed = fold(word)[:LONGEST]
    if len(typed) < SHORTEST_PART:
        return (f" {typed}",)
    # What is left of a word is only looked for within others where it is long enough to tell.
    known = {stem[:LONGEST] for stem in stems(word) if len(stem) >= SHORTEST_PART}
    pieces = {stem if len(stem) > SHORTEST_PART else f" {stem}" for stem in known}
    pieces.add(typed)
    return tuple(sorted(piece for piece in pieces if not any(other in piece for other in pieces - {piece})))


@lru_cache(maxsize=10_000)
def stems(word: str) -> frozenset[str]:
    """Folded stems of a word in Finnish, Swedish and English. Words that share one are forms of each other."""
    typed = _without_marks(word)
    found = {typed}
    # Those who type without å, ä, ö are understood too.
    for spelling in {word.casefold(), typed}:
        found |= _finnish_stems(typed, _without_marks(_FINNISH.stemWord(spelling)))
        found.update(_without_marks(stemmer.stemWord(spelling)) for stemmer in _OTHERS)
    return frozenset(_DOUBLES.sub(r"\1", stem) for stem in found)


def _finnish_stems(word: str, stem: str) -> set[str]:
    stem = _with_double(word, stem)
    left = [word, stem]
    if word.endswith("ten"):  # nuorten
        left.append(stem.removesuffix("t"))
    if word[len(stem) - 1 : len(stem) + 1] == "oi":  # kitaroita
        left.append(stem[:-1])
    found: set[str] = set()
    while left:
        stem = left.pop()
        found.add(stem)
        shorter = {ending.sub(replacement, stem) for ending, replacement in _ENDINGS}
        left += [other for other in shorter - found if len(other) >= SHORTEST_PART]
    # A word as typed grades only at a vowel: swimming is no form of "swimmink".
    graded = found if word[-1:] in "aeiouy" else found - {word}
    return found | {grade.sub(other, stem) for grade, other in _GRADES for stem in graded}


def _with_double(word: str, stem: str) -> str:
    """The stem with the double consonant that Snowball makes single at its end: jalkapallo, not jalkapalo."""
    longer = word[: len(stem) + 1]
    return longer if _LAST_DOUBLE.sub(r"\1", longer) == stem else stem
