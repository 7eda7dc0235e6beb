"""What somebody may have meant by what they typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from harrastuspassi.catalogue.measuring import Measured, measure, recall
from harrastuspassi.catalogue.models import Hobby, SearchDocument, SearchWord, Synonym
from harrastuspassi.catalogue.search import NOTHING, SHORTEST_PART, Search, Word, fold, needles, stems, typed_words
from harrastuspassi.catalogue.search_conditions import BROAD, TEXTS, has_all

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


class _Counted(NamedTuple):
    """What is looked for, its rows, what counting them finds out, and their number."""

    search: Search
    rows: Rows
    found_out: Any
    number: int


def searched(text: str, rows: Callable[[Search], Rows]) -> Rows:
    """The rows of a search by what somebody typed: all there are where that is nothing."""
    return SearchedRows(text, rows) if text.strip() else rows(NOTHING)


class SearchedRows(Measured):
    """The rows of a search; where it finds none as typed, of what it may have been meant for. Counts and slices."""

    def __init__(self, text: str, rows: Callable[[Search], Rows]):
        self._text = text
        self._make = rows

    @cached_property
    def _counted(self) -> _Counted:
        search = as_typed(self._text)
        found = self._count(search)
        if not found.number and search.words and (meant := as_meant(search.words)):
            return self._count(meant)
        return found

    def _count(self, search: Search) -> _Counted:
        rows = self._make(search)
        found_out = measure(rows)
        return _Counted(search, rows, found_out, recall(rows, found_out))

    def measure(self) -> tuple[Search, Any]:
        """What is looked for, and what counting it finds out."""
        return self._counted.search, self._counted.found_out

    def recall(self, measured: tuple[Search, Any]) -> int:
        # Not where these rows found it out themselves: it takes longer to put them together than it seems.
        if "_counted" not in vars(self):
            search, found_out = measured
            rows = self._make(search)
            self._counted = _Counted(search, rows, found_out, recall(rows, found_out))
        return self.count()

    def count(self) -> int:
        """How many rows there are."""
        return self._counted.number

    def __getitem__(self, page: slice) -> Any:
        return self._counted.rows[page]


def as_typed(text: str) -> Search:
    """What to look for by the words of a text and their synonyms. Two queries at most, none where nothing was typed."""
    if not text.strip():
        return NOTHING
    return _measured(with_synonyms(text))


def with_synonyms(text: str) -> tuple[Word, ...]:
    """The words of a text, each with what else it may mean. One query, none where there are no words."""
    typed = typed_words(text)
    synonyms = list(Synonym.objects.values_list("word", "means")) if typed else []
    return tuple(_word(word, synonyms) for word in typed)


def _measured(words: tuple[Word, ...]) -> Search:
    """A search for words that knows whether it is broad. On SQLite it does not matter: one way is fast there."""
    if not words or connection.vendor != "postgresql":
        return Search(words)
    found = SearchDocument.objects.filter(has_all(TEXTS[-1], words))
    return Search(words, is_broad=found[: BROAD + 1].count() > BROAD)


def _word(typed: str, synonyms: Sequence[tuple[str, str]]) -> Word:
    means = [means for synonym, means in synonyms if stems(typed) & stems(synonym)]
    return Word(typed, ((needles(typed),), *(tuple(map(needles, typed_words(text))) for text in means)))


def as_meant(words: tuple[Word, ...]) -> Search | None:
    """A search for what is spelt nearly so for each word that no hobby has; None where all are known.

    Takes a query for each word, and a few more for one that is not known.
    """
    meant = tuple(map(_meant, words))
    return None if meant == words else _measured(meant)


def _meant(word: Word) -> Word:
    typed = fold(word.typed)
    if len(typed) < SHORTEST_PART or _on_offer(word):
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
        if _on_offer(Word(rest, (((f" {rest}",),),))):
            return head, rest
    return None


def _on_offer(word: Word) -> bool:
    """Whether a hobby that everyone sees has a word: what nobody sees yet must not show in an answer."""
    return bool(Hobby.objects.public_list().found_by(Search((word,))).exists())
