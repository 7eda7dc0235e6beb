"""Entity tags (RFC 9110, 8.8.3) that say two things: how the object stands, and which bytes tell of it.

`"<version>-<digest>"`: each language and nesting has its own bytes and so its own tag, but all tags of an object as it
stands begin with the same version. Whoever changes it may send back any of them in If-Match.
"""

from collections.abc import Sequence
from hashlib import blake2b

from django.utils.http import parse_etags
from rest_framework import exceptions, status
from rest_framework.request import Request


class PreconditionRequired(exceptions.APIException):
    """A change that does not say of what (RFC 6585, 3)."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "if_match_required"
    default_detail = "Send the ETag of the object that you have read in If-Match."


def entity_tag(body: bytes, version: str = "") -> str:
    """The tag of these bytes, of an object of that version where they are one."""
    digest = blake2b(body, digest_size=16).hexdigest()
    return f'"{version}-{digest}"' if version else f'"{digest}"'


def seen_versions(request: Request) -> Sequence[str] | None:
    """The versions that If-Match names; None where it takes any. Raises PreconditionRequired where there is none.

    A weak tag counts too: proxies that compress make those of ours, and the version in it says the same.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired
    tags = parse_etags(header)
    return None if tags == ["*"] else [tag.removeprefix("W/").strip('"').partition("-")[0] for tag in tags]
