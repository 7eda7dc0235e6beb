"""Taking values out of an object of a dump, mending what the old backend let through.

A value that can be mended is, and that is noted; one that no running old backend can have held (a wrong
type, a reference to nothing) is refused, since the dump itself must be broken.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.common.texts import plain_line, plain_text, shortened

from .reporting import Report

Value = TypeVar("Value")

MAX_COUNT = 2_147_483_647


@dataclass(slots=True)
class Context:
    """What mapping one object needs to know of others: the ids there are by kind, municipalities here by their
    old id, and districts."""

    ids: Mapping[str, set[int]]
    report: Report
    municipalities: Mapping[int, int | None]
    areas: Areas


class Entry:
    """One object. A value that had to be refused is read as None or its like; the run then ends without writing."""

    def __init__(self, kind: str, pk: int, fields: Mapping[str, Any], context: Context):
        self.kind = kind
        self.pk = pk
        self.fields = fields
        self.context = context

    def mend(self, field: str, code: str, message: str, was: Any = "", now: Any = "") -> None:
        """Notes what was mended."""
        self.context.report.mend(self.kind, self.pk, field, code, message, was, now)

    def refuse(self, field: str, code: str, message: str) -> None:
        """Notes what cannot be used."""
        self.context.report.refuse(self.kind, self.pk, field, code, message, self.fields.get(field, ""))

    # --- texts ----------------------------------------------------------------------------------
    def line(self, field: str, limit: int) -> str:
        """A text in one line of at most `limit` characters; "" where there is none."""
        raw = self.text(field)
        line = plain_line(raw)
        self._note_cleaned(field, raw, line)
        if len(line) > limit:
            self.mend(field, "shortened", f"it is longer than {limit} characters", line)
        return shortened(line, limit)

    def lines(self, field: str) -> str:
        """A text of any number of lines; "" where there is none."""
        raw = self.text(field)
        text = plain_text(raw)
        self._note_cleaned(field, raw, text)
        return text

    def text(self, field: str) -> str:
        """A text as it stands; "" where there is none."""
        value = self.fields.get(field)
        if value is None or isinstance(value, str):
            return value or ""
        self.refuse(field, "wrong_type", "it is no text")
        return ""

    def _note_cleaned(self, field: str, raw: str, clean: str) -> None:
        # Space around a text is no content, and goes without saying.
        if raw.split() != clean.split():
            self.mend(field, "cleaned", "markup or control characters were taken out", raw, clean)

    # --- references -----------------------------------------------------------------------------
    def reference(self, field: str, kind: str) -> int | None:
        """The id of another object of the dump; None where there is none."""
        value = self.fields.get(field)
        return None if value is None else self._known(field, kind, value)

    def required_reference(self, field: str, kind: str) -> int:
        """The same, where there has to be one."""
        if self.fields.get(field) is None:
            self.refuse(field, "missing", "it is missing")
        return self.reference(field, kind) or 0

    def references(self, field: str, kind: str) -> list[int]:
        """Ids of other objects of the dump, ascending."""
        value = self.fields.get(field) or []
        if not isinstance(value, list):
            self.refuse(field, "wrong_type", "it is no list")
            return []
        return sorted({pk for one in value if (pk := self._known(field, kind, one)) is not None})

    def municipality_id(self) -> int | None:
        """Its municipality here; None where it has none, or one that is not known."""
        old = self.reference("municipality", "municipality")
        return None if old is None else self.context.municipalities.get(old)

    def _known(self, field: str, kind: str, value: Any) -> int | None:
        if type(value) is not int:
            self.refuse(field, "wrong_type", "it is no id")
        elif value not in self.context.ids[kind]:
            self.refuse(field, "unknown_reference", f"{kind} {value} is not in the dump")
        else:
            return value
        return None

    # --- numbers --------------------------------------------------------------------------------
    def count(self, field: str) -> int:
        """A whole number of 0 or more."""
        value = self.fields.get(field)
        if type(value) is not int:
            self.refuse(field, "wrong_type", "it is no whole number")
            return 0
        fitting = min(max(value, 0), MAX_COUNT)
        if fitting != value:
            self.mend(field, "out_of_range", f"it is not between 0 and {MAX_COUNT}", value, fitting)
        return fitting

    def amount(self, field: str, highest: Decimal) -> Decimal:
        """Euros and cents from 0 to `highest`."""
        value = self.fields.get(field)
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            self.mend(field, "no_number", "it is no number", value, 0)
            return Decimal("0.00")
        fitting = min(max(amount, Decimal(0)), highest).quantize(Decimal("0.01"))
        if fitting != amount:
            self.mend(field, "out_of_range", f"it is no amount between 0 and {highest}, to the cent", value, fitting)
        return fitting

    # --- times ----------------------------------------------------------------------------------
    def date(self, field: str) -> dt.date | None:
        """A date, such as 2026-11-24."""
        return self._parsed(field, dt.date.fromisoformat, "date")

    def time(self, field: str) -> dt.time | None:
        """A time of day to the second, such as 18:00:00."""
        time = self._parsed(field, dt.time.fromisoformat, "time of day")
        return None if time is None else time.replace(microsecond=0, tzinfo=None)

    def instant(self, field: str) -> dt.datetime | None:
        """An instant, such as 2026-11-24T01:52:05.630Z; None where there is none."""
        if self.fields.get(field) is None:
            return None
        moment = self._parsed(field, dt.datetime.fromisoformat, "instant")
        return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    def _parsed(self, field: str, parse: Callable[[str], Value], what: str) -> Value | None:
        try:
            return parse(self.fields[field])
        except (KeyError, TypeError, ValueError):
            self.refuse(field, "wrong_type", f"it is no {what}")
            return None
