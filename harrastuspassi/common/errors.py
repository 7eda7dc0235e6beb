"""Errors of the domain: each with a stable code. api/common/errors.py alone turns them into HTTP."""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A refusal that the caller can act on.

    `code` is stable and machine-readable; `message` is for people; `fields` names what was wrong
    with which input, field name to messages.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, fields: Mapping[str, Sequence[str]] | None = None):
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = {name: list(messages) for name, messages in (fields or {}).items()}


class InvalidInput(DomainError):
    """Input that breaks a rule of the domain."""

    code = "invalid"


class Refused(DomainError):
    """An action that the present state does not allow."""

    code = "refused"


class Forbidden(DomainError):
    """An action that whoever asks has no right to."""

    code = "forbidden"


class Missing(DomainError):
    """Something that is not there, or not any more."""

    code = "not_found"


class Stale(DomainError):
    """A change of something that someone else has changed meanwhile."""

    code = "stale"
