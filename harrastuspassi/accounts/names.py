"""Names of people."""

import re

NAME = re.compile(r"[^\W\d_]+([ .'\u2019-]{1,2}[^\W\d_]+)*[.]?")


def is_name(text: str) -> bool:
    """Whether a text can be a first or last name: letters, with spaces, hyphens, apostrophes and points between.

    Names stand in mails to others, so nothing in them may look like an address or a link.
    """
    return NAME.fullmatch(text) is not None
