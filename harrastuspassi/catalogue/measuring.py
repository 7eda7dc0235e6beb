"""Counting once what is read page by page: what was found out on the way is handed to whoever reads another page."""

from abc import ABC, abstractmethod
from typing import Any


class Measured(ABC):
    """Rows that find out more than a number when they are counted, and need it to be sliced."""

    @abstractmethod
    def measure(self) -> Any:
        """What counting finds out: something small, for as long as neither the rows nor the filters are others."""

    @abstractmethod
    def recall(self, measured: Any) -> int:
        """Takes for its own what the same rows, perhaps in another order, found out; returns how many there are."""


def measure(rows: Any) -> Any:
    """What counting finds out, by Measured rows or a queryset."""
    return rows.measure() if isinstance(rows, Measured) else rows.count()


def recall(rows: Any, measured: Any) -> int:
    """Gives rows what the same rows found out; returns how many there are."""
    return rows.recall(measured) if isinstance(rows, Measured) else int(measured)
