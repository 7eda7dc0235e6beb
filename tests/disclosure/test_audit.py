"""The attacker: what it must find, and that it finds nothing where the method was followed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harrastuspassi.disclosure.audit import Finding, Leak, PublishedTable, findings
from harrastuspassi.disclosure.blocks import NoSolution, blocks, narrowed_by_sums
from harrastuspassi.disclosure.bounds import Contradiction, narrowed
from harrastuspassi.disclosure.cellkey import Range, RecordKeys
from harrastuspassi.disclosure.groups import Family, Group, Hierarchy, families
from harrastuspassi.statistics.tables import TABLES
from tests.disclosure import pilots

pytestmark = pytest.mark.once("computes, and touches no database")

HIERARCHIES = {"district": Hierarchy({"a": None, "b": None, "c": None}, partition=True)}
ACTIVITIES = {"root": Hierarchy({"x": None, "y": None}, partition=False)}


def group(**values: str) -> Group:
    return Group("active", frozenset(values.items()))


def leaks(found: Sequence[Finding]) -> set[Leak]:
    return {finding.leak for finding in found}


def table(**figures: int | None) -> PublishedTable:
    """A table of districts and of all of them."""
    return PublishedTable(
        "table", {group() if name == "total" else group(district=name): figure for name, figure in figures.items()}
    )


# --- what is part of what -----------------------------------------------------------------------


def test_families_span_tables_and_levels_and_are_whole_or_not_at_all():
    hierarchies = {"place": Hierarchy({"north": None, "n1": "north", "n2": "north"}, partition=True)}
    groups = [group(), group(place="north"), group(place="n1"), group(place="n2")]
    assert {(family.whole, family.parts) for family in families(groups, hierarchies)} == {
        (0, (1,)),
        (1, (2, 3)),
        (0, (2, 3)),
    }
    assert {family.whole for family in families(groups[:-1], hierarchies)} == {0}


# --- what follows from sums ---------------------------------------------------------------------


def test_a_part_is_what_the_whole_leaves_it():
    ranges = narrowed([Range(10, 10), Range(0, 7), Range(6, 9)], [Family(0, (1, 2), "district", adds_up=True)])
    assert ranges == [(10, 10), (1, 4), (6, 9)]


def test_a_whole_that_is_only_covered_is_at_least_its_largest_part():
    ranges = narrowed([Range(0, 20), Range(3, 7), Range(6, 9)], [Family(0, (1, 2), "root", adds_up=False)])
    assert ranges[0] == (6, 16)


def test_ranges_that_no_counts_satisfy_are_a_contradiction():
    with pytest.raises(Contradiction):
        narrowed([Range(0, 3), Range(4, 7), Range(0, 7)], [Family(0, (1, 2), "district", adds_up=True)])


def test_what_only_all_sums_together_imply_is_found_by_the_programme():
    """Rows sum to 1 and 1, the first column to 2: its members are both 1, which no single sum says."""
    rows = [Family(0, (2, 3), "row", adds_up=True), Family(1, (4, 5), "row", adds_up=True)]
    column = Family(6, (2, 4), "column", adds_up=True)
    free = Range(0, 7)
    ranges = [Range(1, 1), Range(1, 1), free, free, free, free, Range(2, 2)]
    assert narrowed_by_sums(ranges, [*rows, column], [2, 3, 4, 5]) == {2: (1, 1), 3: (0, 0), 4: (1, 1), 5: (0, 0)}


def test_sums_that_contradict_each_other_have_no_solution():
    rows = [Family(0, (2, 3), "row", adds_up=True), Family(1, (2, 3), "row", adds_up=True)]
    with pytest.raises(NoSolution):
        narrowed_by_sums([Range(1, 1), Range(2, 2), Range(0, 7), Range(0, 7)], rows, [2])


def test_what_lies_below_some_parts_only_is_not_said_to_be_the_whole():
    """Districts of one town are no country, where another town has none."""
    uneven = {"area": Hierarchy({"city": None, "town": None, "east": "city", "west": "city"}, partition=True)}
    cells = [group(), *(group(area=name) for name in uneven["area"].parents)]
    found = families(cells, uneven)
    assert {(family.whole, family.parts) for family in found} == {(0, (1, 2)), (1, (3, 4))}


def test_blocks_are_apart_where_nothing_adds_up():
    first, second = Family(0, (1, 2), "a", adds_up=True), Family(3, (4, 5), "a", adds_up=True)
    cover = Family(0, (3, 4), "b", adds_up=False)
    joined = Family(2, (5, 6), "a", adds_up=True)
    assert list(blocks([first, cover, second])) == [[first], [second]]
    assert list(blocks([first, second, joined])) == [[first, second, joined]]


counts = st.integers(min_value=0, max_value=9)


@settings(max_examples=60)
@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=4), st.data())
def test_the_truth_is_never_ruled_out_and_no_range_is_wider_than_it_was(cells: list[list[int]], data: st.DataObject):
    """Of any true table of rows and columns with their sums, whatever is known of each cell."""
    truth = [value for row in cells for value in row]
    rows = [list(range(number * 3, number * 3 + 3)) for number in range(len(cells))]
    columns = [[row[number] for row in rows] for number in range(3)]
    links = []
    for parts in (*rows, *columns):
        links.append(Family(len(truth), tuple(parts), "any", adds_up=True))
        truth.append(sum(truth[part] for part in parts))
    known = [
        Range(max(value - data.draw(st.integers(0, 4)), 0), value + data.draw(st.integers(0, 4))) for value in truth
    ]
    ranges = narrowed(known, links)
    by_sums = narrowed_by_sums(ranges, links, range(len(truth)))
    for position, value in enumerate(truth):
        assert known[position].least <= ranges[position].least <= value <= ranges[position].most
        assert ranges[position].most <= known[position].most
        assert by_sums[position].least < by_sums[position].most or by_sums[position] == (value, value)


# --- what it has to find ------------------------------------------------------------------------


def pinned_by(total: int) -> list[Finding]:
    """12 and 13 at least in two districts, and 2 in the third, where a 5 is shown of one activity."""
    figures = {group(): total, group(district="a"): 15, group(district="b"): 16, group(district="c"): None}
    activities = {group(district="c", root="x"): 5, group(district="c", root="y"): None}
    return findings([PublishedTable("t", figures), PublishedTable("u", activities)], {**HIERARCHIES, **ACTIVITIES})


def test_a_count_that_follows_from_figures_of_two_tables_is_pinned_down():
    """27 in all at most leave 2 at most to the third district, which has 2 at least: both did the one activity."""
    assert set(pinned_by(total=24)) == {
        Finding(Leak.PINNED, group(district="c")),
        Finding(Leak.PINNED, group(district="c", root="x")),
        Finding(Leak.MEMBERSHIP, group(district="c", root="x")),
    }


def test_one_more_in_all_leaves_it_open():
    assert pinned_by(total=25) == []


def test_everyone_of_a_group_in_one_part_of_it_stops_a_release():
    """8 in all at most, and one district has 8 at least."""
    found = findings([table(total=5, a=11, b=None, c=None)], HIERARCHIES)
    assert Finding(Leak.MEMBERSHIP, group(district="a")) in found


@pytest.mark.parametrize("figure", range(5))
def test_a_zero_or_another_small_count_shown_apart_is_found(figure: int):
    assert Leak.SMALL_SHOWN in leaks(findings([table(total=10, a=5, b=5, c=figure)], HIERARCHIES))


def test_two_figures_of_one_group_are_found():
    found = findings([table(total=30, a=10, b=10, c=10), table(total=31)], HIERARCHIES)
    assert found == [Finding(Leak.DISAGREES, group(), "table")]


def test_a_figure_that_was_published_otherwise_is_found():
    found = findings([table(total=30)], HIERARCHIES, before=[table(total=31)])
    assert found == [Finding(Leak.CHANGED, group(), "table")]


def test_figures_beyond_all_noise_are_found():
    assert leaks(findings([table(total=60, a=10, b=10, c=10)], HIERARCHIES)) == {Leak.IMPOSSIBLE}


def test_an_erasure_between_two_freezes_is_no_contradiction():
    """The year counts fewer than its first quarter did: who knows that passes are erased infers nothing from it."""
    hierarchies = {"period": Hierarchy({"2026": None, "2026-Q1": "2026"}, partition=False)}
    quarter = PublishedTable("quarter", {group(period="2026-Q1"): 40})
    year = PublishedTable("year", {group(period="2026"): 30})
    assert findings([year], hierarchies, before=[quarter]) == []


# --- mistakes planted in a simulated pilot ------------------------------------------------------

PASSES = 2500
QUARTERLY = [TABLES[name] for name in ("quarters_by_area_and_age", "quarters_by_category_and_gender")]


@cache
def pilot() -> list[pilots.Done]:
    return pilots.pilot(1, PASSES)


def published(done: Sequence[pilots.Done], figure: pilots.Figure = pilots.protected) -> list[PublishedTable]:
    tables = pilots.published(done, pilots.keys_of(PASSES), pilots.QUARTERS, figure=figure, plan=QUARTERLY)
    return [table.for_audit() for table in tables]


@cache
def quarterly() -> list[PublishedTable]:
    return published(pilot())


def in_full(passes: Collection[int], keys: Sequence[RecordKeys]) -> int | None:
    return len(passes) if len(passes) >= 5 else None


def zeros_apart(passes: Collection[int], keys: Sequence[RecordKeys]) -> int | None:
    return pilots.protected(passes, keys) if passes else 0


def test_the_planted_pilot_is_clean_before_anything_is_planted():
    assert findings(quarterly(), pilots.HIERARCHIES) == []


def test_a_table_without_noise_is_found():
    exact = published(pilot(), in_full)
    one_exact = [exact[0], *quarterly()[1:]]
    assert Finding(Leak.ADDS_UP, None, exact[0].name) in findings(one_exact, pilots.HIERARCHIES)


def test_margins_that_were_added_up_are_found():
    added = {}
    groups = list(quarterly()[0].figures)
    for family in families(groups, pilots.HIERARCHIES):
        parts = [quarterly()[0].figures[groups[part]] for part in family.parts]
        if family.dimension == "age_group":
            added[groups[family.whole]] = sum(part or 0 for part in parts)
    first = replace(quarterly()[0], figures={**quarterly()[0].figures, **added})
    found = leaks(findings([first, *quarterly()[1:]], pilots.HIERARCHIES))
    assert found & {Leak.ADDS_UP, Leak.IMPOSSIBLE, Leak.DISAGREES}


def test_zeros_shown_apart_are_found():
    assert Leak.SMALL_SHOWN in leaks(findings(published(pilot(), zeros_apart), pilots.HIERARCHIES))


def test_a_table_that_was_recomputed_after_an_erasure_is_found():
    erased = {done.pass_id for done in pilot()[:200]}
    left = [done for done in pilot() if done.pass_id not in erased]
    assert Leak.CHANGED in leaks(findings(published(left), pilots.HIERARCHIES, before=quarterly()))
