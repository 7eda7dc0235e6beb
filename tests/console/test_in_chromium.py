"""The console in a browser that keeps to the content security policy: it logs nothing, and what moves still does."""

from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from harrastuspassi.catalogue.models import OrganizerState
from harrastuspassi.common import clock
from harrastuspassi.console.urls import site
from tests.accounts.browsing import code_of
from tests.chromium import fetched, network
from tests.factories.accounts import PASSWORD, member, moderator, operator, turn_on_second_factor
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory, OrganizerFactory, PromotionFactory
from tests.people import Person, address, browser, complaints, person

__all__ = ["address", "browser", "person"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("chromium"),
    pytest.mark.either("what a browser makes of the pages"),
]


def click(person: Person, selector: str) -> None:
    person.browser.find_element(By.CSS_SELECTOR, selector).click()


def shows(person: Person, selector: str, *, is_shown: bool = True) -> Any:
    """Waits until an element is shown, or is not."""
    find = person.browser.find_element
    return WebDriverWait(person.browser, 10).until(
        lambda _: find(By.CSS_SELECTOR, selector).is_displayed() == is_shown, message=selector
    )


def assert_clean(person: Person) -> None:
    assert complaints(person.browser) == []
    assert [url for url in fetched(network(person.browser)) if not url.startswith(f"{person.address}/")] == []


def test_a_moderator_comes_in_with_two_factors_and_finds_what_waits(person: Person) -> None:
    here = MunicipalityFactory()
    user = moderator(here, second_factor=False, password=PASSWORD)
    secret = turn_on_second_factor(user)
    waiting = OrganizerFactory(municipality=here, state=OrganizerState.PENDING, waiting_since=clock.now())
    person.open("/console/")
    assert person.path == "/accounts/login/"
    person.sign_in(user)
    assert person.path == "/accounts/2fa/authenticate/"
    person.fill(code=code_of(secret))
    person.press()
    assert person.path == "/console/"
    assert "Odottavat" in person.text
    person.browser.find_element(By.LINK_TEXT, waiting.name).click()
    person.wait(lambda: person.path == f"/console/catalogue/organizer/{waiting.pk}/change/")
    assert_clean(person)


def test_no_page_breaks_the_policy(person: Person) -> None:
    organizer = OrganizerFactory()
    hobby = HobbyFactory(organizer=organizer)
    PromotionFactory(organizer=organizer)
    member(organizer)
    person.come_in(operator())
    lists = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]
    rows = [f"catalogue/hobby/{hobby.pk}/change/", f"catalogue/organizer/{organizer.pk}/invite/", "nothing/"]
    for path in ("", *lists, *rows, "accounts/servicetoken/issue/"):
        person.open(f"/console/{path}")
        shows(person, "body")
        assert [
            line for line in complaints(person.browser) if "404 (Not Found)" not in line or path != "nothing/"
        ] == [], path
    assert_clean(person)


def test_what_moves_moves(person: Person) -> None:
    OrganizerFactory()
    person.come_in(operator())
    person.open("/console/catalogue/organizer/")
    menu = "#nav-sidebar nav.absolute"
    shows(person, menu, is_shown=False)
    click(person, "#nav-sidebar [x-on\\:click='openUserLinks = !openUserLinks']")
    shows(person, menu)
    click(person, f"{menu} [title='Tumma']")
    WebDriverWait(person.browser, 10).until(
        lambda browser: "dark" in browser.find_element(By.TAG_NAME, "html").get_attribute("class")
    )
    click(person, "[x-on\\:click='toggleSidebar()']")
    shows(person, "#nav-sidebar", is_shown=False)
    click(person, "[x-on\\:click='toggleSidebar()']")
    shows(person, "#nav-sidebar")
    person.open("/console/catalogue/organizer/")
    click(person, "[x-on\\:click='filterOpen = true']")
    shows(person, "a[href='?state=approved']")
    person.browser.execute_script("localStorage.clear()")
    assert_clean(person)


def test_the_language_is_changed_there(person: Person) -> None:
    person.come_in(operator())
    person.open("/console/")
    click(person, "#nav-sidebar [x-on\\:click='openUserLinks = !openUserLinks']")
    shows(person, "button[value='sv']")
    click(person, "button[value='sv']")
    person.wait(lambda: "Det som väntar" in person.text)
    assert person.path == "/console/"
    assert_clean(person)
