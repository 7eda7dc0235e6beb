"""The pages, and the way back to the organizers' own site, in a browser that keeps to every policy it is told."""

import json
import re
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from harrastuspassi.accounts.models import User
from tests.accounts.browsing import code_of, link_in
from tests.chromium import PHONE, fetched, network
from tests.factories.accounts import PASSWORD, member, moderator
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory
from tests.people import Person, address, browser, complaints, person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("chromium"),
    pytest.mark.either("what a browser makes of the pages"),
]
__all__ = ["address", "browser", "person"]
SEEN = "input, .button"


def test_someone_signs_up_and_turns_the_second_factor_on(person: Person, mailoutbox: list[Any]) -> None:
    person.open("/accounts/login/")
    assert person.browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == "fi"
    person.open("/accounts/signup/")
    person.fill(email="aino@example.fi", first_name="Aino", last_name="Virta", password1=PASSWORD, password2=PASSWORD)
    person.press()
    assert person.path == "/accounts/confirm-email/"
    person.open(link_in(mailoutbox[-1].body))
    person.press()
    person.sign_in(User.objects.get())
    assert "Aino Virta" in person.text

    person.open("/accounts/2fa/totp/activate/")
    person.fill(password=PASSWORD)
    person.press()
    picture = person.browser.find_element(By.TAG_NAME, "img")
    assert person.browser.execute_script("return arguments[0].complete && arguments[0].naturalWidth > 0", picture)
    secret = person.browser.find_element(By.ID, "authenticator_secret").get_attribute("value")
    person.fill(code=code_of(secret))
    person.press()
    codes = person.browser.find_element(By.ID, "recovery_codes").get_attribute("value").split()
    assert len(codes) == 10

    person.open("/accounts/logout/")
    person.press()
    person.sign_in(User.objects.get())
    assert person.path == "/accounts/2fa/authenticate/"
    person.fill(code=codes[0])
    person.press()
    assert person.path == "/accounts/"

    assert complaints(person.browser) == []
    assert [url for url in fetched(network(person.browser)) if not url.startswith(f"{person.address}/")] == []


def test_a_moderator_without_the_second_factor_is_led_to_it(person: Person) -> None:
    user = moderator(MunicipalityFactory(), second_factor=False, password=PASSWORD)
    person.open("/accounts/login/")
    person.sign_in(user)
    person.browser.find_element(By.CSS_SELECTOR, ".note a").click()
    assert person.path in ("/accounts/reauthenticate/", "/accounts/2fa/totp/activate/")


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "password/reset/", "", "profile/", "email/", "2fa/", "invitations/x/", "nothing/"]
)
def test_pages_fit_a_phone_and_name_their_fields(person: Person, path: str) -> None:
    person.open("/accounts/login/")
    if path not in ("login/", "signup/", "password/reset/"):
        person.sign_in(member(password=PASSWORD))
    person.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        person.open(f"/accounts/{path}")
        assert person.browser.execute_script("return document.documentElement.scrollWidth") <= PHONE["width"]
    finally:
        person.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    unnamed = person.browser.execute_script(
        "return [...document.querySelectorAll('input:not([type=hidden]):not([hidden]), select, textarea')]"
        ".filter(field => !field.labels.length).map(field => field.outerHTML)"
    )
    assert unnamed == []
    assert len(person.browser.find_elements(By.TAG_NAME, "h1")) == 1


# --- CONTRACT.md 1.3, from the other side -----------------------------------------------------------
UI_PAGE = """<!doctype html><title>UI</title><link rel="icon" href="data:,"><p id="name"></p><p id="hobbies"></p>
<script>
const api = "%(api)s";
fetch(api + "/auth/token/", {credentials: "include"}).then(answer => {
  if (!answer.ok) { location.href = api + "/accounts/login/"; return; }
  return answer.json().then(({access}) => {
    const claims = JSON.parse(atob(access.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    document.getElementById("name").textContent = claims.first_name + " " + claims.last_name;
    return fetch(api + "/mobile-api/v1/hobbies/?editable_only=true&page_size=50",
                 {headers: {Authorization: "Bearer " + access, "Content-Type": "application/json"}});
  }).then(answer => answer.json()).then(body => {
    document.getElementById("hobbies").textContent = body.results.map(hobby => hobby.name).join();
  });
}).catch(error => { document.title = "no answer: " + error; });
</script>"""


@pytest.fixture
def organizer_ui(address: str, settings: Any) -> Iterator[str]:
    """A site of organizers, on another port: it asks for a token as it opens, and sends people to sign in."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((UI_PAGE % {"api": address}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer((urlsplit(address).hostname, 0), Site) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"http://{urlsplit(address).hostname}:{server.server_port}"
        settings.ORGANIZER_UI_URL = settings.LOGIN_REDIRECT_URL = f"{url}/"
        settings.ORGANIZER_UI_ORIGIN = url
        yield url
        server.shutdown()


def text_of(browser: webdriver.Chrome, name: str) -> str:
    found = WebDriverWait(browser, 20).until(lambda _: browser.find_element(By.ID, name).text)
    return str(found)


def test_the_organizer_ui_sends_its_user_to_sign_in_and_gets_them_back_with_a_token(
    person: Person, organizer_ui: str
) -> None:
    user = member(first_name="Aino", last_name="Virta", password=PASSWORD)
    HobbyFactory(organizer=user.memberships.get().organizer, name_fi="Luonnos", state="draft")
    HobbyFactory(name_fi="Toisten")
    person.browser.get(f"{organizer_ui}/")
    WebDriverWait(person.browser, 20).until(lambda _: person.path == "/accounts/login/")
    person.sign_in(user)
    WebDriverWait(person.browser, 20).until(lambda _: person.browser.current_url == f"{organizer_ui}/")
    assert text_of(person.browser, "name") == "Aino Virta"
    assert text_of(person.browser, "hobbies") == "Luonnos"
    # A new load of the page gets a new token by the cookie alone.
    person.browser.get(f"{organizer_ui}/")
    assert text_of(person.browser, "name") == "Aino Virta"
    refused = [line for line in complaints(person.browser) if "401" not in line]
    assert refused == []


def test_another_site_gets_no_token(person: Person, organizer_ui: str, settings: Any) -> None:
    user = member(password=PASSWORD)
    person.open("/accounts/login/")
    person.sign_in(user)
    settings.ORGANIZER_UI_ORIGIN = "http://127.0.0.1:1"
    person.browser.get(f"{organizer_ui}/")
    WebDriverWait(person.browser, 20).until(lambda _: person.browser.title.startswith("no answer"))
    assert any("CORS" in line for line in complaints(person.browser))


def test_the_templates_have_nothing_inline(person: Person) -> None:
    user = member(password=PASSWORD)
    person.open("/accounts/login/")
    pages = [person.browser.page_source]
    person.sign_in(user)
    for path in ("", "profile/", "email/", "password/change/", "2fa/", "logout/", "3rdparty/"):
        person.open(f"/accounts/{path}")
        pages.append(person.browser.page_source)
    for page in pages:
        assert re.findall(r"<script|<style|\sstyle=|\son\w+=|javascript:", page) == []
        addresses = re.findall(r'(?:src|href|action)="(?!/|#|mailto:)([^"]*)"', page)
        assert addresses == [], json.dumps(addresses)
