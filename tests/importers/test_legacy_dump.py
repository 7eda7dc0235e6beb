"""Reading a dump: any order, any size, and a clear word about what is no dump."""

import json

import pytest
from django.core.management.base import CommandError

from harrastuspassi.importers.legacy.dump import open_dump
from harrastuspassi.importers.legacy.reporting import Report
from tests.factories import legacy

from .helpers import run_command

pytestmark = pytest.mark.once("a reader of files")


@pytest.mark.parametrize(
    "text",
    ["", "{}", '"text"', "null", "[", '[{"model": "x"}', "[1 2]", "[nul]", "[" * 2000, "pk,name\n1,Judo\n", "<?xml?>"],
    ids=lambda text: text[:12],
)
def test_what_is_no_json_list_is_told(tmp_path, text):
    path = tmp_path / "dump.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=r"is not JSON|has no list|nested too deeply"):
        run_command("import_legacy", str(path))


def test_objects_come_by_kind_in_the_order_of_the_dump(tmp_path):
    path = legacy.write_dump(tmp_path / "d.json", [legacy.hobby(9), legacy.event(1, hobby=9), legacy.hobby(3)])
    with open_dump(path, Report()) as opened:
        assert [pk for pk, _ in opened.objects("hobby")] == [9, 3]
        assert opened.ids["hobbyevent"] == {1}
        assert list(opened.objects("promotion")) == []


def test_a_byte_order_mark_and_any_character_are_read(tmp_path):
    path = tmp_path / "d.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps([legacy.hobby(1, name="å \x00 🎯")]).encode())
    with open_dump(path, Report()) as opened:
        assert next(opened.objects("hobby")).fields["name"] == "å \x00 🎯"


def test_a_file_that_is_not_there_or_no_text_ends_the_command_with_a_word(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run_command("import_legacy", str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="Is a directory"):
        run_command("import_legacy", str(tmp_path))
    path = tmp_path / "d.json"
    path.write_bytes(b'[{"model": "\xff"}]')
    with pytest.raises(CommandError, match="is not JSON"):
        run_command("import_legacy", str(path))


@pytest.mark.parametrize("option", ["Helsinki", "=091", " =091"])
def test_a_municipality_option_without_a_name_and_a_code_is_refused(tmp_path, option):
    with pytest.raises(CommandError, match="NAME=CODE"):
        run_command("import_legacy", str(legacy.write_dump(tmp_path / "d.json", [])), "--municipality", option)
