"""Pictures as people send them: what is taken, what is refused and why, and what is left of them."""

import base64
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from harrastuspassi.common.images import MAX_BYTES, SIZES, ImageRefused, read_data_uri, read_picture
from tests.factories import pictures
from tests.factories.pictures import ORANGE, encoded, halves, jpeg, phone_photo, plain, png, png_header

pytestmark = pytest.mark.once("pictures, which no database has a part in")

REPOSITORY = Path(__file__).parents[2]


def opened(data: bytes) -> Image.Image:
    """A kept file, which has to be a JPEG that decodes."""
    image = Image.open(BytesIO(data), formats=["JPEG"])
    image.load()
    return image


def large(data: bytes) -> Image.Image:
    return opened(read_picture(data).files["large"])


def near(pixel, colour, by=6):
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


def refusal(data: bytes) -> str:
    with pytest.raises(ImageRefused) as caught:
        read_picture(data)
    assert caught.value.fields == {"cover_image": [caught.value.message]}
    return caught.value.code


# --- what is taken --------------------------------------------------------------------------------
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_format_becomes_jpeg_in_three_sizes(format):
    kept = read_picture(encoded(plain((2000, 1000)), format))
    sizes = {name: opened(data).size for name, data in kept.files.items()}
    assert sizes == {"small": (320, 160), "medium": (800, 400), "large": (1600, 800)}
    assert all(near(opened(data).getpixel((10, 10)), ORANGE) for data in kept.files.values())


def test_a_small_picture_is_not_blown_up():
    assert {opened(data).size for data in read_picture(png((60, 40))).files.values()} == {(60, 40)}


def test_a_sliver_keeps_a_pixel_of_its_breadth():
    assert large(png((3, 9000))).size == (1, 1600)


def test_the_declared_name_and_type_do_not_count():
    uri = f"data:image/gif;base64,{base64.b64encode(png()).decode()}"
    assert read_data_uri(uri) == read_picture(png())


