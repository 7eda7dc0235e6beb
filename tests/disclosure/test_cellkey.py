"""The cell-key method, rule by rule of the method that the codebook publishes."""

import hashlib
import hmac
import math
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.disclosure import cellkey, maximum_entropy

pytestmark = pytest.mark.once("computes, and touches no database")

SECRET = bytes(range(32))
counts = st.integers(min_value=0, max_value=10_000)
key_sums = st.integers(min_value=0, max_value=2**50)
ROWS_AS_PUBLISHED = {
    1: {-1: 0.575, 0: 0.157, 1: 0.078, 2: 0.071, 3: 0.118},
    2: {-2: 0.168, -1: 0.233, 0: 0.244, 1: 0.192, 2: 0.113, 3: 0.050},
    3: {-3: 0.037, -2: 0.112, -1: 0.216, 0: 0.269, 1: 0.216, 2: 0.112, 3: 0.037},
}


def chances(count: int) -> dict[int, float]:
    row = cellkey.ROWS[count]
    return {v: upper - lower for v, (lower, upper) in zip(row.values, pairwise((0.0, *row.upper_bounds)), strict=True)}


def test_the_committed_rows_are_those_that_their_program_makes_up_to_the_last_bits():
    committed = Path(cellkey.__file__).with_name("perturbation.csv").read_text(encoding="ascii").splitlines()
    made = maximum_entropy.as_csv().splitlines()
    assert [line.rpartition(",")[0] for line in committed] == [line.rpartition(",")[0] for line in made]
    assert [float(line.rpartition(",")[2]) for line in committed[1:]] == pytest.approx(
        [float(line.rpartition(",")[2]) for line in made[1:]], abs=1e-12
    )


@pytest.mark.parametrize("count", ROWS_AS_PUBLISHED)
def test_each_row_is_what_the_method_states_with_mean_0_and_variance_2(count: int):
    row = chances(count)
    assert {v: pytest.approx(p, abs=0.0006) for v, p in row.items()} == ROWS_AS_PUBLISHED[count]
    assert sum(row.values()) == pytest.approx(1)
    assert sum(v * p for v, p in row.items()) == pytest.approx(0, abs=1e-12)
    assert sum(v * v * p for v, p in row.items()) == pytest.approx(2, abs=1e-12)


def test_no_other_distribution_with_the_same_moments_has_a_greater_entropy():
    """The exponential form: log p is a parabola in v, so its third differences vanish."""
    for count in cellkey.ROWS:
        logs = [math.log(p) for p in chances(count).values()]
        for _ in range(3):
            logs = [later - earlier for earlier, later in pairwise(logs)]
        assert logs == pytest.approx([0] * len(logs), abs=1e-9)


def test_record_keys_are_two_parts_of_one_authentication_code():
    digest = hmac.new(SECRET, b"a pass", hashlib.sha256).digest()
    assert cellkey.record_keys(SECRET, b"a pass") == (
        int.from_bytes(digest[0:4], "big"),
        int.from_bytes(digest[4:8], "big"),
    )


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_statistics_key_of_another_length_is_refused(length: int):
    with pytest.raises(ValueError, match="has 32 bytes"):
        cellkey.record_keys(bytes(length), b"a pass")


@given(counts, key_sums)
def test_noise_is_bounded_and_never_makes_a_count_negative(count: int, key_sum: int):
    noisy = cellkey.noisy_count(count, key_sum)
    assert noisy >= 0
    assert abs(noisy - count) <= 3
    assert count or noisy == 0


@given(counts, key_sums)
def test_only_the_keys_modulo_the_largest_one_matter(count: int, key_sum: int):
    assert cellkey.noise(count, key_sum) == cellkey.noise(count, key_sum + 2**32)


def test_the_ends_of_the_keys_get_the_ends_of_the_row():
    assert cellkey.noise(3, 0) == -3
    assert cellkey.noise(3, 2**32 - 1) == 3
    assert cellkey.noise(1, 0) == -1


def test_over_many_groups_noise_has_the_rows_frequencies():
    drawn = random.Random(1)
    for count, row in ((n, chances(n)) for n in cellkey.ROWS):
        seen = Counter(cellkey.noise(count, drawn.getrandbits(32)) for _ in range(20_000))
        assert {v: pytest.approx(p, abs=0.015) for v, p in row.items()} == {v: seen[v] / 20_000 for v in row}


@pytest.mark.parametrize(("noisy", "figure"), [(0, None), (4, None), (5, 5), (12, 12)])
def test_less_than_five_is_shown_as_a_class_of_its_own(noisy: int, figure: int | None):
    assert cellkey.shown(noisy) == figure


