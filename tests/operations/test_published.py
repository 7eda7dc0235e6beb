"""What is published or withdrawn while processes that keep answers serve them."""

import time

import httpx

from tests.operations.system import System, wait_for

WEB = "python -m gunicorn --config python:harrastuspassi.config.gunicorn harrastuspassi.config.wsgi"
FILL = """
from tests.factories.catalogue import HobbyFactory
from tests.factories.feed import publish_everything
HobbyFactory(name_fi="Uinti")
publish_everything()
"""
SUSPEND = """
import time
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.catalogue.publishing import publishing
organizer = Organizer.objects.get()
with publishing() as changes:
    organizer.state = "suspended"
    organizer.save()
    changes.add(organizer)
print("suspended at", time.time())
"""
PROCESSES = 2


def test_a_suspended_organizers_hobbies_are_gone_everywhere_within_half_a_second(system: System) -> None:
    system.migrate()
    done = system.run("python", "manage.py", "shell", "--verbosity=0", f"--command={FILL}")
    assert done.returncode == 0, done.stdout
    # A process each that answers alone, so that every one of them is asked.
    ports = [system.port + number for number in range(PROCESSES)]
    for port in ports:
        system.start(*WEB.split(), PORT=str(port), WEB_WORKERS="1")
    addresses = [f"http://127.0.0.1:{port}/mobile-api/v1/hobbies/" for port in ports]
    assert wait_for(lambda: all(_listed(address) == ["Uinti"] for address in addresses)), system.log.read_text()
    suspending = system.start("python", "manage.py", "shell", "--verbosity=0", f"--command={SUSPEND}")
    last_seen = dict.fromkeys(addresses, time.time())
    # By when it was asked: how long the answer then took on a busy machine is no matter of who still sees what.
    while seen := {address: asked for address in addresses for asked in [time.time()] if _listed(address)}:
        last_seen |= seen
        assert suspending.poll() in (None, 0), system.log.read_text()
        assert time.time() - min(last_seen.values()) < 60
    assert suspending.wait(20) == 0
    [told] = [line for line in system.log.read_text().splitlines() if line.startswith("suspended at")]
    assert max(last_seen.values()) < float(told.split()[-1]) + 0.5


def _listed(address: str) -> list[str]:
    try:
        return [row["name"] for row in httpx.get(address, timeout=20).json()["results"]]
    except httpx.TransportError:
        return []