def test_the_same_picture_has_the_same_digest_whatever_is_said_about_it():
    bare, told = encoded(halves(), "PNG"), encoded(halves(), "PNG", dpi=(300, 300))
    assert bare != told
    assert read_picture(bare).digest == read_picture(told).digest != read_picture(png()).digest


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_phones_picture_stands_upright(orientation):
    """Red is above in the file; the orientation says which way that is."""
    image = large(phone_photo(orientation=orientation))
    red = {1: "top", 2: "top", 3: "bottom", 4: "bottom", 5: "left", 6: "right", 7: "right", 8: "left"}[orientation]
    width, height = image.size
    assert (width > height) == (orientation < 5)
    middles = {
        "top": (width // 2, 5),
        "bottom": (width // 2, height - 5),
        "left": (5, height // 2),
        "right": (width - 5, height // 2),
    }
    assert near(image.getpixel(middles[red]), (254, 0, 0), by=8)


def test_nothing_but_what_can_be_seen_is_left():
    sent = phone_photo()
    assert b"Puhelintehdas" in sent
    for data in read_picture(sent).files.values():
        image = opened(data)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        for word in (b"Exif", b"Puhelintehdas", b"Otettu kotona", b"2026:01:02", b"ICC_PROFILE", b"http"):
            assert word not in data


def test_a_second_file_inside_does_not_come_along():
    page = b"<html><script>alert(document.cookie)</script></html>"
    for sent in (jpeg() + page, jpeg(comment=page), png() + page, encoded(plain(), "GIF", comment=page)):
        assert page in sent
        assert all(b"script" not in data for data in read_picture(sent).files.values())


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    image.paste((*ORANGE, 255), (0, 0, 200, 400))
    for format in ("PNG", "WEBP"):
        flat = large(encoded(image, format))
        assert near(flat.getpixel((50, 50)), ORANGE)
        assert near(flat.getpixel((350, 50)), (255, 255, 255))
    palette = Image.new("P", (90, 90), 1)
    palette.putpalette([0, 0, 0, 9, 9, 9])
    assert near(large(encoded(palette, "PNG")).getpixel((9, 9)), (9, 9, 9))
    assert near(large(encoded(palette, "PNG", transparency=1)).getpixel((9, 9)), (255, 255, 255))


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame_is_kept(format):
    frames = [plain(colour=colour) for colour in ("green", "red", "red")]
    moving = encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100)
    assert near(large(moving).getpixel((9, 9)), (0, 128, 0))


def test_colours_of_a_wide_profile_become_those_of_srgb():
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    assert near(large(jpeg(icc_profile=swapped.tobytes())).getpixel((9, 9)), ORANGE)  # does not suit RGB
    assert near(large(jpeg(icc_profile=b"nonsense")).getpixel((9, 9)), ORANGE)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(large(jpeg(icc_profile=srgb)).getpixel((9, 9)), ORANGE)


def test_a_profile_counts():
    # sRGB whose red and blue primaries are exchanged: what it calls red is blue.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    assert near(large(jpeg(colour="red", icc_profile=bytes(profile))).getpixel((9, 9)), (0, 0, 254))


def test_print_colours_and_deep_greys_look_as_they_should():
    cmyk = encoded(plain(colour=(0, 255, 255, 0), mode="CMYK"), "JPEG")
    assert near(large(cmyk).getpixel((9, 9)), (254, 0, 0))
    grey = large(pictures.grey_16_bit())
    assert near(grey.getpixel((20, 50)), (128, 128, 128))
    assert near(grey.getpixel((180, 50)), (0, 0, 0))
    assert near(large(encoded(plain(colour=1, mode="1"), "PNG")).getpixel((9, 9)), (255, 255, 255))
    assert near(large(encoded(plain(colour=(200, 255), mode="LA"), "PNG")).getpixel((9, 9)), (200, 200, 200))


def test_the_photo_of_a_large_camera_is_taken():
    assert large(jpeg((7000, 5000))).size == (1600, 1143)


# --- what is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_empty"),
        (b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj", "image_format"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image_format"),
        (b"<html><img src=x onerror=alert(1)></html>", "image_format"),
        (b"MZ\x90\x00", "image_format"),
        (b"GIF89a=0;alert(1)//", "image_format"),
        (encoded(plain(), "TIFF"), "image_format"),
        (encoded(plain(), "BMP"), "image_format"),
        (encoded(plain(), "AVIF"), "image_format"),
        (png()[:-200], "image_broken"),
        (png()[:40], "image_format"),
        (jpeg()[: len(jpeg()) // 2], "image_broken"),
        (encoded(plain(), "GIF")[:-100], "image_broken"),
        (encoded(plain(), "WEBP")[:-20], "image_format"),
        (b"\xff\xd8\xff", "image_format"),
        (jpeg() + b"\0" * MAX_BYTES, "image_too_heavy"),
        (png_header(30_000, 30_000), "image_too_large"),
        (png_header(9_000, 9_000), "image_too_large"),
        (png_header(4_001, 4_001), "image_too_large"),
        (png_header(2**31 - 1, 2**31 - 1), "image_too_large"),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_is_refused(data, code):
    assert refusal(data) == code


def test_a_progressive_jpeg_is_held_to_the_memory_it_takes():
    size = (3300, 3300)
    assert large(jpeg(size)).size == (1600, 1600)
    assert refusal(jpeg(size, progressive=True)) == "image_too_large"


def test_a_jpeg_of_endless_scans_is_refused_before_the_first():
    whole = jpeg(progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    assert refusal(whole[:-2] + 100 * last + b"\xff\xd9") == "image_broken"


def test_the_field_is_named():
    with pytest.raises(ImageRefused) as caught:
        read_picture(b"", field="picture")
    assert (caught.value.fields, caught.value.code) == ({"picture": ["The file is empty."]}, "image_empty")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "image_encoding"),
        ("https://example.org/picture.png", "image_encoding"),
        ("data:image/png;base64", "image_encoding"),
        ("data:image/png,%89PNG", "image_encoding"),
        ("data:image/png;base64,", "image_empty"),
        ("data:image/png;base64,A", "image_encoding"),
        ("data:image/png;base64,!!!!", "image_encoding"),
        ("data:image/png;base64,ääää", "image_encoding"),
        ("data:image/png;base64,\ud800", "image_encoding"),
        (f"data:image/png;base64,{base64.b64encode(b'%PDF-1.7').decode()}", "image_format"),
        (f"data:image/svg+xml;base64,{base64.b64encode(b'<svg onload=alert(1)>').decode()}", "image_format"),
        ("data:image/png;base64," + "A" * 14_000_000, "image_too_heavy"),
    ],
)
def test_a_data_uri_that_is_none_is_refused(text, code):
    with pytest.raises(ImageRefused) as caught:
        read_data_uri(text)
    assert caught.value.code == code


SEEDS = [png((9, 7)), jpeg((9, 7)), jpeg((9, 7), progressive=True), phone_photo()] + [
    encoded(plain((9, 7)), format) for format in ("GIF", "WEBP")
]


STARTS = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X"]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=8)), max_size=6))
def test_whatever_is_done_to_a_file_it_is_taken_or_refused(seed, changes):
    data = bytearray(seed)
    for where, what in changes:
        position = int(where * len(data))
        data[position : position + len(what)] = what
    read_or_refuse(bytes(data))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X"]), st.binary()
)
def test_any_bytes_are_taken_or_refused(start, rest):
    read_or_refuse(start + rest)


@given(st.one_of(st.text(), st.text().map("data:image/png;base64,{}".format)))
def test_any_text_is_taken_or_refused(text):
    with suppress(ImageRefused):
        read_data_uri(text)


def read_or_refuse(data):
    with suppress(ImageRefused):
        kept = read_picture(data)
        assert max(opened(kept.files["large"]).size) <= SIZES["large"]


# --- memory ---------------------------------------------------------------------------------------
MEASURED = """
import django, re, sys
from concurrent.futures import ThreadPoolExecutor
from harrastuspassi.config.wsgi import application
from harrastuspassi.common.images import ImageRefused, read_picture
def read(path):
    try:
        read_picture(open(path, "rb").read())
    except ImageRefused as error:
        assert error.code in ("image_too_large", "image_broken"), error.code
with ThreadPoolExecutor(4) as threads:
    list(threads.map(read, sys.argv[1:]))
print(re.search("VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


def test_hostile_pictures_keep_the_process_under_300_megabytes(tmp_path):
    hostile = {
        "claims": png_header(30_000, 30_000),
        "bomb": encoded(plain((3990, 4000), (1, 2, 3, 4), "RGBA"), "PNG"),
        "palette": encoded(plain((3990, 4000), 0, "P"), "PNG", transparency=0),
        "photo": jpeg((8000, 7990)),
        "progressive": jpeg((3200, 3300), progressive=True, subsampling=0),
        "print": encoded(plain((2800, 2850), (9, 9, 9, 9), "CMYK"), "JPEG", progressive=True),
        "web": encoded(plain((1990, 2000), (1, 2, 3, 4), "RGBA"), "WEBP"),
        "truncated": encoded(plain((3990, 4000), (1, 2, 3, 4), "RGBA"), "PNG")[:-5000],
    }
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *(str(tmp_path / name) for name in hostile)],
        cwd=REPOSITORY,
        env={
            "MODE": "demo",
            "VAR_DIR": str(tmp_path / "var"),
            "DJANGO_SETTINGS_MODULE": "harrastuspassi.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    megabytes = int(done.stdout) // 1024
    assert 60 < megabytes < 300
