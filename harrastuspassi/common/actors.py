"""Who acts: what the audit log writes beside each change. Set where a request, a command or a job begins."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse


class ActorKind(TextChoices):
    """What acts: a person with an account, one without, a machine with a token; or the system itself."""

    USER = "user"
    ANONYMOUS = "anonymous"
    MACHINE = "machine"
    COMMAND = "command"
    JOB = "job"
    SYSTEM = "system"


OUTSIDE = frozenset({ActorKind.USER, ActorKind.ANONYMOUS, ActorKind.MACHINE})
"""Those that ask over HTTP; the rest is the system, set going by its operators or by the clock."""


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is of the account, the service token (None for one built into apps) or the door link; `name` is a machine's
    scope or "door_link", or of the command or job."""

    kind: ActorKind
    id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A request, a run of a command or of a job. `find` says whose it is, which a request knows only once it was read.

    `id` is shared by all that the act changes.
    """

    find: Callable[[], Actor]
    id: uuid.UUID | None = field(default_factory=uuid.uuid4)


_current: ContextVar[Act | None] = ContextVar("act", default=None)
_NOBODY = Act(lambda: Actor(ActorKind.SYSTEM), None)


def current_act() -> Act:
    """What goes on; without an actor or an id where nobody has said."""
    return _current.get() or _NOBODY


@contextmanager
def acting(actor: Actor | Callable[[], Actor]) -> Iterator[None]:
    """An act of `actor` for as long as the block runs."""
    token = _current.set(Act(actor if callable(actor) else lambda: actor))
    try:
        yield
    finally:
        _current.reset(token)


class ActorMiddleware:
    """Makes each request an act of whoever it turns out to be from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(lambda: actor_of(request)):
            return self.get_response(request)


def actor_of(request: Any) -> Actor:
    """Whose request it is. The API notes the account, or a credential, on it once it has read them.

    A machine's credential says what it is as `actor`. A pass has none: what its holder does is nobody's to know.
    """
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return Actor(ActorKind.USER, user.pk)
    actor: Actor = getattr(getattr(request, "auth", None), "actor", Actor(ActorKind.ANONYMOUS))
    return actor
