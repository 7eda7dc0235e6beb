"""A small headless app that keeps an offline copy by the change feed, as a phone would."""

from typing import Any

from django.test import Client

RESOURCES = ("hobbies", "hobbyevents", "hobbycategories", "organizers", "locations", "promotions")


class OfflineCopy:
    """Objects by resource and id, and where each feed was read to. Reads in small pages, to meet their edges."""

    def __init__(self, client: Client, *, page_size: int = 20):
        self.client = client
        self.page_size = page_size
        self.objects: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in RESOURCES}
        self.cursors: dict[str, str] = {}
        self.received = 0

    def refresh(self) -> None:
        """Reads every feed on to its end."""
        for resource in RESOURCES:
            address = f"/api/v1/{resource}/changes/?page_size={self.page_size}"
            if resource in self.cursors:
                address += f"&cursor={self.cursors[resource]}"
            while address:
                page = self.get(address)
                copy = self.objects[resource]
                copy.update({row["id"]: row for row in page["results"]})
                for gone in page["removed"]:
                    copy.pop(gone, None)
                self.received += len(page["results"]) + len(page["removed"])
                self.cursors[resource] = page["cursor"]
                address = page["next"]

    def get(self, address: str) -> dict[str, Any]:
        """One page."""
        response = self.client.get(address)
        assert response.status_code == 200, response.content
        page: dict[str, Any] = response.json()
        return page


def full_read(client: Client) -> dict[str, dict[int, dict[str, Any]]]:
    """Everything the lists show, by walking them: what a copy has to equal.

    Lists show only a hobby's next event, and no promotion that is over: events are read hobby by hobby.
    """
    everything: dict[str, dict[int, dict[str, Any]]] = {}
    for resource in RESOURCES:
        if resource != "hobbyevents":
            everything[resource] = _walk(client, f"/api/v1/{resource}/?page_size=500")
    events: dict[int, dict[str, Any]] = {}
    for hobby in everything["hobbies"]:
        events |= _walk(client, f"/api/v1/hobbyevents/?hobby={hobby}&page_size=500")
    return {**everything, "hobbyevents": events}


def _walk(client: Client, address: str) -> dict[int, dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    while address:
        page = client.get(address).json()
        rows |= {row["id"]: row for row in page["results"]}
        address = page["next"]
    return rows
