"""Pictures that people send, judged by what is in them and written anew as JPEG in three sizes.

Nothing of the file survives but what can be seen: no metadata, no position, no second file hidden in it. Sizes
are the longer side in pixels, and smaller pictures are not blown up: `small` is a row of a list (some 100 points
at three pixels each), `medium` a phone's width at two, `large` a tablet, a page or a shared link. JPEG alone,
since every client shows it: phones of before 2020 do not show WebP.
"""

import base64
import re
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import IO, Literal, get_args

from PIL import Image, ImageCms, PngImagePlugin

from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.common.jpeg import is_read_row_by_row, scans

Size = Literal["small", "medium", "large"]
SIZES: dict[Size, int] = dict(zip(get_args(Size), (320, 800, 1600), strict=True))
"""Longer side in pixels."""

MAX_BYTES = 8_000_000
"""Bytes of a file. The photo of a phone has three to eight million."""
MAX_PIXELS = 64_000_000
"""Pixels of any picture. Those of a sequential JPEG are never all in memory."""
MAX_MEMORY = 64_000_000
"""Bytes that decoding may take; one picture at a time is decoded in a process."""
MAX_SCANS = 60
"""Scans of a JPEG; each is a pass over the whole picture. Encoders make ten, and there may be a thumbnail."""
QUALITY = 82

