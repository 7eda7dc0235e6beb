"""The attack on whole simulated pilots, and what the noise costs. Figures are printed (`pytest -s`).

ATTACK_PILOTS says how many pilots; `make attack` takes twenty.
"""

import datetime as dt
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from math import prod
from statistics import fmean, quantiles

import pytest

from harrastuspassi.disclosure.audit import Finding, findings
from harrastuspassi.disclosure.cellkey import noisy_count, noisy_events, record_keys, shown
from harrastuspassi.disclosure.protect import Figures, Protected, hierarchies
from harrastuspassi.releases.gate import Known, LeftOut, Passed, pass_gate
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.periods import Length
from harrastuspassi.statistics.tables import TABLES, Table
from tests.disclosure import pilots

pytestmark = pytest.mark.once("computes, and touches no database")

PASSES = 2500
PILOTS = int(os.environ.get("ATTACK_PILOTS", "3"))
ERASED_A_QUARTER = 0.02
LATE = 0.02
LARGE = 250
"""Margins that a city cites: a tenth of all passes or more."""


def report(line: str) -> None:
    """Shown by `pytest -s`, and with a failure."""
    sys.stdout.write(f"{line}\n")


@dataclass
class Year:
    """The releases of a year: what the attack `found` in what went to the gate and in what it let through, what was
    `left_out` by it, and all that was `published`."""

    published: list[Protected] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    found_before: list[Finding] = field(default_factory=list)
    found_after: list[Finding] = field(default_factory=list)
    cells: int = 0

    def release(self, due: Sequence[Protected]) -> None:
        """As a release is made; the gate has nothing to do where the attack finds nothing."""
        passed = Passed(due, [])
        if found := audited(due, self.published):
            passed = pass_gate(pilots.YEAR, due, known=Known(before=self.published))
            self.found_before += found
            self.found_after += audited(passed.tables, self.published)
        self.left_out += passed.left_out
        self.published += passed.tables
        self.cells += sum(len(table.figures) for table in due)


def released(seed: int) -> Year:
    """A release after each quarter: of its months and itself, with the last one of the year. In between passes are
    erased, and some data comes late: to no month and quarter, but to the year."""
    drawn = random.Random(seed)
    done, keys = pilots.pilot(seed, PASSES), pilots.keys_of(PASSES)
    in_time = [item for item in done if drawn.random() >= LATE]
    gone, year = set[int](), Year()
    for quarter in pilots.QUARTERS:
        shorter = [*map(periods.month_name, periods.months_of(quarter)), quarter]
        due = pilots.published([item for item in in_time if item.pass_id not in gone], keys, shorter)
        if quarter == pilots.QUARTERS[-1]:
            due += pilots.published([item for item in done if item.pass_id not in gone], keys, [f"{pilots.YEAR}"])
        year.release(due)
        gone |= {number for number in range(PASSES) if drawn.random() < ERASED_A_QUARTER}
    return year


def audited(tables: Sequence[Protected], before: Sequence[Protected] = ()) -> list[Finding]:
    return findings(
        [table.for_audit() for table in tables],
        hierarchies(pilots.YEAR, [*before, *tables]),
        before=[table.for_audit() for table in before],
    )


@pytest.mark.parametrize("seed", range(PILOTS))
def test_nobody_who_knows_everything_but_the_keys_pins_down_a_count_or_a_pass(seed: int) -> None:
    year = released(seed)
    kept = sum(len(table.figures) for table in year.published)
    report(
        f"pilot {seed}: {year.cells} cells of {len(pilots.PLAN)} tables, {len(year.found_before)} findings before the"
        f" gate; {kept} cells published, {len(year.found_after)} findings after it"
    )
    for one in year.left_out:
        report(f"  left out: {one.table} {one.period} {one.what} {one.municipality}")
    assert year.found_after == []
    # It is no way out to publish next to nothing.
    assert kept >= 0.9 * year.cells


