"""What somebody may have meant by what they typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from django.db import connection
from django.db.models import Aggregate, Case, Q, TextField, Value, When
from rapidfuzz import process
from rapidfuzz.distance import OSA

from harrastuspassi.catalogue.models import Hobby, SearchDocument, SearchWord, Synonym
from harrastuspassi.catalogue.search import NOTHING, SHORTEST_PART, Search, Word, fold, needles, stems, typed_words
from harrastuspassi.catalogue.search_conditions import has_all, one_of

TEXTS = ("name", "head", "body")
"""Columns of a document, each with more than the one before: what has the words first has the best match."""
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
    """The rows of a search: what it found as typed, or else what it may have been meant for. Counts and slices."""

    def __init__(self, text: str, rows: Callable[[Search], Rows]):
        self._text = text
        self._make = rows

    @cached_property
    def _rows(self) -> Rows:
        return self._make(search(self._text))

    def count(self) -> int:
        """How many rows there are."""
        return self._rows.count()

    def __getitem__(self, page: slice) -> Any:
        return self._rows[page]


def search(text: str) -> Search:
    """What has all the words of a text, in any form, or by their synonyms; where nothing on offer has, by their slips.

    Takes three queries, for slips a few more for each word; none where nothing was typed.
    """
    if not text.strip():
        return NOTHING
    words = as_typed(text)
    found = _find(words)
    if not _on_offer(found) and (meant := as_meant(words)):
        return _find(meant)
    return found


def as_typed(text: str) -> tuple[Word, ...]:
    """What to look for by the words of a text and their synonyms."""
    typed = typed_words(text)
    synonyms = list(Synonym.objects.values_list("word", "means")) if typed else []
    return tuple(_word(word, synonyms) for word in typed)


def _word(typed: str, synonyms: Sequence[tuple[str, str]]) -> Word:
    means = [means for synonym, means in synonyms if stems(typed) & stems(synonym)]
    return Word(typed, ((needles(typed),), *(tuple(map(needles, typed_words(text))) for text in means)))


def as_meant(words: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """The words with what is spelt nearly so for each that no hobby has; None where all are known.

    Takes two queries for each word, and a few more for one that is not known.
    """
    meant = tuple(map(_meant, words))
    return None if meant == words else meant


def _meant(word: Word) -> Word:
    typed = fold(word.typed)
    if len(typed) < SHORTEST_PART or _on_offer(_find([word])):
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
        if _on_offer(_find([Word(rest, (((f" {rest}",),),))])):
            return head, rest
    return None


# --- documents ----------------------------------------------------------------------------------
class _Ids(Aggregate):
    """The ids of a group: a list on PostgreSQL, a text on SQLite."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="ARRAY_AGG", **context)


def _find(words: Sequence[Word]) -> Search:
    """The hobbies, on offer or not, that have all words. One query, none for no words."""
    if not words:
        return Search(ranks=((),))
    *better, everywhere = TEXTS
    rank = Case(*(When(_has(column, words), then=Value(rank)) for rank, column in enumerate(better)), default=Value(2))
    matching = SearchDocument.objects.filter(has_all(everywhere, words)).annotate(rank=rank)
    found = dict(matching.values_list("rank").annotate(ids=_Ids("pk")))
    return Search(ranks=tuple(_numbers(found.get(rank)) for rank in range(len(TEXTS))))


def _has(column: str, words: Sequence[Word]) -> Q:
    """Condition that a document has all words in a column, for documents that are known to have them somewhere."""
    condition = has_all(column, words)
    if connection.vendor == "postgresql":
        # All that do are found by the index once: for each row it would be worked out anew.
        return Q(pk__in=SearchDocument.objects.filter(condition).values("pk"))
    return condition


def _numbers(ids: list[int] | str | None) -> tuple[int, ...]:
    return tuple(map(int, ids.split(","))) if isinstance(ids, str) else tuple(ids or ())


def _on_offer(found: Search) -> bool:
    """Whether everyone sees a hobby that was found: what nobody sees yet must not show in an answer."""
    ids = found.ids
    # Nearly always one of the first is.
    return any(Hobby.objects.public_list().filter(one_of(some)).exists() for some in (ids[:100], ids[100:]) if some)
