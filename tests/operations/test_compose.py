"""docker-compose.yml and Dockerfile: what they name exists, and what they run works when run by hand."""

import re
import secrets

import httpx
import pytest
import yaml
from django.conf import settings

from tests.operations.system import ROOT, System, wait_for

TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "harrastuspassi"}
VARIABLE = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")

pytestmark = pytest.mark.xdist_group("compose")


def command_of(value: list[str]) -> list[str]:
    """A command or health check as a list of words, with Compose's own escapes undone."""
    words = [word.replace("$$", "$") for word in value]
    if words[0] == "CMD-SHELL":
        return ["sh", "-c", words[1]]
    return words[1:] if words[0] == "CMD" else words


@pytest.fixture(scope="module")
def migrated(system: System) -> System:
    """A production system as the image and Compose's environment make it, after the `migrate` service."""
    system.environment |= {
        "MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PUBLIC_URL": "https://example.org",
        "EMAIL_URL": "smtp://127.0.0.1",
        "LOG_LEVEL": "INFO",
    }
    # An empty database is migrated by that of `make run`, and by these tests' own.
    system.migrate()
    done = system.run(*command_of(OURS["migrate"]["command"]))
    assert done.returncode == 0, done.stdout
    collect = re.search(r"python manage.py collectstatic --noinput", DOCKERFILE)[0]
    done = system.run(*collect.split(), MODE="demo")
    assert done.returncode == 0, done.stdout
    return system


def healthy(system: System, service: str) -> bool:
    return system.run(*command_of(OURS[service]["healthcheck"]["test"])).returncode == 0


def test_secrets_have_no_default():
    for name, default in VARIABLE.findall(TEXT):
        if re.search("SECRET|PASSWORD|TOKEN|KEY", name):
            assert default.startswith(":?"), name
    assert "password" not in DOCKERFILE.lower()


def test_every_variable_given_to_a_container_is_read():
    read = "\n".join(path.read_text() for path in (ROOT / "harrastuspassi/config").glob("*.py"))
    for name in [*OURS["api"]["environment"], *re.findall(r"(\w+)=", re.search(r"ENV (.*)", DOCKERFILE)[1])]:
        assert name.startswith("PYTHON") or f'"{name}"' in read or f"'{name}'" in read, name


def test_every_service_with_work_to_do_has_a_health_check():
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"migrate"}


def test_the_image_is_made_of_files_that_exist_and_reach_the_build():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [source for line in re.findall(r"^COPY (.*)", DOCKERFILE, re.MULTILINE) for source in line.split()[:-1]]
    assert {"requirements.lock", "manage.py", "harrastuspassi", "api", "workers"} == set(copied)
    for source in copied:
        assert (ROOT / source).exists()
        assert f"!{source}" in ignored


def test_the_api_becomes_healthy_and_refuses_plain_http(migrated):
    assert not healthy(migrated, "api")
    migrated.start(*command_of(OURS["api"]["command"]))
    assert wait_for(lambda: healthy(migrated, "api")), migrated.log.read_text()
    address = f"{migrated.url}/api/v1/hobbies/"
    assert httpx.get(address, headers={"X-Forwarded-Proto": "https"}).json()["results"] == []
    style = f"{migrated.url}/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css"
    assert httpx.get(style, headers={"X-Forwarded-Proto": "https"}).status_code == 200
    assert httpx.get(address).headers["Location"] == "https://example.org/api/v1/hobbies/"


def test_the_image_serves_as_compose_does():
    assert OURS["api"]["command"] == yaml.safe_load(re.search(r"^CMD (.*)", DOCKERFILE, re.MULTILINE)[1])


def test_the_worker_becomes_healthy(migrated):
    migrated.start(*command_of(OURS["worker"]["command"]))
    assert wait_for(lambda: "ready." in migrated.log.read_text()), migrated.log.read_text()
    if settings.REDIS_URL:  # the embedded broker has no remote control, and Compose never uses it
        assert wait_for(lambda: healthy(migrated, "worker"))


def test_beat_becomes_healthy(migrated):
    migrated.start(*command_of(OURS["beat"]["command"]))
    assert wait_for(lambda: healthy(migrated, "beat")), migrated.log.read_text()
