"""Someone at a browser that keeps to every policy it is told."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from harrastuspassi.accounts.models import User
from harrastuspassi.common import queue
from tests.chromium import clear_logs
from tests.factories.accounts import PASSWORD
from workers.tasks import run_job


@pytest.fixture
def address(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the pages are served, mail being delivered at once."""
    url = live_server.url.replace("localhost", "127.0.0.1")
    settings.PUBLIC_URL = settings.PUBLIC_ORIGIN = url
    monkeypatch.setattr(queue, "send", lambda job_id, **_: run_job(job_id) is None)
    return str(url)


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """Chromium without a cookie, reading Finnish."""
    chromium.execute_cdp_cmd("Network.enable", {})
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    chromium.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Accept-Language": "fi"}})
    clear_logs(chromium)
    yield chromium
    chromium.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {}})
    chromium.get("about:blank")


class Person:
    """Someone at the browser."""

    def __init__(self, browser: webdriver.Chrome, address: str):
        self.browser, self.address = browser, address

    def open(self, path: str) -> None:
        self.browser.get(self.address + path)

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.browser.find_element(By.NAME, name).send_keys(text)

    def press(self) -> None:
        """Presses the main button, and waits for the page that follows."""
        old = self.browser.find_element(By.TAG_NAME, "html")
        self.browser.find_element(By.CSS_SELECTOR, "main form .button:not(.plain):not(.danger)").click()
        self.wait(lambda: old.id != self.browser.find_element(By.TAG_NAME, "html").id)

    def wait(self, until: Callable[[], bool]) -> None:
        """Waits for what is to come about, while one page may go and another come."""
        WebDriverWait(self.browser, 20, ignored_exceptions=[StaleElementReferenceException]).until(lambda _: until())

    @property
    def path(self) -> str:
        return urlsplit(self.browser.current_url).path

    @property
    def text(self) -> str:
        return str(self.browser.find_element(By.TAG_NAME, "body").text)

    def sign_in(self, user: User) -> None:
        self.fill(login=user.email, password=PASSWORD)
        self.press()

    def come_in(self, user: User) -> None:
        """Signs in without the pages for it."""
        client = Client()
        client.force_login(user)
        self.open("/health/")
        self.browser.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value})
        clear_logs(self.browser)


@pytest.fixture
def person(browser: webdriver.Chrome, address: str) -> Person:
    return Person(browser, address)


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the browser refused or could not do; its advice on password fields aside."""
    return [entry["message"] for entry in browser.get_log("browser") if "[DOM]" not in entry["message"]]
