"""The door page on a phone that keeps to the content security policy: a camera reads it, and it renews itself."""

import io

import pytest
import zxingcpp
from django.core.cache import cache
from PIL import Image
from selenium.webdriver.common.by import By

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.participation import codes
from harrastuspassi.participation.doors import create_door_link
from harrastuspassi.participation.models import HeadCount
from tests.chromium import PHONE, fetched, network
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory
from tests.people import Person, address, browser, complaints, person

__all__ = ["address", "browser", "person"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("chromium"),
    pytest.mark.either("what a browser makes of the page"),
]


@pytest.fixture
def held() -> HobbyEvent:
    """An event that lasts all day."""
    cache.clear()
    names = {"hobby__name_fi": "Parkourin alkeet", "hobby__name_sv": "Parkour för nybörjare"}
    made: HobbyEvent = HobbyEventFactory(start_date=clock.local_today(), all_day=True, **names)
    return made


def read_by_a_camera(person: Person) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(person.browser.get_screenshot_as_png())))
    return str(found.text)


def test_a_coach_shows_the_code_and_counts_heads(
    person: Person, held: HobbyEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "SLOT_S", 4)
    _, token = create_door_link(event_id=held.pk, by=member(held.hobby.organizer))
    person.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        person.open(f"/door/{token}/")
        first = read_by_a_camera(person)
        assert first.startswith(f"HP1:{held.pk}:")
        person.wait(lambda: read_by_a_camera(person) != first)
        person.wait(lambda: person.browser.find_element(By.ID, "typable").text.replace("-", "") not in first)
        width = person.browser.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1] == PHONE["width"]
        person.fill(**{"under_13-female": "4", "age_13_to_16-male": "2"})
        assert person.browser.find_element(By.ID, "total").text == "6"
        person.press()
        assert "Tallennettu." in person.text
        assert HeadCount.objects.count() == 2
        assert complaints(person.browser) == []
        assert [url for url in fetched(network(person.browser)) if not url.startswith(f"{person.address}/")] == []
    finally:
        person.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
