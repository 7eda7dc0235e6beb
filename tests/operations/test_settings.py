"""Production starts with nothing guessed, and says what is missing."""

import pytest

from tests.operations.system import System

pytestmark = pytest.mark.either("settings alone")
SOUND = {
    "MODE": "production",
    "SECRET_KEY": "x" * 20 + "-0123456789-abcdefghijklmnopqrstuvwxyz",
    "PUBLIC_URL": "https://example.org",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
}

PROVIDER = """[{"id": "helsinki", "name": "Helsinki-tunnus", "url": "https://sso.example.org/realms/x",
"client_id": "harrastuspassi", "secret": "s"}]"""


def check(system: System, **changes: str) -> tuple[int, str]:
    done = system.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **{**SOUND, **changes})
    return done.returncode, done.stdout


def test_a_sound_production_passes_djangos_own_checks(system):
    code, output = check(system)
    assert (code, "no issues" in output) == (0, True), output


def test_so_does_one_with_all_there_is_to_set(system):
    everything = {
        "ORGANIZER_UI_URL": "https://hallinta.example.org/",
        "SESSION_COOKIE_SAMESITE": "None",
        "APP_TOKENS": f"{'ab' * 20},{'cd' * 20}",
        "OIDC_PROVIDERS": PROVIDER,
        "PROXY_COUNT": "2",
        "MAIL_FROM": "passi@example.org",
        "GEOCODER_URL": "https://geo.example.org/v1/search",
        "GEOCODER_KEY": "0123456789abcdef",
    }
    code, output = check(system, **everything)
    assert (code, "no issues" in output) == (0, True), output


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set: sessions and links are signed with it"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"PUBLIC_URL": " "}, "PUBLIC_URL is not set: absolute addresses in answers are built from it"),
        ({"PUBLIC_URL": "example.org"}, "PUBLIC_URL is 'example.org': it must be an absolute http(s) address"),
        ({"PUBLIC_URL": "http://example.org"}, "PUBLIC_URL must be https in production"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is not set: new accounts, invitations and decisions are told by mail"),
        ({"ORGANIZER_UI_URL": "hallinta.example.org"}, "ORGANIZER_UI_URL is 'hallinta.example.org'"),
        ({"ORGANIZER_UI_URL": "http://hallinta.example.org"}, "ORGANIZER_UI_URL must be https in production"),
        ({"SESSION_COOKIE_SAMESITE": "none"}, "SESSION_COOKIE_SAMESITE must be Lax, Strict or None"),
        ({"APP_TOKENS": "0123456789abcdef"}, "APP_TOKENS must be tokens of 40 hexadecimal digits"),
        ({"OIDC_PROVIDERS": "helsinki"}, "OIDC_PROVIDERS must be a JSON list"),
        ({"OIDC_PROVIDERS": '[{"id": "helsinki"}]'}, "OIDC_PROVIDERS must be a JSON list"),
        ({"OIDC_PROVIDERS": PROVIDER.replace("https", "http")}, "OIDC_PROVIDERS must be https in production"),
        ({"READ_CACHE_MB": "-1"}, "READ_CACHE_MB is -1: it must be 0 or more"),
        ({"GEOCODER_URL": "geo.example.org/search"}, "GEOCODER_URL is 'geo.example.org/search'"),
        ({"GEOCODER_URL": "http://geo.example.org/search"}, "GEOCODER_URL must be https in production"),
        ({"GEOCODER_KEY": "a\nb"}, "GEOCODER_KEY and GEOCODER_KEY_HEADER must be"),
        ({"DEBUG": "1"}, "DEBUG is on in production"),
        ({"MODE": "staging"}, "MODE is 'staging': it must be 'demo' or 'production'"),
    ],
)
def test_production_refuses_and_says_why(system, changes, why):
    code, output = check(system, **changes)
    assert code != 0
    assert why in output


def test_production_is_the_default(system):
    environment = {**SOUND, "SECRET_KEY": ""}
    del environment["MODE"]
    done = system.run("env", "--unset=MODE", "python", "manage.py", "check", **environment)
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stdout