# What a pixel costs while it is decoded, in bytes. A progressive JPEG keeps two for each coefficient; WebP has two
# canvases and hands over a copy of one.
_PNG_PIXEL, _JPEG_COEFFICIENT, _WEBP_PIXEL = 4, 2, 16
_DATA_URI = re.compile(r"data:[^,]{0,200};base64,", re.IGNORECASE)
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_STRIP = 64
_WHITE = (255, 255, 255)
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by its orientation (Exif 2.32, 4.6.4)."""

# Refused on opening, before anything is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
# Texts in a PNG are thrown away, so they need not be many.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * PngImagePlugin.MAX_TEXT_CHUNK

# Requests that decode at the same time would take several times the memory, and so would a lock: each thread keeps
# what it has once used.
_one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


class ImageRefusal(Enum):
    """Why a file is not taken as a picture."""

    EMPTY = "image_empty"
    TOO_HEAVY = "image_too_heavy"
    TOO_LARGE = "image_too_large"
    NOT_A_PICTURE = "image_format"
    BROKEN = "image_broken"
    NOT_DATA = "image_encoding"


_MESSAGES = {
    ImageRefusal.EMPTY: "The file is empty.",
    ImageRefusal.TOO_HEAVY: f"The file has more than {MAX_BYTES // 1_000_000} million bytes.",
    ImageRefusal.TOO_LARGE: "The picture has too many pixels; 2,400 on its longer side are plenty.",
    ImageRefusal.NOT_A_PICTURE: "The file is no JPEG, PNG, WebP or GIF picture.",
    ImageRefusal.BROKEN: "The picture is incomplete or broken.",
    ImageRefusal.NOT_DATA: "The picture must be a file or a data URI in base64.",
}


class ImageRefused(InvalidInput):
    """A file that is not taken; `code` is the ImageRefusal's value."""

    def __init__(self, refusal: ImageRefusal, field: str = "cover_image"):
        message = _MESSAGES[refusal]
        super().__init__(message, code=refusal.value, fields={field: [message]})
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: JPEG in sRGB, upright, opaque, without metadata, by size.

    `digest` names the content: 32 hexadecimal digits of SHA-256 over the three.
    """

    files: dict[Size, bytes]
    digest: str


def read_picture(data: bytes | IO[bytes], *, field: str = "cover_image") -> Picture:
    """The picture in a file or its bytes, the first frame of a moving one. Raises ImageRefused naming `field`."""
    return _in_turn(partial(_read, data), field)


def read_data_uri(text: str, *, field: str = "cover_image") -> Picture:
    """The picture in a data URI (RFC 2397) in base64, whatever type it declares. Raises ImageRefused naming `field`."""
    return _in_turn(partial(_read_data_uri, text), field)


def _in_turn(read: Callable[[], Picture], field: str) -> Picture:
    try:
        return _one_at_a_time.submit(read).result()
    except ImageRefused as error:
        raise ImageRefused(error.refusal, field) from error


def _read_data_uri(text: str) -> Picture:
    found = _DATA_URI.match(text)
    if not found:
        raise ImageRefused(ImageRefusal.NOT_DATA)
    # Told from the length, so that what is too heavy is not decoded first.
    if len(text) - found.end() > MAX_BYTES * 4 // 3 + 4:
        raise ImageRefused(ImageRefusal.TOO_HEAVY)
    try:
        data = base64.b64decode(text[found.end() :], validate=True)
    except ValueError as error:
        raise ImageRefused(ImageRefusal.NOT_DATA) from error
    return _read(data)


def _read(source: bytes | IO[bytes]) -> Picture:
    """Raises ImageRefused. A file is read no sooner than here, so that those that wait take no memory."""
    image = _decoded(source if isinstance(source, bytes) else source.read(MAX_BYTES + 1))
    files = {name: _jpeg(image, longer_side) for name, longer_side in SIZES.items()}
    return Picture(files=files, digest=sha256(b"".join(files.values())).hexdigest()[:32])


def _decoded(data: bytes) -> Image.Image:
    """Upright RGB pixels, as many as the large size needs at the most."""
    if not data:
        raise ImageRefused(ImageRefusal.EMPTY)
    if len(data) > MAX_BYTES:
        raise ImageRefused(ImageRefusal.TOO_HEAVY)
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(ImageRefusal.TOO_LARGE) from error
    except Exception as error:  # decoders raise anything on hostile bytes
        raise ImageRefused(ImageRefusal.NOT_A_PICTURE) from error
    size = _fitted(image.size, SIZES["large"])
    _check_cost(image, data)
    try:
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        image.draft(None, size)
        image.load()
        reduced = _reduced(image, size)
        image.close()  # gives its memory back before more is taken
        shrunk = _in_srgb(reduced.resize(size, Image.Resampling.LANCZOS), profile)
    except Exception as error:
        raise ImageRefused(ImageRefusal.BROKEN) from error
    return shrunk.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else shrunk


def _check_cost(image: Image.Image, data: bytes) -> None:
    """Raises ImageRefused where decoding would take too much memory or time."""
    pixels = image.width * image.height
    if image.format in ("JPEG", "MPO"):
        if scans(data) > MAX_SCANS:
            raise ImageRefused(ImageRefusal.BROKEN)
        cost = 0 if is_read_row_by_row(data) else pixels * _JPEG_COEFFICIENT * len(image.getbands())
    else:
        cost = pixels * (_WEBP_PIXEL if image.format == "WEBP" else _PNG_PIXEL)
    if cost > MAX_MEMORY:
        raise ImageRefused(ImageRefusal.TOO_LARGE)


def _fitted(size: tuple[int, int], longer_side: int) -> tuple[int, int]:
    """A size of the same proportions that is no longer than `longer_side`, nor larger than it was."""
    scale = min(1.0, longer_side / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height


def _orientation(image: Image.Image) -> int:
    with suppress(Exception):  # Exif that cannot be read says nothing
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _reduced(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Opaque pixels, brought near `size` by whole factors.

    What has to be converted first is, strip by strip: a converted copy of the whole would double the memory.
    """
    factor = max(1, min(image.width // size[0], image.height // size[1]))
    if image.mode in ("RGB", "L", "CMYK") and not image.has_transparency_data:
        return image.reduce(factor)
    reduced = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, factor * _STRIP):
        strip = image.crop((0, top, image.width, min(top + factor * _STRIP, image.height)))
        reduced.paste(_opaque(strip).reduce(factor), (0, top // factor))
    return reduced


def _opaque(image: Image.Image) -> Image.Image:
    """RGB, on white where it was transparent."""
    if image.mode.startswith("I"):  # 16 bits; convert() would cut them off at 255
        return image.point(lambda value: value * (1 / 257)).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    opaque = Image.new("RGB", image.size, _WHITE)
    opaque.paste(image, mask=image)
    return opaque


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB pixels in sRGB (IEC 61966-2-1). A profile that does not suit the picture is left out of account."""
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")


def _jpeg(image: Image.Image, longer_side: int) -> bytes:
    # A new image, since Pillow would take comments along from an old one.
    clean = Image.new("RGB", _fitted(image.size, longer_side))
    clean.paste(image.resize(clean.size, Image.Resampling.LANCZOS))
    file = BytesIO()
    clean.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return file.getvalue()
