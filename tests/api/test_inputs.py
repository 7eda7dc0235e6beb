"""What writers send, field by field: what is stored of it, and what is refused with which code."""

import base64
from typing import ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.parsers import FormParser
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from api.common.errors import handle
from api.common.faces import V1
from api.common.inputs import (
    DescriptionInput,
    EmailInput,
    LineInput,
    LinkInput,
    PhoneInput,
    PictureInput,
    PostalCodeInput,
    TextInput,
)
from api.common.parsing import MAX_BODY, MultiPartParser, OrjsonParser
from api.mobile import MOBILE
from harrastuspassi.common import media
from harrastuspassi.common.images import MAX_BYTES, Picture, read_picture
from tests.factories.catalogue import HobbyFactory, PromotionFactory
from tests.factories.pictures import png, png_header

pytestmark = pytest.mark.once("computes, and touches no database")


class Everything(serializers.Serializer):
    name = LineInput(required=False)
    text = TextInput(required=False, allow_blank=True)
    description = DescriptionInput(required=False, allow_blank=True)
    web_address = LinkInput(required=False, allow_blank=True)
    phone = PhoneInput(required=False, allow_blank=True)
    email = EmailInput(required=False, allow_blank=True)
    zip_code = PostalCodeInput(required=False, allow_blank=True)
    cover_image = PictureInput()


def written(face=V1, instance=None, **data):
    serializer = Everything(instance=instance, data=data, context={"face": face})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def refused(**data):
    serializer = Everything(data=data, context={"face": V1})
    assert not serializer.is_valid()
    return {name: [error.code for error in errors] for name, errors in serializer.errors.items()}


def uri(data):
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


# --- texts ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        ("name", "  Jalka\u200bpallo \n <b>kerho</b> ", "Jalkapallo kerho"),
        ("name", 12, "12"),
        ("text", "Portaat\r\n<script>x</script>hissi", "Portaat\nhissi"),
        ("text", " ", ""),
        ("description", "<p onclick=x>Tule <b>nyt</b></p>", "<p>Tule <b>nyt</b></p>"),
        ("description", "Tennis & padel", "Tennis &amp; padel"),
        ("web_address", "www.seura.fi", "https://www.seura.fi"),
        ("web_address", "HTTP://SEURA.fi/ä", "http://seura.fi/%C3%A4"),
        ("web_address", "", ""),
        ("phone", "09 310 8771", "+35893108771"),
        ("phone", "+46 8 123 456 78", "+46812345678"),
        ("email", " toimisto@seura.fi ", "toimisto@seura.fi"),
        ("zip_code", "FI-00100", "00100"),
    ],
)
def test_what_is_stored(field, sent, stored):
    assert written(**{field: sent}) == {field: stored}


@pytest.mark.parametrize(
    ("field", "sent", "code"),
    [
        ("name", "", "blank"),
        ("name", "\u200b\u202e", "blank"),
        ("name", "<script>alert(1)</script>", "blank"),
        ("name", "a" * 201, "max_length"),
        ("name", "<b>" * 1_000_000, "max_length"),
        ("name", None, "null"),
        ("name", True, "invalid"),
        ("name", ["a"], "invalid"),
        ("name", {"fi": "a"}, "invalid"),
        ("description", "a" * 20_001, "max_length"),
        ("web_address", "javascript:alert(1)", "link"),
        ("web_address", "https://user@seura.fi/", "link"),
        ("web_address", "http://127.0.0.1:8000/", "link"),
        ("web_address", f"https://seura.fi/{'a' * 500}", "link"),
        ("phone", "soita Matille", "phone"),
        ("phone", "040 123 4567 tai 040 765 4321", "phone"),
        ("email", "toimisto(at)seura.fi", "email"),
        ("email", "a@b.fi, c@d.fi", "email"),
        ("zip_code", "123", "postal_code"),
        ("zip_code", 100, "postal_code"),
    ],
)
def test_what_is_refused(field, sent, code):
    assert refused(**{field: sent}) == {field: [code]}


def test_the_old_clients_descriptions_are_plain_text():
    assert written(MOBILE, description="Tennis & <b>padel</b> <3\nTule!") == {
        "description": "Tennis &amp; padel &lt;3\nTule!"
    }


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(list(Everything().fields)), VALUES), st.sampled_from([V1, MOBILE]))
def test_no_value_breaks_a_field(data, face):
    serializer = Everything(data=data, context={"face": face})
    if not serializer.is_valid():
        assert all(error.code for errors in serializer.errors.values() for error in errors)


