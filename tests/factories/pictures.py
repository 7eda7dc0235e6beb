"""Files as people send them, sound and otherwise."""

import base64
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

ORANGE = (230, 120, 20)
GPS = {1: "N", 2: (60.0, 10.0, 30.0), 3: "E", 4: (24.0, 56.0, 15.0)}


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    """An image as a file."""
    file = BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def plain(size: tuple[int, int] = (640, 480), colour: Any = ORANGE, mode: str = "RGB") -> Image.Image:
    """One colour all over."""
    return Image.new(mode, size, colour)


def halves(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, size[1] // 2, *size))
    return image


def png(size: tuple[int, int] = (640, 480), colour: Any = ORANGE) -> bytes:
    """A sound PNG."""
    return encoded(plain(size, colour), "PNG")


def data_uri(data: bytes) -> str:
    """A file as the organizer web sends it."""
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def jpeg(size: tuple[int, int] = (640, 480), colour: Any = ORANGE, **options: Any) -> bytes:
    """A sound JPEG."""
    return encoded(plain(size, colour), "JPEG", **options)


def phone_photo(*, orientation: int = 1) -> bytes:
    """As a phone takes it: where, when and with what, which way up, a comment, and a thumbnail-sized maker note."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Puhelintehdas", "Malli 1", "2026:01:02 03:04:05"
    exif[0x0112] = orientation
    exif[0x8825] = GPS
    return encoded(halves(), "JPEG", exif=exif, comment=b"Otettu kotona")


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has next to nothing in it: a decompression bomb costs its maker 60 bytes."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + png_chunk(b"IEND", b"")
    )


def grey_16_bit() -> bytes:
    """A PNG of 16 bits a pixel: mid-grey on the left, black on the right."""
    image = Image.new("I;16", (200, 100))
    image.paste(0x8080, (0, 0, 100, 100))
    return encoded(image, "PNG")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG (its specification, 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