def test_what_the_attack_finds_is_left_to_the_gate() -> None:
    """27 in all at most, 12 and 13 at least in two districts: the third has 2 at most, and an age of 2 at least."""
    figures: dict[str, int | None] = {"001": 24, "001-a": 15, "001-b": 16, "001-c": None}
    rows = [Figures({"area": area}, {"passes": passes, "events": None}) for area, passes in figures.items()]
    for age, passes in (("age_13_to_16", 5), ("not_said", None)):
        rows.append(Figures({"area": "001-c", "age_group": age}, {"passes": passes, "events": None}))
    areas = {area: None if area == "001" else "001" for area in figures}
    parents = {"area": areas, "age_group": {"age_13_to_16": None, "not_said": None}}
    year = Year()
    year.release([Protected("quarters_by_area_and_age", pilots.QUARTERS[0], parents, rows)])
    assert year.found_before
    assert year.left_out
    assert year.found_after == []


def test_the_pilots_have_every_table_that_is_about_passes_and_fill_each() -> None:
    """Those of the plan itself, so that none is left out of the attack that is declared later."""
    whole = pilots.published(
        pilots.pilot(0, PASSES), pilots.keys_of(PASSES), [*pilots.MONTHS, *pilots.QUARTERS, f"{pilots.YEAR}"]
    )
    assert {table.table for table in whole} == {table.name for table in TABLES.values() if table.is_of_passes}
    for table in pilots.PLAN:
        rows = [row for one in whole if one.table == table.name for row in one.figures]
        of_parts = [row.passes for row in rows if set(row.values) == set(table.dimensions)]
        assert any(passes is not None for passes in of_parts), table.name


# --- what the noise costs -----------------------------------------------------------------------
Group = Mapping[str, str | None]


@cache
def pooled(name: str) -> list[tuple[Group, int, int]]:
    """Every group of a table that has passes, over all pilots, with its true and its noisy count."""
    keys, table = pilots.keys_of(PASSES), TABLES[name]
    return [
        (dict(zip(table.dimensions, group, strict=True)), len(passes), pilots.noisy(passes, keys))
        for seed in range(PILOTS)
        for period in periods.since(dt.date(pilots.YEAR, 1, 1), dt.date(pilots.YEAR + 1, 1, 1))
        if periods.length_of(period) is table.length
        for group, passes in pilots.members(pilots.active_in(pilots.pilot(seed, PASSES), period), table).items()
    ]


def true_and_noisy(name: str, fixed: Collection[str]) -> list[tuple[int, int]]:
    """Of the groups of a table that have just the dimensions `fixed` besides the period."""
    return [
        (true, noisy)
        for group, true, noisy in pooled(name)
        if {dimension for dimension, value in group.items() if value is not None} == set(fixed)
    ]


def errors(pairs: Sequence[tuple[int, int]]) -> tuple[float, list[float]]:
    """Mean absolute error, and the relative errors of groups that are not empty."""
    return fmean(abs(noisy - true) for true, noisy in pairs), [
        abs(noisy - true) / true for true, noisy in pairs if true
    ]


def test_margins_of_the_city_are_right_to_a_pass_or_so() -> None:
    """Totals by month and kind, quarter and age, and the rest that no area divides."""
    pairs = [
        pair
        for table in pilots.PLAN
        for chosen in ([], *([dimension] for dimension in table.dimensions if dimension != "area"))
        for pair in true_and_noisy(table.name, chosen)
        if pair[0] >= LARGE
    ]
    absolute, relative = errors(pairs)
    report(f"{len(pairs)} city margins: mean absolute error {absolute:.2f}, {fmean(relative):.2%}")
    assert absolute <= 1.2
    assert fmean(relative) <= 0.004


def test_quarters_by_district_are_right_to_a_few_per_cent() -> None:
    pairs = [
        (true, noisy)
        for group, true, noisy in pooled("quarters_by_area_and_age")
        if group["age_group"] is None and group["area"] in (*pilots.DISTRICTS, *pilots.HOMES)
    ]
    absolute, relative = errors(pairs)
    report(
        f"quarter by district: mean absolute error {absolute:.2f}, {fmean(relative):.2%}, "
        f"95th percentile {quantiles(relative, n=20)[-1]:.2%}"
    )
    assert absolute <= 1.3
    assert fmean(relative) <= 0.03
    assert quantiles(relative, n=20)[-1] <= 0.10


NATIONWIDE, MUNICIPALITIES = 300_000, 60


