"""A search as SQL, over hobbies by the columns of their documents."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When

from harrastuspassi.catalogue.search import Needles, Phrase, Search, Word

TEXTS = ("name", "head", "body")
"""Columns of a document, each with more than the one before: what has all words sooner is the better match."""

BROAD = 2_000
"""Hobbies that a search finds above which it is broad."""


def found_by(search: Search, documents: QuerySet[Any], column: str = TEXTS[-1]) -> Q:
    """Condition that a hobby has, in a column of its document, all that is looked for; all hobbies have nothing."""
    if not search.words:
        return Q() if search.words is None else Q(pk__in=[])
    found = Q(pk__in=documents.filter(has_all(column, search.words)).values("pk"))
    # Few are looked up one by one from what was found. Within a CASE, PostgreSQL makes a set of
    # what was found, and looks through the hobbies once.
    return Q(Case(When(found, then=Value(True)), default=Value(False))) if search.is_broad else found


def ranked_by(search: Search, documents: QuerySet[Any], column: str) -> Q:
    """The same, of hobbies that are known to have it in some column: SQLite need not look through all documents."""
    if connection.vendor == "postgresql":
        return found_by(replace(search, is_broad=False), documents, column)
    return has_all(f"document__{column}", search.words or ())


def has_all(column: str, words: Iterable[Word]) -> Q:
    """Condition that a column of documents has what all of some typed words stand for."""
    if connection.vendor == "postgresql":
        return Q(_HasParts(_Parts(F(column)), _Query(Value(tsquery(words)))))
    condition = Q()
    # Long words are rare: where one is missing, the short ones need not be looked for.
    for word in sorted(words, key=lambda word: len(word.typed), reverse=True):
        condition &= _has_word(column, word)
    return condition


class _Parts(Func):
    """What PostgreSQL's index holds of a column (migration 0006)."""

    function = "search_parts"


class _Query(Func):
    """A tsquery of which the planner knows nothing.

    Where it believes that most documents match, it would read them all, which costs far more than it thinks.
    """

    template = "(SELECT %(expressions)s::tsquery)"


class _HasParts(Func):
    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s)"
    arg_joiner = " @@ "


def tsquery(words: Iterable[Word]) -> str:
    """A tsquery for what all of some typed words stand for."""
    return " & ".join(f"({' | '.join(map(_phrase, word.phrases))})" for word in words)


def _phrase(phrase: Phrase) -> str:
    return f"({' & '.join(map(_any, phrase))})"


def _any(needles: Needles) -> str:
    return f"({' | '.join(part for needle in needles for part in _beginnings(needle))})"


def _beginnings(needle: str) -> list[str]:
    """A piece as beginnings of what search_parts() makes of words: words, and ~ with what their ends are."""
    start = needle.removeprefix(" ")
    return [f"'{start}':*"] if start != needle else [f"'{needle}':*", f"'~{needle}':*"]


class _Contains(Func):
    """Whether a text has a piece; on SQLite several times as fast as LIKE, which folds case on its way."""

    output_field = BooleanField()
    conditional = True
    template = "(instr(%(expressions)s) > 0)"


def _has_word(column: str, word: Word) -> Q:
    condition = Q()
    for phrase in word.phrases:
        every = Q()
        for needles in phrase:
            some = Q()
            for needle in needles:
                some |= Q(_Contains(F(column), Value(needle)))
            every &= some
        condition |= every
    return condition
