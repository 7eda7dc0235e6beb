"""The evaluators' pages of the console by axe-core, the tests that browsers carry too, and by the keyboard alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harrastuspassi.releases.exporting import Asker, ask_export
from harrastuspassi.releases.making import make_export
from tests.clients.toolbox import NODE_MODULES, REQUIRED, missing_node
from tests.factories.accounts import evaluator
from tests.factories.releases import AREA_AND_AGE, release
from tests.people import Person, address, browser, person

__all__ = ["address", "browser", "person"]
pytestmark = [
    pytest.mark.skipif(not REQUIRED and bool(missing_node()), reason=f"No axe-core: {missing_node()}"),
    pytest.mark.django_db(transaction=True),
]
AXE = NODE_MODULES / "axe-core/axe.min.js"
LOOK = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"]}).then(found => done(found.violations.map(
    one => ({id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.map(node => node.html.slice(0, 200))}))));
"""
REACHABLE = """
window.mine = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(
    one => !one.disabled && one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}));
return mine.length;
"""
REACHED = "return mine.indexOf(document.activeElement)"
TOLD = "return mine[arguments[0]].outerHTML.slice(0, 200)"


@pytest.fixture
def pages(person: Person, settings: Any, tmp_path: Any) -> list[str]:
    """The pages of an evaluator, who is signed in, has a file and asked for another."""
    settings.FILES_ROOT = tmp_path / "files"
    release(1, ["2027-Q1"])
    newest = release(2, ["2027-Q2"], published=False)
    user = evaluator()
    exports = [
        ask_export(asker=Asker(user=user), tables=[AREA_AND_AGE], selection={}, language="fi", format=format)
        for format in ("csv", "xlsx")
    ]
    make_export(exports[0].key)
    person.come_in(user)
    own = [f"export/{export.pk}/change/" for export in exports]
    own += ["release/", f"release/{newest.pk}/change/", "export/", "export/ask/", "download/"]
    return ["/console/", *(f"/console/releases/{path}" for path in own)]


def violations(person: Person) -> list[dict[str, Any]]:
    """What axe finds on the page that is open, of all its rules."""
    person.browser.execute_script(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = person.browser.execute_async_script(LOOK)
    return found


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, browser: Chrome) -> Iterator[str]:
    """The colours that the browser says its reader prefers."""
    for value in (request.param, ""):
        preferred = {"features": [{"name": "prefers-color-scheme", "value": value}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", preferred)
        if value:
            yield value


def test_axe_finds_nothing_serious_on_any_page(person: Person, pages: list[str], scheme: str) -> None:
    found = {}
    for path in pages:
        person.open(path)
        is_dark = "dark" in person.browser.find_element(By.TAG_NAME, "html").get_attribute("class").split()
        assert is_dark == (scheme == "dark")
        found[path] = [one for one in violations(person) if one["impact"] in ("serious", "critical")]
    assert not any(found.values()), {path: of_one for path, of_one in found.items() if of_one}


def test_axe_sees_what_is_wrong(person: Person, pages: list[str]) -> None:
    person.open(pages[0])
    person.browser.execute_script("document.querySelector('main, body').innerHTML += '<img src=\"/x.png\">'")
    assert "image-alt" in {one["id"] for one in violations(person)}


def test_whatever_can_be_pressed_is_reached_by_the_keyboard(person: Person, pages: list[str]) -> None:
    for path in pages:
        person.open(path)
        count = person.browser.execute_script(REACHABLE)
        assert count > 3, path
        reached = set()
        for _ in range(count + 20):
            ActionChains(person.browser).send_keys(Keys.TAB).perform()
            reached.add(person.browser.execute_script(REACHED))
        missed = [person.browser.execute_script(TOLD, number) for number in set(range(count)) - reached]
        assert missed == [], path


def test_a_file_is_asked_for_with_keys_alone(person: Person, pages: list[str]) -> None:
    person.open("/console/releases/export/ask/")
    for _ in range(100):
        ActionChains(person.browser).send_keys(Keys.TAB).perform()
        if person.browser.execute_script("return document.activeElement.name") == "tables":
            break
    ActionChains(person.browser).send_keys(Keys.SPACE, Keys.ENTER).perform()
    person.wait(lambda: "/change/" in person.path)
