"""How tests are dealt out to the processes and legs that run them."""

import os

import pytest

pytestmark = pytest.mark.once("the tests themselves")


@pytest.mark.xdist_group("dealing")
@pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" not in os.environ, reason="There is one process; to run this: pytest -n 2 --dist loadgroup"
)
def test_what_belongs_together_has_the_name_of_its_group_by_which_xdist_deals(request: pytest.FixtureRequest) -> None:
    assert request.config.getoption("loadgroup") == request.node.nodeid.endswith("@dealing")
