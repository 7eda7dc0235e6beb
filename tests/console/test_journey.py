"""From signing up to a hobby in the app, as a club and its municipality's moderator go: every page, in a browser."""

import datetime as dt
import json
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, Location, Organizer
from harrastuspassi.common import clock
from tests.accounts.browsing import code_of, link_in
from tests.chromium import PHONE, fetched, network
from tests.factories.accounts import PASSWORD, moderator, turn_on_second_factor
from tests.factories.catalogue import HobbyCategoryFactory, MunicipalityFactory
from tests.people import Person, address, browser, complaints, person

__all__ = ["address", "browser", "person"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("chromium")]
WEEKS = 4
"""Of which the first event is one."""


def type_in(person: Person, **fields: str) -> None:
    """Gives fields a value as a person does who has a calendar, a clock or a list to choose from."""
    for name, text in fields.items():
        person.browser.execute_script(
            "arguments[0].value = arguments[1]", person.browser.find_element(By.NAME, name), text
        )


def press(person: Person, selector: str) -> None:
    """Presses a button or a link, and waits for the page that follows."""
    old = person.browser.find_element(By.TAG_NAME, "html")
    person.browser.find_element(By.CSS_SELECTOR, selector).click()
    person.wait(lambda: old.id != person.browser.find_element(By.TAG_NAME, "html").id)


def send(person: Person) -> None:
    """Sends the form of a page of the console."""
    press(person, ".console-step button[type=submit]")


def follow(person: Person, step: str) -> None:
    """Goes to the page of a step."""
    press(person, f"a[href$='/{step}/']")


def sign_out(person: Person) -> None:
    person.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})


def sign_up_and_verify(person: Person, mailoutbox: list[Any]) -> None:
    person.open("/accounts/signup/")
    person.fill(email="aino@example.fi", first_name="Aino", last_name="Virta", password1=PASSWORD, password2=PASSWORD)
    person.press()
    assert person.path == "/accounts/confirm-email/"
    person.open(link_in(mailoutbox[-1].body))
    person.press()
    person.sign_in(User.objects.get(email="aino@example.fi"))


def register(person: Person, place: Any) -> None:
    press(person, "main a.button[href='/accounts/organizers/new/']")
    person.fill(name="Kallion palloseura", business_id="0201256-7", email="seura@example.fi")
    type_in(person, kind="club", municipality=str(place.pk))
    person.browser.find_element(By.NAME, "checks_criminal_records").click()
    person.press()
    assert "Anna Y-tunnus tarkistusnumeroineen" in person.text
    person.browser.find_element(By.NAME, "business_id").clear()
    person.fill(business_id="0201256-6")
    person.press()
    assert person.path == f"/console/catalogue/organizer/{Organizer.objects.get().pk}/change/"


def come_in_as_moderator(person: Person, user: User, secret: str) -> None:
    sign_out(person)
    person.open("/console/")
    person.sign_in(user)
    person.fill(code=code_of(secret))
    person.press()
    assert person.path == "/console/"


def come_back(person: Person, session: Any) -> None:
    """Goes on in a session that has begun: no code of the second factor is good twice."""
    sign_out(person)
    person.browser.add_cookie({"name": "sessionid", "value": session["value"]})


def approve(person: Person, name: str) -> None:
    """Finds what waits on the first page, and approves it."""
    person.open("/console/")
    person.browser.find_element(By.LINK_TEXT, name).click()
    person.wait(lambda: person.path.endswith("/change/"))
    follow(person, "approve")
    send(person)


def list_weekly_hobby(person: Person, first: dt.date) -> None:
    """A place, a hobby there, and when it is; some of it wrong at first."""
    person.open("/console/")
    press(person, ".console-new a[href='/console/catalogue/location/add/']")
    person.fill(name_fi="Brahenkenttä", address="Helsinginkatu 23", zip_code="00510", city="Helsinki")
    send(person)

    person.open("/console/catalogue/hobby/add/")
    person.fill(name_fi="Jalkapallokerho", description_fi="Pelataan yhdessä.\n\nKaikki pääsevät mukaan.")
    person.fill(age_from="16", age_to="13", price_amount="12,50", contact_phone="040 123 4567")
    type_in(person, location=str(Location.objects.get().pk), price_type="one_time")
    person.browser.find_element(By.CSS_SELECTOR, ".console-boxes summary").click()
    person.browser.find_element(By.NAME, "categories").click()
    send(person)
    assert "Ei saa olla alaikärajaa pienempi." in person.text
    person.browser.find_element(By.NAME, "age_from").clear()
    person.fill(age_from="7")
    send(person)

    follow(person, "events")
    until = first + dt.timedelta(weeks=WEEKS - 1)
    type_in(person, start_date=first.isoformat(), start_time="18:00", end_time="17:00")
    type_in(person, every_week_until=until.isoformat(), access="open")
    send(person)
    assert "Ei saa olla ennen alkua." in person.text
    type_in(person, end_time="19:30")
    send(person)
    assert Hobby.objects.get().events.count() == WEEKS


def assert_fits_a_phone(person: Person, *paths: str) -> None:
    person.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        for path in paths:
            person.open(path)
            assert person.browser.execute_script("return document.documentElement.scrollWidth") <= PHONE["width"], path
    finally:
        person.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def answer(person: Person, path: str) -> Any:
    person.open(path)
    return json.loads(person.text)


def test_a_club_signs_up_and_young_people_find_its_weekly_hobby(person: Person, mailoutbox: list[Any]) -> None:
    place = MunicipalityFactory()
    HobbyCategoryFactory()
    watcher = moderator(place, second_factor=False, password=PASSWORD)
    secret = turn_on_second_factor(watcher)
    first = clock.local_today() + dt.timedelta(days=3)

    sign_up_and_verify(person, mailoutbox)
    register(person, place)
    come_in_as_moderator(person, watcher, secret)
    watching = person.browser.get_cookie("sessionid")
    approve(person, "Kallion palloseura")

    sign_out(person)
    person.open("/accounts/login/")
    person.sign_in(User.objects.get(email="aino@example.fi"))
    list_weekly_hobby(person, first)
    hobby = Hobby.objects.get()
    assert_fits_a_phone(
        person,
        "/accounts/organizers/new/",
        "/console/",
        "/console/catalogue/hobby/add/",
        f"/console/catalogue/hobby/{hobby.pk}/change/",
        f"/console/catalogue/hobby/{hobby.pk}/events/",
        "/privacy/",
    )
    assert answer(person, "/mobile-api/v1/hobbies/")["results"] == []
    come_back(person, watching)
    approve(person, "Jalkapallokerho")

    [shown] = answer(person, "/mobile-api/v1/hobbies/")["results"]
    assert (shown["id"], shown["name"]) == (hobby.pk, "Jalkapallokerho")
    assert (shown["location"], shown["organizer"]) == (Location.objects.get().pk, Organizer.objects.get().pk)
    events = answer(person, f"/mobile-api/v1/hobbyevents/?hobby={hobby.pk}")["results"]
    weekly = [(first + dt.timedelta(weeks=week)).isoformat() for week in range(WEEKS)]
    assert [(event["start_date"], event["start_time"]) for event in events] == [(day, "18:00:00") for day in weekly]
    # What was wrong was said by the status too.
    assert [line for line in complaints(person.browser) if "status of 422" not in line] == []
    elsewhere = [url for url in fetched(network(person.browser)) if not url.startswith((f"{person.address}/", "data:"))]
    assert elsewhere == []