# --- pictures -------------------------------------------------------------------------------------
def test_a_picture_comes_as_a_data_uri_or_as_a_file():
    kept = read_picture(png())
    assert written(cover_image=uri(png())) == {"cover_image": kept}
    file = SimpleUploadedFile("../../kuva.svg", png(), content_type="image/svg+xml")
    assert written(cover_image=file) == {"cover_image": kept}


def test_null_takes_the_picture_away_and_leaving_it_out_keeps_it():
    assert written(cover_image=None) == {"cover_image": None}
    assert written(cover_image="") == {"cover_image": None}
    assert written() == {}


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_the_address_that_was_read_keeps_the_picture(size):
    name = f"images/3f/3f{'0' * 30}-m.jpg"
    address = media.address(media.size_names(name)[size])
    for instance in (HobbyFactory.build(cover_image=name), PromotionFactory.build(cover_image=name)):
        instance.shown_cover = name
        assert written(instance=instance, cover_image=address) == {}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("http://127.0.0.1:8000/media/images/3f/" + "3f" * 16 + "-m.jpg", "image_encoding"),
        ("http://169.254.169.254/latest/meta-data", "image_encoding"),
        (uri(b"%PDF-1.7"), "image_format"),
        (uri(png_header(30_000, 30_000)), "image_too_large"),
        (uri(png()[:-100]), "image_broken"),
        (uri(b"\0" * (MAX_BYTES + 1)), "image_too_heavy"),
        (SimpleUploadedFile("kuva.png", b"<svg onload=alert(1)>", content_type="image/png"), "image_format"),
        (SimpleUploadedFile("kuva.png", b""), "image_empty"),
        (SimpleUploadedFile("kuva.png", b"\0" * (MAX_BYTES + 1)), "image_too_heavy"),
        (12, "image_encoding"),
        ({"url": "x"}, "image_encoding"),
    ],
)
def test_what_is_no_picture_is_refused(sent, code):
    assert refused(cover_image=sent) == {"cover_image": [code]}


# --- bodies ---------------------------------------------------------------------------------------
class Echo(APIView):
    """Answers what it understood of the fields."""

    authentication_classes: ClassVar = []
    permission_classes: ClassVar = []
    parser_classes: ClassVar = [OrjsonParser, FormParser, MultiPartParser]

    def get_exception_handler(self):
        return handle

    def post(self, request):
        serializer = Everything(data=request.data, context={"face": V1})
        serializer.is_valid(raise_exception=True)
        found = serializer.validated_data
        return Response({k: v.digest if isinstance(v, Picture) else v for k, v in found.items()})


def post(data=None, *, body=None, content_type="application/json", **extra):
    factory = APIRequestFactory()
    if body is None:
        request = factory.post("/", data, format="json" if content_type == "application/json" else "multipart", **extra)
    else:
        request = factory.generic("POST", "/", body, content_type=content_type, **extra)
    answer = Echo.as_view()(request)
    return answer.status_code, answer.data


def test_a_file_in_a_form_and_a_data_uri_in_json_are_the_same():
    digest = read_picture(png()).digest
    assert post({"name": "Kerho", "cover_image": uri(png())}) == (200, {"name": "Kerho", "cover_image": digest})
    form = {"name": "Kerho", "cover_image": SimpleUploadedFile("kuva", png())}
    assert post(form, content_type="multipart/form-data") == (200, {"name": "Kerho", "cover_image": digest})


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"name": NaN}', b'{"name": "\\ud800"}', b"[" * 100_000, b'{"name": ' + b"1" * 5000 + b"}"],
)
def test_a_body_that_is_no_json_is_refused_and_breaks_nothing(body):
    status, answer = post(body=body)
    assert status in (200, 400)
    assert status == 200 or answer["code"] in ("parse_error", "invalid")


def test_a_body_larger_than_any_picture_is_not_read():
    for content_type in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        status, answer = post(body=b"{}", content_type=content_type, CONTENT_LENGTH=str(MAX_BODY + 1))
        assert (status, answer["code"]) == (413, "body_too_large")
    assert post(body=b"{}", CONTENT_LENGTH="nonsense")[0] in (200, 400)