@pytest.mark.parametrize(
    ("figure", "least", "most"), [(None, 0, 7), (5, 2, 8), (6, 3, 9), (7, 4, 10), (8, 5, 11), (100, 97, 103)]
)
def test_who_knows_the_rules_knows_these_bounds(figure: int | None, least: int, most: int):
    assert cellkey.possible_counts(figure) == (least, most)


@given(st.integers(min_value=0, max_value=60), key_sums)
def test_the_true_count_is_within_the_bounds_of_its_figure(count: int, key_sum: int):
    least, most = cellkey.possible_counts(cellkey.shown(cellkey.noisy_count(count, key_sum)))
    assert least <= count <= most


MIDDLE = 2**31
"""A key with the noise 0."""


@pytest.mark.parametrize(
    ("events", "largest_share", "noisy", "published"),
    [
        (40, 8, 10, 40),
        (42, 8, 10, 40),
        (43, 8, 10, 45),
        (40, 8, 9, None),  # too few passes
        (40, 20, 10, 40),  # a half is not more than a half
        (40, 21, 10, None),
        (11, 2, 10, 10),
    ],
)
def test_events_are_published_by_fives_where_many_passes_made_them(
    events: int, largest_share: int, noisy: int, published: int | None
):
    figure = cellkey.noisy_events(
        events=events, largest_share=largest_share, count=10, noisy=noisy, event_key_sum=MIDDLE
    )
    assert figure == published


def test_the_noise_of_events_is_that_of_a_pass_with_the_mean_number_of_them():
    """1,000 events by 10 passes, noise 3: three passes of a hundred events each."""
    figure = cellkey.noisy_events(events=1000, largest_share=100, count=10, noisy=11, event_key_sum=2**32 - 1)
    assert figure == 1300


def test_half_a_step_is_rounded_up():
    figure = cellkey.noisy_events(events=25, largest_share=3, count=10, noisy=10, event_key_sum=2**32 - 1)
    assert figure == 35  # 25 + 3 * 2.5 = 32.5


@given(st.integers(10, 500), st.integers(1, 50), key_sums, key_sums)
def test_published_events_are_multiples_of_five_and_at_least_ten(count: int, mean: int, key_sum: int, events_key: int):
    figure = cellkey.noisy_events(
        events=count * mean,
        largest_share=mean,
        count=count,
        noisy=cellkey.noisy_count(count, key_sum),
        event_key_sum=events_key,
    )
    assert figure is None or (figure >= 10 and figure % 5 == 0)


@pytest.mark.parametrize(
    ("part", "whole", "figure"),
    [(10, 20, 50), (10, 19, None), (None, 40, None), (5, None, None), (1, 40, 3), (5, 40, 13)],
)
def test_ratios_come_from_published_figures_in_whole_per_cents(part: int | None, whole: int | None, figure: int | None):
    assert cellkey.per_cent(part, whole) == figure


@pytest.mark.parametrize(
    ("events", "count", "figure"), [(45, 20, 2.3), (40, 16, 2.5), (None, 16, None), (40, None, None)]
)
def test_the_mean_of_events_is_published_events_over_published_passes(
    events: int | None, count: int | None, figure: float | None
):
    assert cellkey.events_per_pass(events, count) == figure


def test_the_package_of_the_british_statistics_office_agrees_on_eight_bit_keys():
    """A fixture of its form: keys of 8 bits, and a table of the noise of each count and key. Rows are persons there."""
    drawn = random.Random(7)
    people = pd.DataFrame(
        [
            {"area": f"area {drawn.randrange(12)}", "gender": drawn.choice("fm"), "record_key": drawn.randrange(256)}
            for _ in range(600)
        ]
    )
    largest = int(people.groupby(["area", "gender"]).size().max())
    table = pd.DataFrame(
        [
            {"pcv": count, "ckey": key, "pvalue": cellkey.noise(count, key, bits=8)}
            for count in range(1, max(751, largest + 1))
            for key in range(256)
        ]
    )
    theirs = create_perturbed_table(
        people, table, geog=["area"], tab_vars=["gender"], record_key="record_key", threshold=5
    )
    ours = {
        (area, gender): cellkey.shown(len(group) + cellkey.noise(len(group), int(group["record_key"].sum()), bits=8))
        for (area, gender), group in people.groupby(["area", "gender"])
    }
    assert len(ours) == 24
    assert {
        (row["area"], row["gender"]): None if pd.isna(row["count"]) else int(row["count"])
        for _, row in theirs.iterrows()
    } == ours
