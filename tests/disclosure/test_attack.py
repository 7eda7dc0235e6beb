"""The attack on whole simulated pilots, and what the noise costs. Figures are printed (`pytest -s`).

ATTACK_PILOTS says how many pilots; `make attack` takes twenty.
"""

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from statistics import fmean, quantiles

import pytest

from harrastuspassi.disclosure.audit import TIME, PublishedTable, findings
from harrastuspassi.disclosure.cellkey import noisy_count, noisy_events, record_keys, shown
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


def releases(seed: int) -> Iterator[list[PublishedTable]]:
    """What is frozen after each quarter, and at last the year: passes are erased in between, and data comes late."""
    drawn = random.Random(seed)
    done, keys = pilots.pilot(seed, PASSES), pilots.keys_of(PASSES)
    late = {number for number in range(len(done)) if drawn.random() < LATE}
    left = set(range(PASSES))
    for quarter in pilots.QUARTERS:
        arrived = [item for number, item in enumerate(done) if item.pass_id in left and number not in late]
        yield [
            table
            for table in pilots.published(arrived, keys)
            if all(period_of(group) in (quarter, *months_of(quarter)) for group in table.figures)
        ]
        left -= {number for number in left if drawn.random() < ERASED_A_QUARTER}
    yearly = {name: parts for name, parts in pilots.PLAN.items() if parts[0] == "year"}
    yield pilots.published([item for item in done if item.pass_id in left], keys, plan=yearly)


def period_of(group: pilots.Group) -> str | None:
    return group.value_of(TIME)


def months_of(quarter: str) -> list[str]:
    return [value for value, parent in pilots.HIERARCHIES[TIME].parents.items() if parent == quarter]


@pytest.mark.parametrize("seed", range(PILOTS))
def test_nobody_who_knows_everything_but_the_keys_pins_down_a_count_or_a_pass(seed: int):
    before: list[PublishedTable] = []
    *quarterly, last = releases(seed)
    for tables in quarterly:
        before += tables
    found = findings(last, pilots.HIERARCHIES, before=before)
    cells = sum(len(table.figures) for table in (*before, *last))
    report(f"pilot {seed}: {cells} cells of {len(before) + len(last)} tables, {len(found)} findings")
    assert found == []


# --- what the noise costs -----------------------------------------------------------------------


@cache
def pooled(name: str) -> list[tuple[pilots.Group, int, int]]:
    """Every group of a table over all pilots, with its true and its noisy count."""
    keys = pilots.keys_of(PASSES)
    return [
        (group, len(passes), noisy_count(len(passes), sum(keys[number].counts for number in passes)))
        for seed in range(PILOTS)
        for period in pilots.PERIODS[pilots.PLAN[name][0]]
        for group, passes in pilots.members(pilots.pilot(seed, PASSES), name, period).items()
    ]


def true_and_noisy(name: str, fixed: Sequence[str]) -> list[tuple[int, int]]:
    """Of the groups of a table that have just the dimensions `fixed` besides the period."""
    dimensions = {TIME, *fixed}
    return [
        (true, noisy)
        for group, true, noisy in pooled(name)
        if {dimension for dimension, _ in group.values} == dimensions
    ]


def errors(pairs: Sequence[tuple[int, int]]) -> tuple[float, list[float]]:
    """Mean absolute error, and the relative errors of groups that are not empty."""
    return fmean(abs(noisy - true) for true, noisy in pairs), [
        abs(noisy - true) / true for true, noisy in pairs if true
    ]


def test_margins_of_the_city_are_right_to_a_pass_or_so():
    """Totals by month and kind, quarter and age, and the rest that no district divides."""
    pairs = [
        pair
        for name, (_, dimensions) in pilots.PLAN.items()
        for chosen in ([], *([dimension] for dimension in dimensions if dimension != "district"))
        for pair in true_and_noisy(name, chosen)
        if pair[0] >= LARGE
    ]
    absolute, relative = errors(pairs)
    report(f"{len(pairs)} city margins: mean absolute error {absolute:.2f}, {fmean(relative):.2%}")
    assert absolute <= 1.2
    assert fmean(relative) <= 0.004


def test_quarters_by_district_are_right_to_a_few_per_cent():
    absolute, relative = errors(true_and_noisy("quarter_district_age", ["district"]))
    report(
        f"quarter by district: mean absolute error {absolute:.2f}, {fmean(relative):.2%}, "
        f"95th percentile {quantiles(relative, n=20)[-1]:.2%}"
    )
    assert absolute <= 1.3
    assert fmean(relative) <= 0.03
    assert quantiles(relative, n=20)[-1] <= 0.10


NATIONWIDE, MUNICIPALITIES = 300_000, 60


def test_nationwide_quarters_by_municipality_are_right_to_a_quarter_of_a_per_cent():
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


def test_noise_never_exceeds_three_and_has_no_bias():
    pairs = [pair for name in pilots.PLAN for pair in true_and_noisy(name, pilots.PLAN[name][1])]
    differences = [noisy - true for true, noisy in pairs if true]
    report(
        f"noise over {len(differences)} cells: {min(differences)} to {max(differences)}, mean {fmean(differences):.3f}"
    )
    assert max(map(abs, differences)) <= 3
    assert abs(fmean(differences)) <= 0.05


def test_totals_of_events_by_quarter_and_district_are_right_to_three_per_cent():
    made: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    keys = pilots.keys_of(PASSES)
    for item in pilots.pilot(0, PASSES):
        for group in pilots.values_above("district", item.values["district"]):
            quarter = pilots.HIERARCHIES[TIME].parents[item.month]
            if group in pilots.DISTRICT_GROUPS and quarter:
                made[quarter, group][item.pass_id] += 1
    relative = []
    for by_pass in made.values():
        figure = noisy_events(
            events=by_pass.total(),
            largest_share=max(by_pass.values()),
            count=len(by_pass),
            noisy=noisy_count(len(by_pass), sum(keys[number].counts for number in by_pass)),
            event_key_sum=sum(keys[number].events for number in by_pass),
        )
        if figure is not None:
            relative.append(abs(figure - by_pass.total()) / by_pass.total())
    report(f"events by quarter and district group: {fmean(relative):.2%} over {len(relative)} cells")
    assert fmean(relative) <= 0.03


def test_the_best_guess_at_a_small_cell_hardly_beats_chance():
    """Who knows how often each count of the class "0-4" occurs, against who sees the figure as well."""
    seen: dict[int | None, Counter[int]] = defaultdict(Counter)
    for name in pilots.PLAN:
        for true, noisy in true_and_noisy(name, pilots.PLAN[name][1]):
            seen[shown(noisy)][true] += 1
    gain = gain_of_a_guess(seen, range(5))
    report(f"best guess: 0 to 4 gains {gain:.1%}, where 1 to 4 is known {gain_of_a_guess(seen, range(1, 5)):.1%}")
    assert gain <= 0.07


def gain_of_a_guess(seen: Mapping[int | None, Counter[int]], known: range) -> float:
    """By how much the likeliest of the `known` counts is right more often to who sees the figure."""
    by_figure = [[counts[true] for true in known] for counts in seen.values()]
    total = sum(map(sum, by_figure))
    return sum(map(max, by_figure)) / total - max(map(sum, zip(*by_figure, strict=True))) / total
