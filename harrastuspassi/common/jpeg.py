"""What a JPEG file's markers tell about the cost of decoding it (ITU-T T.81, annex B)."""

from collections.abc import Iterator

_SOF_SEQUENTIAL, _SOS, _HUFFMAN, _EXTENSION, _ARITHMETIC = {0xC0, 0xC1}, 0xDA, 0xC4, 0xC8, 0xCC
_SOF = set(range(0xC0, 0xD0)) - {_HUFFMAN, _EXTENSION, _ARITHMETIC}
_START = b"\xff\xd8"


def scans(data: bytes) -> int:
    """How many scans a JPEG file has at the most: thumbnails and chance may add some that are none."""
    return data.count(b"\xff\xda")


def is_read_row_by_row(data: bytes) -> bool:
    """Whether a decoder gets by with a few rows at a time: a sequential file whose first scan has every component.

    Others make it keep all coefficients. False for anything out of the ordinary.
    """
    components = 0
    for marker, segment in _header(data):
        if marker in _SOF:
            if marker not in _SOF_SEQUENTIAL or components or len(segment) < 6:
                return False
            components = segment[5]
        if marker == _SOS:
            return components > 0 and segment[:1] == bytes([components])
    return False


def _header(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers and what their segments hold, up to the first scan; ends early at what is no segment."""
    position = 2 if data.startswith(_START) else len(data)
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4])
        if length < 2:
            return
        yield marker, data[position + 4 : position + 2 + length]
        position += 2 + length
