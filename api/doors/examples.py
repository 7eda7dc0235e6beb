"""Examples of codes and door links."""

from api.docs.examples import IDS, PUBLIC_URL

EVENT, HOBBY = IDS["HobbyEvent"], IDS["Hobby"]
CODE = {
    "event": EVENT,
    "code": "7K3M9QXA",
    "typable": "7K3M-9QXA",
    "qr_text": f"HP1:{EVENT}:7K3M9QXA",
    "starts_at": "2026-09-02T18:04:00+03:00",
    "ends_at": "2026-09-02T18:05:00+03:00",
}
PRINTED = {"hobby": HOBBY, "code": "00R5T8WC", "typable": "00R5-T8WC", "qr_text": f"HPP:{HOBBY}:00R5T8WC"}
LINK_ID = 31
LINK = {
    "id": LINK_ID,
    "event": EVENT,
    "created_by": 12,
    "created_at": "2026-09-01T10:15:00+03:00",
    "expires_at": "2026-09-03T19:30:00+03:00",
    "revoked_at": None,
}
_TOKEN = f"{LINK_ID}.q3Vd0Jb1xTqkT2c0mH6t0sVd8Cw4eZyYxJ5mS1nQbZg"
NEW_LINK = {**LINK, "token": _TOKEN, "url": f"{PUBLIC_URL}/door/{_TOKEN}/"}
EXPIRY = {"expires_at": "2026-09-03T19:30:00+03:00"}
