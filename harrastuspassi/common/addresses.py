"""Web, e-mail and postal addresses, checked before they are stored."""

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

MAX_URL, MAX_EMAIL = 500, 254

_validate_url = URLValidator(schemes=["http", "https"])
_STRAY_PERCENT = re.compile("%(?![0-9a-f]{2})", re.IGNORECASE)
# What a path, query or fragment may hold as it is (RFC 3986, appendix A); % since it may be encoded already.
_AS_IT_IS = "!$&'()*+,;=:@/?%~"


def web_address(text: str, *, missing_scheme: str = "http") -> str | None:
    """The http(s) address that `text` is, in ASCII; None where it is none that everybody can open.

    The host is a domain name (IDNA 2008 where it is not ASCII), the rest percent-encoded (RFC 3986). Names and
    passwords, hosts of one's own network and addresses by number are refused: who follows a link to a
    hobby must see where it goes. An address without a scheme gets `missing_scheme`.
    """
    try:
        parts = urlsplit(text if "://" in text else f"{missing_scheme}://{text}")
        host = _host(parts)
        if host is None or len(text) > MAX_URL or any(character.isspace() or character == "\\" for character in text):
            return None
        netloc = host if parts.port is None else f"{host}:{parts.port}"
        rest = (quote(_STRAY_PERCENT.sub("%25", part), safe=_AS_IT_IS) for part in parts[2:])
        address = urlunsplit((parts.scheme.lower(), netloc, *rest))
        _validate_url(address)
    except (ValueError, ValidationError):
        return None
    return address if len(address) <= MAX_URL else None


def _host(parts: SplitResult) -> str | None:
    """The host in ASCII and small letters; None where it is no public domain name. Raises ValueError."""
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc:
        return None
    # RFC 5891, with the mapping of UTS 46 for capitals and wide letters.
    name = idna.encode((parts.hostname or "").rstrip("."), uts46=True).decode()
    _, dot, top = name.rpartition(".")
    return name if dot and top and not top[0].isdigit() else None


def email_address(text: str) -> str | None:
    """`text` where it is one e-mail address, else None."""
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text if len(text) <= MAX_EMAIL else None


def postal_code(text: str) -> str | None:
    """The Finnish postal code that `text` is, also as "FI-00100" and with spaces; None where it is none."""
    code = re.sub(r"^FI-?|\s", "", text.strip(), flags=re.IGNORECASE)
    return code if len(code) == 5 and code.isascii() and code.isdecimal() else None
