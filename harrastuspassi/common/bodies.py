"""Bodies of answers from elsewhere, of a size and speed that they may have."""

import time
from collections.abc import Iterable


class BodyUnbounded(Exception):
    """A body went on beyond what it may. Says how, as what follows the name of whoever sent it."""


def bounded(pieces: Iterable[bytes], *, most: int, seconds: float) -> bytes:
    """The pieces of a body in one, of `most` bytes that came within `seconds`. Raises BodyUnbounded."""
    until = time.monotonic() + seconds
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > most:
            raise BodyUnbounded(f"answers with more than {most} bytes")
        if time.monotonic() > until:
            raise BodyUnbounded(f"did not come to an end in {seconds:.0f} seconds")
    return bytes(content)
