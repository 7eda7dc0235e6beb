"""Who can sign in to the demo. All of it is public, so none of it exists outside MODE=demo."""

from typing import NamedTuple

PASSWORD = "harrastus-kaikille-13"  # noqa: S105 - public, and good for the demo alone
SECOND_FACTOR = "HARRASTUSPASSIDEMO2222HARRASTUSP"
"""Secret of the authenticator app (base32) of those whose role needs one; `manage.py demo_code` shows its code."""


class SignIn(NamedTuple):
    """An account of the demo: the part of its address before the @, a name, and whether its role needs a code."""

    name: str
    first_name: str
    last_name: str
    needs_code: bool

    @property
    def email(self) -> str:
        """Its address."""
        return f"{self.name}@harrastuspassi.example"


OWNER = SignIn("owner", "Olli", "Omistaja", False)
EDITOR = SignIn("editor", "Maija", "Muokkaaja", False)
MODERATOR = SignIn("moderator", "Helmi", "Helsinkiläinen", True)
EVALUATOR = SignIn("evaluator", "Arvo", "Arvioija", True)
TOWN_EVALUATOR = SignIn("town-evaluator", "Kaisa", "Kunta", True)
OPERATOR = SignIn("operator", "Yrjö", "Ylläpito", True)
ALL = (OWNER, EDITOR, MODERATOR, EVALUATOR, TOWN_EVALUATOR, OPERATOR)


def listing() -> str:
    """The sign-ins as `make run` prints them."""
    lines = [f"    {who.email}{'  + code' if who.needs_code else ''}" for who in ALL]
    return "\n".join([*lines, f"    password {PASSWORD}; codes: .venv/bin/python manage.py demo_code"])
