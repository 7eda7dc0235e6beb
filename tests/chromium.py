"""Headless Chromium that reaches nothing but this machine, for tests that look at pages."""

import json
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from selenium import webdriver

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1280,900",
]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        missing = "Chromium is not installed; to run this: apt-get install chromium chromium-driver"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in [*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(flag)
    # The page that a new browser shows by itself would fetch things.
    options.add_experimental_option("prefs", {"session.restore_on_startup": 4, "session.startup_urls": ["about:blank"]})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield browser
    browser.quit()


def clear_logs(browser: webdriver.Chrome) -> None:
    """Forgets what the browser has logged so far."""
    for log in ("browser", "performance"):
        browser.get_log(log)


def network(browser: webdriver.Chrome) -> list[dict[str, Any]]:
    """What the browser did on the network since the logs were last read (Chrome DevTools Protocol, Network)."""
    return [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]


def fetched(messages: list[dict[str, Any]]) -> list[str]:
    """The addresses of all requests among `messages`."""
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
