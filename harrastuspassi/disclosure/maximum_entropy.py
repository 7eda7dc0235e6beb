"""Where the rows of perturbation.csv come from: `python -m harrastuspassi.disclosure.maximum_entropy` prints the file.

For each true count the distribution of noise is the one of greatest entropy among those on -3 ... 3 that keep the sum
from falling below zero, with mean 0 and variance 2. Such a distribution has the form p(v) ~ exp(a v + b v^2); a and b
are found by Newton's method on the dual, whose gradient is the difference of the moments (Giessing 2016).
"""

import math
import sys

LARGEST_NOISE = 3
VARIANCE = 2.0
_STEPS = 100
_CLOSE_ENOUGH = 1e-15


def support(count: int) -> range:
    """The noise that a count may get: never more than LARGEST_NOISE, and never so little that the sum is negative."""
    return range(-min(count, LARGEST_NOISE), LARGEST_NOISE + 1)


def distribution(count: int) -> dict[int, float]:
    """Noise to probability for a count of at least 1."""
    values = support(count)
    slope = curvature = 0.0
    for _ in range(_STEPS):
        chances = _chances(values, slope, curvature)
        moments = [sum(p * v**power for v, p in chances.items()) for power in range(5)]
        off_mean, off_variance = moments[1], moments[2] - VARIANCE
        # The Hessian of the dual: covariances of v and v^2.
        vv = moments[2] - moments[1] ** 2
        vw = moments[3] - moments[1] * moments[2]
        ww = moments[4] - moments[2] ** 2
        determinant = vv * ww - vw**2
        slope -= (ww * off_mean - vw * off_variance) / determinant
        curvature -= (vv * off_variance - vw * off_mean) / determinant
        if max(abs(off_mean), abs(off_variance)) < _CLOSE_ENOUGH:
            break
    return _chances(values, slope, curvature)


def _chances(values: range, slope: float, curvature: float) -> dict[int, float]:
    weights = {v: math.exp(slope * v + curvature * v * v) for v in values}
    total = math.fsum(weights.values())
    return {v: weight / total for v, weight in weights.items()}


def as_csv() -> str:
    """count,noise,probability; the row of 3 serves every count from 3 on."""
    lines = ["count,noise,probability"]
    for count in range(1, LARGEST_NOISE + 1):
        lines += [f"{count},{noise},{chance!r}" for noise, chance in distribution(count).items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_csv())
