"""What somebody may have meant by what they typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from harrastuspassi.catalogue.models import Hobby, SearchWord, Synonym
from harrastuspassi.catalogue.querysets import public_organizer
from harrastuspassi.catalogue.search import NOTHING, SHORTEST_PART, Search, Word, fold, needles, stems, typed_words
from harrastuspassi.catalogue.search_conditions import ALL_TEXT, has_piece, has_word

LONG = 7
"""Letters from which a word may have two slips instead of one."""
SHORTEST_BEGINNING = 6
"""Letters from which a slip is also looked for in a word that was not typed to its end."""
MOST_MEANT = 8
"""Words that one slip may stand for."""


class Rows(Protocol):
    """What counts and slices."""

    def count(self) -> int: ...
    def __getitem__(self, page: slice) -> Any: ...


class SearchedRows:
    """The rows of a search; where it finds none as typed, of what it may have been meant for."""

    def __init__(self, text: str, rows: Callable[[Search], Rows]):
        self._search = as_typed(text)
        self._make = rows
        self._rows = rows(self._search)

    def count(self) -> int:
        """How many rows there are."""
        count = self._rows.count()
        if not count and self._search.words and (meant := as_meant(self._search)):
            self._rows = self._make(meant)
            count = self._rows.count()
        return count

    def __getitem__(self, page: slice) -> Any:
        return self._rows[page]


def as_typed(text: str) -> Search:
    """What to look for by the words and their synonyms. One query, none where nothing was typed."""
    if not text.strip():
        return NOTHING
    typed = typed_words(text)
    synonyms = list(Synonym.objects.values_list("word", "means")) if typed else []
    return Search(words=tuple(_word(word, synonyms) for word in typed))


def _word(typed: str, synonyms: Sequence[tuple[str, str]]) -> Word:
    means = [means for synonym, means in synonyms if stems(typed) & stems(synonym)]
    return Word(typed, ((needles(typed),), *(tuple(map(needles, typed_words(text))) for text in means)))


def as_meant(search: Search) -> Search | None:
    """The search with what is spelt nearly so for each word that no hobby has; None where all are known.

    Takes a query for each word, and a few more for one that is not known.
    """
    words = tuple(_meant(word) for word in search.words or ())
    return None if words == search.words else Search(words=words)


def _meant(word: Word) -> Word:
    typed = fold(word.typed)
    if len(typed) < SHORTEST_PART or _on_offer(has_word(ALL_TEXT, word)):
        return word
    if near := _near(typed):
        return replace(word, phrases=tuple((needles(other),) for other in near))
    parts = _parts(typed)
    return replace(word, phrases=(tuple(map(needles, parts)),)) if parts else word


def _near(typed: str) -> list[str]:
    """The known words, or beginnings of words, that are fewest slips away; the first letter is hardly ever wrong."""
    slips = 1 if len(typed) < LONG else 2
    known = SearchWord.objects.filter(Q(word__startswith=typed[0]) | Q(word__startswith=typed[1]))
    spellings = set(known.values_list("word", flat=True))
    if len(typed) >= SHORTEST_BEGINNING:
        spellings |= {word[:length] for word in spellings for length in (len(typed), len(typed) + 1)}
    found = process.extract(typed, spellings, scorer=OSA.distance, score_cutoff=slips, limit=None)
    fewest = min((distance for _, distance, _ in found), default=0)
    return sorted(spelling for spelling, distance, _ in found if distance == fewest)[:MOST_MEANT]


def _parts(typed: str) -> tuple[str, str] | None:
    """Two known words, the second perhaps not to its end, that were typed as one."""
    ends = range(SHORTEST_PART, len(typed) - SHORTEST_PART + 1)
    heads = SearchWord.objects.filter(word__in=[typed[:end] for end in ends]).values_list("word", flat=True)
    for head in sorted(heads, key=len, reverse=True):
        rest = typed[len(head) :]
        if _on_offer(has_piece(ALL_TEXT, f" {rest}")):
            return head, rest
    return None


def _on_offer(condition: Q) -> bool:
    """Whether a hobby that everyone sees meets a condition: what nobody sees yet must not show in an answer."""
    return bool(Hobby.objects.listed().filter(public_organizer(), condition).exists())
