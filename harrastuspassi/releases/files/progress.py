"""How far the writing of a file has come."""

from collections.abc import Callable, Iterator

from harrastuspassi.releases.files.rows import CELL, Sheet

Tell = Callable[[int], None]
"""Is told whole per cents."""


class Progress:
    """Counts rows as they are written, and tells when another whole `STEP` of per cents is done."""

    STEP = 5

    def __init__(self, total: int, tell: Tell) -> None:
        self._total, self._tell = max(total, 1), tell
        self._done = self._told = 0

    def through(self, sheet: Sheet) -> Iterator[list[CELL]]:
        """The rows of a sheet."""
        for row in sheet:
            yield row
            self._done += 1
            # What is last, closing and moving the file, is told by what comes after.
            now = min(99, self._done * 100 // self._total)
            if now >= self._told + self.STEP:
                self._told = now
                self._tell(now)