def test_nationwide_quarters_by_municipality_are_right_to_a_quarter_of_a_per_cent() -> None:
    """Municipalities of all sizes; a pass is active in as many quarters as in the pilots."""
    drawn = random.Random(1)
    sizes = [drawn.lognormvariate(0, 1) for _ in range(MUNICIPALITIES)]
    sums = defaultdict[tuple[int, int], list[int]](lambda: [0, 0])
    for number, home in enumerate(drawn.choices(range(MUNICIPALITIES), sizes, k=NATIONWIDE)):
        key = record_keys(bytes(32), number.to_bytes(16, "big")).counts
        first = pilots.joined(drawn)
        for quarter in range(first // 3, min(11, first + pilots.stayed(drawn)) // 3 + 1):
            both = sums[home, quarter]
            both[0], both[1] = both[0] + 1, both[1] + key
    absolute, relative = errors([(count, noisy_count(count, key_sum)) for count, key_sum in sums.values()])
    report(f"nationwide, quarter by municipality: mean absolute error {absolute:.2f}, {fmean(relative):.2%}")
    assert fmean(relative) <= 0.0025


def test_noise_never_exceeds_three_and_has_no_bias() -> None:
    pairs = [(true, noisy) for table in pilots.PLAN for _, true, noisy in pooled(table.name)]
    differences = [noisy - true for true, noisy in pairs]
    report(
        f"noise over {len(differences)} cells: {min(differences)} to {max(differences)}, mean {fmean(differences):.3f}"
    )
    assert max(map(abs, differences)) <= 3
    assert abs(fmean(differences)) <= 0.05


def test_totals_of_events_by_quarter_and_district_are_right_to_three_per_cent() -> None:
    made: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    keys = pilots.keys_of(PASSES)
    for item in pilots.pilot(0, PASSES):
        city = item.attributes["area"].partition("-")[0]
        if city in pilots.DISTRICTS:
            made[pilots.quarter_of(item.month), city][item.pass_id] += 1
    relative = []
    for by_pass in made.values():
        figure = noisy_events(
            events=by_pass.total(),
            largest_share=max(by_pass.values()),
            count=len(by_pass),
            noisy=pilots.noisy(by_pass, keys),
            event_key_sum=sum(keys[number].events for number in by_pass),
        )
        if figure is not None:
            relative.append(abs(figure - by_pass.total()) / by_pass.total())
    report(f"events by quarter and district group: {fmean(relative):.2%} over {len(relative)} cells")
    assert fmean(relative) <= 0.03


def test_the_best_guess_at_a_small_cell_hardly_beats_chance() -> None:
    """Who knows how often each count of the class "0-4" occurs, against who sees the figure as well."""
    whole: dict[int | None, Counter[int]] = defaultdict(Counter)
    for table in pilots.PLAN:
        seen: dict[int | None, Counter[int]] = defaultdict(Counter)
        for true, noisy in with_empty(table):
            seen[shown(noisy)][true] += 1
        report(f"best guess, {table.name}: {gains(seen)}")
        for figure, counts in seen.items():
            whole[figure] += counts
    report(f"best guess, all tables: {gains(whole)}")
    assert gain_of_a_guess(whole, range(5)) <= 0.07


def gains(seen: Mapping[int | None, Counter[int]]) -> str:
    known = gain_of_a_guess(seen, range(1, 5))
    return f"0 to 4 gains {gain_of_a_guess(seen, range(5)):.1%}, where 1 to 4 is known {known:.1%}"


def with_empty(table: Table) -> Iterator[tuple[int, int]]:
    """The smallest groups of a table over all pilots, those without passes as well."""
    pairs = true_and_noisy(table.name, table.dimensions)
    of_a_period = prod(len(pilots.PARENTS[dimension]) for dimension in table.dimensions)
    in_a_year = {Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 1}[table.length]
    yield from pairs
    yield from repeat((0, 0), PILOTS * in_a_year * of_a_period - len(pairs))


def gain_of_a_guess(seen: Mapping[int | None, Counter[int]], known: range) -> float:
    """By how much the likeliest of the `known` counts is right more often to who sees the figure."""
    by_figure = [[counts[true] for true in known] for counts in seen.values()]
    total = sum(map(sum, by_figure))
    return sum(map(max, by_figure)) / total - max(map(sum, zip(*by_figure, strict=True))) / total
