"""What is written down about a request: its route, status and time, and nothing about who asked for what."""

import json

import httpx

from tests.operations.system import wait_for

PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "PUBLIC_URL": "https://example.org",
    "EMAIL_URL": "smtp://127.0.0.1",
}
GUNICORN = "python -m gunicorn --config python:harrastuspassi.config.gunicorn harrastuspassi.config.wsgi"
WHO_ASKS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "User-Agent": "tunniste"}


def test_a_request_is_logged_by_route_without_its_query_or_address(system):
    system.migrate()
    system.start(*GUNICORN.split(), **PRODUCTION)
    assert wait_for(lambda: "Booting worker" in system.log.read_text())
    for path in ("hobbies/?search=salaisuus", "hobbies/1234567/"):
        httpx.get(f"{system.url}/api/v1/{path}", headers=WHO_ASKS, timeout=20)
    text = system.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"]) for line in requests] == [
        ("api/v1/hobbies/", 200),
        ("api/v1/hobbies/<int:pk>/", 404),
    ]
    assert set(requests[0]) == {"event", "level", "logger", "timestamp", "method", "route", "status", "ms"}
    for secret in ("salaisuus", "1234567", "192.0.2.7", "tunniste", '127.0.0.1"'):
        assert secret not in text
