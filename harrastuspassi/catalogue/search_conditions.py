"""A search as SQL: over the columns of a SearchDocument, and over hobbies by what it found."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from harrastuspassi.catalogue.search import Needles, Phrase, Word


def one_of(ids: Sequence[int]) -> Q:
    """Condition that a row has one of any number of ids. PostgreSQL counts them, and plans accordingly."""
    return Q(_OneOf(ids)) if ids else Q(pk__in=[])


class _OneOf(Func):
    output_field = BooleanField()
    conditional = True

    def __init__(self, ids: Sequence[int]):
        super().__init__(F("pk"))
        self._ids = list(ids)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._sql(compiler, "%s IN (SELECT value FROM json_each(%%s))", json.dumps)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self._sql(compiler, "%s = ANY(%%s::integer[])", list)

    def _sql(self, compiler: Any, template: str, adapt: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return template % sql, (*params, adapt(self._ids))


# --- documents ----------------------------------------------------------------------------------
def has_all(column: str, words: Iterable[Word]) -> Q:
    """Condition that a column of a document has what all of some typed words stand for."""
    if connection.vendor == "postgresql":
        return Q(_HasParts(_Parts(F(column)), _Query(Value(_every(words)))))
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


def _every(words: Iterable[Word]) -> str:
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
