"""Examples of what is sent and given about accounts."""

PAIR = {"access": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxN30.signature", "refresh": "eyJhbGciOiJIUzI1NiJ9.e30.signature"}
CREDENTIALS = {"email": "aino.virta@example.fi", "password": "...", "code": "123456"}
REFRESH = {"refresh": PAIR["refresh"]}

OWN_MEMBERSHIP = {"id": 42, "organizer": 1200045, "organizer_name": "Aurajoen Kipinä ry", "role": "owner"}
ME = {
    "id": 17,
    "email": "aino.virta@example.fi",
    "first_name": "Aino",
    "last_name": "Virta",
    "language": "fi",
    "has_second_factor": False,
    "lacks_second_factor": False,
    "memberships": [OWN_MEMBERSHIP],
    "moderates": [],
    "evaluates": [],
    "evaluates_country": False,
    "is_operator": False,
}
NAMES = {"first_name": "Aino", "last_name": "Virta", "language": "sv"}

MEMBERSHIP = {
    "id": 42,
    "member": {"id": 17, "email": "aino.virta@example.fi", "first_name": "Aino", "last_name": "Virta"},
    "role": "owner",
    "created_at": "2026-03-02T12:00:00+02:00",
}
ROLE = {"role": "editor"}
INVITATION = {
    "id": 7,
    "organizer": 1200045,
    "organizer_name": "Aurajoen Kipinä ry",
    "email": "eino.laine@example.fi",
    "role": "editor",
    "created_at": "2026-03-02T12:00:00+02:00",
    "expires_at": "2026-03-16T12:00:00+02:00",
}
GUEST = {"email": "eino.laine@example.fi", "role": "editor"}


def page(item: dict[str, object]) -> dict[str, object]:
    """A page with one row."""
    return {"count": 1, "next": None, "previous": None, "results": [item]}
