"""The pages of the API document, seen in headless Chromium: nothing from elsewhere, nothing that the policy refuses."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.test import Client
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from harrastuspassi.config.wsgi import application
from tests.api.documented import EVERYTHING
from tests.chromium import PHONE

pytestmark = [
    pytest.mark.xdist_group("chromium"),
    pytest.mark.once("pages of documents"),
]

PAGES = ["docs", "redoc"]
OPERATIONS = [operation["operationId"] for face, _, _, operation in EVERYTHING if face == "/api/v1/"]
RENDERED = {"docs": ".opblock", "redoc": "[id^='operation/']"}
"""What each page shows an operation in."""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the pages are served. They read no database."""
    with make_server("127.0.0.1", 0, application, Server, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def show(browser: webdriver.Chrome, address: str, page: str, fragment: str = "") -> None:
    """Opens a page afresh and waits until it shows all operations."""
    browser.get("about:blank")
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(f"{address}/api/v1/{page}/{fragment}")
    shown = (By.CSS_SELECTOR, RENDERED[page])
    WebDriverWait(browser, 30).until(lambda _: len(browser.find_elements(*shown)) >= len(OPERATIONS))


@pytest.mark.parametrize("page", PAGES)
def test_the_page_breaks_no_policy_and_fetches_nothing_from_elsewhere(
    chromium: webdriver.Chrome, address: str, page: str
) -> None:
    show(chromium, address, page)
    assert chromium.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in chromium.get_log("performance")]
    fetched = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    assert f"{address}/api/v1/schema/" in fetched
    assert [url for url in fetched if not url.startswith((f"{address}/", "data:", "blob:"))] == []
    assert [m["params"] for m in messages if m["method"] == "Network.loadingFailed"] == []
    answers = [m["params"]["response"] for m in messages if m["method"] == "Network.responseReceived"]
    assert [answer["url"] for answer in answers if answer["status"] >= 400] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_every_operation(chromium: webdriver.Chrome, address: str, page: str) -> None:
    show(chromium, address, page)
    shown = " ".join(element.get_attribute("id") for element in chromium.find_elements(By.CSS_SELECTOR, RENDERED[page]))
    assert [name for name in OPERATIONS if name not in shown] == []
    assert "Harrastuspassi API" in chromium.title
    assert "Harrastuspassi API" in chromium.find_element(By.CSS_SELECTOR, "h1, h2").text
    assert chromium.execute_script("return [...document.images].filter(i => i.src && !i.naturalWidth).length") == 0


@pytest.mark.parametrize("page", PAGES)
def test_the_page_fits_a_phone(chromium: webdriver.Chrome, address: str, page: str) -> None:
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        show(chromium, address, page)
        assert chromium.execute_script("return document.documentElement.scrollWidth") <= PHONE["width"]
    finally:
        chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize(
    ("page", "fragment", "operation"),
    [
        ("docs", "#/Events/list_hobby_events", "operations-Events-list_hobby_events"),
        ("redoc", "#operation/list_hobby_events", "operation/list_hobby_events"),
    ],
)
def test_a_link_to_an_operation_leads_to_it(
    chromium: webdriver.Chrome, address: str, page: str, fragment: str, operation: str
) -> None:
    show(chromium, address, page, fragment)
    top = "return document.getElementById(arguments[0]).getBoundingClientRect().top"
    WebDriverWait(chromium, 10).until(lambda _: -100 < chromium.execute_script(top, operation) < 400)


def test_redoc_can_be_searched(chromium: webdriver.Chrome, address: str) -> None:
    show(chromium, address, "redoc")
    chromium.find_element(By.CSS_SELECTOR, "input[placeholder='Search...']").send_keys("municipality")
    found = WebDriverWait(chromium, 10).until(
        lambda _: chromium.find_elements(By.CSS_SELECTOR, "[data-role='search:results'] li")
    )
    assert any("municipalit" in item.text for item in found)
    assert chromium.get_log("browser") == []


@pytest.mark.parametrize(
    ("page", "relaxed"),
    [
        ("api/v1/schema/", set()),
        ("api/v1/docs/", {"img-src 'self' data:"}),
        (
            "api/v1/redoc/",
            {
                "img-src 'self' data:",
                "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
                "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
                "worker-src blob:",
            },
        ),
    ],
)
def test_the_policy_is_self_but_for_what_the_page_needs(page: str, relaxed: set[str]) -> None:
    policy = Client().get(f"/{page}").headers["Content-Security-Policy"]
    strict = {
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    }
    assert {directive.strip() for directive in policy.split(";")} == strict | relaxed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        ("api/v1/schema/", "*/*"),
        ("api/v1/schema/", "application/yaml"),
        ("mobile-api/v1/schema/", "*/*"),
        ("api/v1/privacy/", "*/*"),
        ("api/v1/consents/?lang=sv", "*/*"),
    ],
)
@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_what_everyone_reads_is_known_by_its_tag(path: str, accepted: str, packing: str) -> None:
    client = Client(headers={"Accept": accepted, "Accept-Encoding": packing})
    first = client.get(f"/{path}")
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(f"/{path}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(f"/{path}", headers={"If-None-Match": '"another"'}).content == first.content


def test_the_front_door_leads_to_the_documentation() -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/docs/")


def test_the_pages_themselves_have_nothing_inline() -> None:
    for template in (Path(__file__).parents[2] / "api/docs/templates/docs").iterdir():
        html = template.read_text()
        assert "<style" not in html
        assert "style=" not in html
        assert "<script>" not in html
        assert "http" not in html
