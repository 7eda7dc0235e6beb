"""The table of contract lines names every test of this package, and no test that is not there."""

import importlib
import pkgutil
import re

from tests import contracts


def test_the_table_is_true() -> None:
    there = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(contracts.__path__)
        if module.name.startswith("test_") and module.name != "test_coverage"
        for name in vars(importlib.import_module(f"{contracts.__name__}.{module.name}"))
        if name.startswith("test_")
    }
    named = {test for tests in contracts.READING.values() for test in tests} | set(contracts.DECODERS)
    assert named - there == set(), "named, but not there"
    assert there - named == set(), "there, but no line names it"


def test_every_trap_has_a_line() -> None:
    lines = [*contracts.READING, *contracts.LATER]
    numbers = {
        int(n) for line in lines for part in re.findall(r"traps? [\d, and]+", line) for n in re.findall(r"\d+", part)
    }
    assert numbers == set(range(1, 31))
