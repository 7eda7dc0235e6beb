"""What an import of a dump found: how many objects, what was mended in them, and what cannot be used."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.common.texts import shortened

MAX_ERRORS = 200
"""Errors after which reading gives up: more would tell an operator nothing new."""
MAX_SHOWN = 100
"""Characters of a value that a report repeats."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one field of one object: `kind` and `id` name the object in the dump, `code` says what it is.

    `was` is the value in the dump and `now` what was made of it, both as text and shortened.
    """

    kind: str
    id: int | None
    field: str
    code: str
    message: str
    was: str = ""
    now: str = ""

    @property
    def place(self) -> str:
        """Where it is, such as "hobby 14, price_amount"."""
        name = self.kind if self.id is None else f"{self.kind} {self.id}"
        return f"{name}, {self.field}" if self.field else name

    def __str__(self) -> str:
        change = f" ({self.was!r} became {self.now!r})" if self.was or self.now else ""
        return f"{self.place}: {self.message}{change}"


class LegacyRefused(InvalidInput):
    """A dump that cannot be used. `fields` has the reasons by object and field."""

    code = "legacy_refused"


@dataclass(slots=True)
class Report:
    """How a run went.

    `objects` counts by kind: created, updated, unchanged; kept (changed here since an earlier import and
    therefore left), retired (in an earlier import and no longer in the dump), replaced (rows of our own
    that stood for the same thing). `ignored` counts objects of other applications.
    """

    objects: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    ignored: Counter[str] = field(default_factory=Counter)
    mended: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)

    def mend(
        self, kind: str, pk: int | None, field: str, code: str, message: str, was: Any = "", now: Any = ""
    ) -> None:
        """Notes what was mended."""
        self.mended.append(Finding(kind, pk, field, code, message, _shown(was), _shown(now)))

    def refuse(self, kind: str, pk: int | None, field: str, code: str, message: str, was: Any = "") -> None:
        """Notes what cannot be used. Raises LegacyRefused where it is one too many."""
        self.errors.append(Finding(kind, pk, field, code, message, _shown(was)))
        if len(self.errors) >= MAX_ERRORS:
            self.check()

    def check(self) -> None:
        """Raises LegacyRefused where something cannot be used."""
        if self.errors:
            fields: dict[str, list[str]] = defaultdict(list)
            for finding in self.errors:
                fields[finding.place].append(finding.message)
            raise LegacyRefused("The dump cannot be used; nothing was written.", fields=fields)

    def lines(self) -> Iterator[str]:
        """The figures for people."""
        for kind, counts in self.objects.items():
            if any(counts.values()):
                yield f"{kind}: " + ", ".join(f"{name} {count}" for name, count in counts.items())
        for model, count in sorted(self.ignored.items()):
            yield f"ignored: {model} {count}"
        for code, count in sorted(Counter(finding.code for finding in self.mended).items()):
            yield f"mended: {code} {count}"

    def as_json(self) -> dict[str, Any]:
        """All of it for machines."""
        return {
            "objects": {kind: dict(counts) for kind, counts in self.objects.items()},
            "ignored": dict(self.ignored),
            "mended": [asdict(finding) for finding in self.mended],
            "errors": [asdict(finding) for finding in self.errors],
        }


def _shown(value: Any) -> str:
    return shortened(" ".join(str(value).split()), MAX_SHOWN)
