"""The gate of a release (rule 15 of the method): what would give something away leaves as a coarser table, or not at
all. Keys are never drawn anew, and no cell is left out alone: what is left out is a whole level of areas, or the table.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from harrastuspassi.common.errors import Refused
from harrastuspassi.disclosure.audit import Finding, Leak, findings
from harrastuspassi.disclosure.corrections import findings_of_both
from harrastuspassi.disclosure.protect import Protected, hierarchies

AREA = "area"
MENDED_BY_COARSENING = frozenset((Leak.PINNED, Leak.MEMBERSHIP))
"""All other findings say that the method was not followed: somebody has to look."""


@dataclass(frozen=True, order=True)
class LeftOut:
    """What a release lacks of a table: the districts of a municipality (its code), all areas, or the table."""

    table: str
    period: str
    what: str
    municipality: str = ""


DISTRICTS, AREAS, TABLE = "districts", "areas", "table"


@dataclass(frozen=True)
class Passed:
    """The tables that may be published, and what of them may not."""

    tables: Sequence[Protected]
    left_out: Sequence[LeftOut]


@dataclass(frozen=True)
class Known:
    """What of a year everybody knows already: the tables `before` that stand, and those that corrections `replaced`."""

    before: Sequence[Protected] = ()
    replaced: Sequence[Protected] = ()


def pass_gate(year: int, tables: Sequence[Protected], *, known: Known, withheld: Collection[LeftOut] = ()) -> Passed:
    """Makes the new tables of a year coarser until the audit finds nothing. `withheld` is left out whatever it finds.

    Raises Refused where the method was not followed. What follows from the known figures alone stays as it is.
    """
    left_out = set(withheld)
    left = [table for one in tables for table in _without(one, withheld)]
    already: frozenset[Finding] | None = None
    while found := set(_audited(year, left, known)) - (already or frozenset()):
        wrong = [finding for finding in found if finding.leak not in MENDED_BY_COARSENING]
        if wrong:
            raise Refused(_told(year, wrong), code="audit_found_leaks")
        if already is None:
            already = frozenset(_audited(year, [], known))
        coarser = [step for finding in found - already for step in _steps(finding, left)]
        left_out.update(coarser)
        left = [table for one in left for table in _without(one, coarser)]
    return Passed(left, sorted(left_out))


def _audited(year: int, tables: Sequence[Protected], known: Known) -> list[Finding]:
    standing = [*known.before, *tables]
    before, new = ([table.for_audit() for table in some] for some in (known.before, tables))
    found = findings(new, hierarchies(year, standing), before=before)
    if known.replaced:
        replaced = [table.for_audit() for table in known.replaced]
        found += findings_of_both([*before, *new], replaced, hierarchies(year, [*known.replaced, *standing]))
    return found


def _told(year: int, found: Sequence[Finding]) -> str:
    # Of which kinds only: where they are is what nobody should read in a log.
    return f"The figures of {year} would give something away: {'; '.join(sorted({one.leak.value for one in found}))}."


def _steps(finding: Finding, tables: Sequence[Protected]) -> Iterator[LeftOut]:
    """The next step for each new table that has the group of a finding; where none has it, for all of them."""
    having = [table for table in tables if finding.group in table.for_audit().figures]
    area = finding.group.value_of(AREA) if finding.group else None
    for table in having or tables:
        divided = _divided(table)
        municipality = (area or "").partition("-")[0]
        concerned = divided & {municipality} if area else divided
        if concerned:
            yield from (LeftOut(table.table, table.period, DISTRICTS, code) for code in concerned)
        elif table.dimensions.get(AREA):
            yield LeftOut(table.table, table.period, AREAS)
        else:
            yield LeftOut(table.table, table.period, TABLE)


def _divided(table: Protected) -> set[str]:
    """The municipalities whose districts a table has."""
    return {above for above in table.dimensions.get(AREA, {}).values() if above is not None}


def _without(table: Protected, steps: Collection[LeftOut]) -> Iterator[Protected]:
    """A table without what is left out of it; nothing where all of it is."""
    own = [step for step in steps if (step.table, step.period) == (table.table, table.period)]
    whats = {step.what for step in own}
    if TABLE in whats:
        return
    codes = {step.municipality for step in own}
    before = table.dimensions.get(AREA, {}) if AREAS not in whats else {}
    areas = {value: above for value, above in before.items() if above not in codes}
    yield replace(
        table,
        dimensions={**table.dimensions, AREA: areas} if AREA in table.dimensions else table.dimensions,
        figures=[row for row in table.figures if AREA not in row.values or row.values[AREA] in areas],
    )
