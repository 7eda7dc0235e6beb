"""Pictures of hobbies, promotions and categories, from being set to being gone."""

import os
import threading
import time

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from harrastuspassi.catalogue.covers import put_cover, release_cover, set_cover, sweep_pictures
from harrastuspassi.catalogue.models import Change, Hobby, HobbyCategory, StoredPicture
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import media
from harrastuspassi.common.images import read_picture
from tests.factories.catalogue import HobbyFactory, PromotionFactory, make_tree
from tests.factories.pictures import jpeg, png

RED, BLUE, GREEN = (read_picture(png(colour=colour)) for colour in ("red", "blue", "green"))
DAY_S = 24 * 3600


@pytest.fixture(autouse=True)
def media_root(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files():
    """Names of all files there are."""
    return sorted(str(path.relative_to(settings.MEDIA_ROOT)) for path in settings.MEDIA_ROOT.rglob("*.*"))


def names(*pictures):
    return sorted(name for each in pictures for name in media.size_names(media.picture_name(each)).values())


def grow_old(seconds=2 * DAY_S):
    for name in files():
        os.utime(settings.MEDIA_ROOT / name, (time.time() - seconds,) * 2)


# --- files --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("factory", [HobbyFactory, PromotionFactory])
def test_a_picture_is_kept_in_three_sizes_and_the_old_one_goes_after_the_commit(factory):
    item = factory()
    set_cover(item=item, picture=RED)
    assert files() == names(RED)
    with transaction.atomic():
        set_cover(item=item, picture=BLUE)
        assert files() == names(RED, BLUE)
    assert files() == names(BLUE)
    set_cover(item=item, picture=None)
    item.refresh_from_db()
    assert (item.cover_image, files(), StoredPicture.objects.count()) == ("", [], 0)


@pytest.mark.django_db(transaction=True)
def test_setting_the_same_picture_again_keeps_it():
    hobby = HobbyFactory()
    for _ in range(2):
        set_cover(item=hobby, picture=RED)
    assert files() == names(RED)


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_two_show_stays_until_neither_does():
    one, other = HobbyFactory(), PromotionFactory()
    for item in (one, other):
        set_cover(item=item, picture=RED)
    set_cover(item=one, picture=None)
    assert files() == names(RED)
    with transaction.atomic():
        other.delete()
        release_cover(other.cover_image)
    assert files() == []


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_keeps_the_old_picture_and_the_new_ones_files_are_swept_a_day_later():
    hobby = HobbyFactory()
    set_cover(item=hobby, picture=RED)
    with transaction.atomic():
        set_cover(item=hobby, picture=BLUE)
        transaction.set_rollback(True)
    assert files() == names(RED, BLUE)
    assert sweep_pictures() == 0
    grow_old(DAY_S - 600)
    assert sweep_pictures() == 0
    grow_old()
    assert sweep_pictures() == 1
    assert files() == names(RED)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_a_crash_left_and_nothing_that_is_not_its_own(media_root):
    hobby = HobbyFactory()
    set_cover(item=hobby, picture=RED)
    (media_root / "images/00").mkdir()
    (media_root / "images/00/.abc.part").write_bytes(b"half")
    (media_root / "images/00/notes.txt").write_text("not ours")
    (media_root / "elsewhere").mkdir()
    (media_root / "elsewhere/file.jpg").write_bytes(b"not ours")
    grow_old()
    assert sweep_pictures() == 0
    assert files() == sorted([*names(RED), "elsewhere/file.jpg", "images/00/notes.txt"])


@pytest.mark.django_db(transaction=True)
def test_files_that_were_lost_come_back_with_the_next_upload():
    hobby, other = HobbyFactory(), HobbyFactory()
    set_cover(item=hobby, picture=RED)
    (settings.MEDIA_ROOT / names(RED)[0]).unlink()
    set_cover(item=other, picture=RED)
    assert files() == names(RED)


@pytest.mark.django_db(transaction=True)
def test_a_picture_uploaded_while_its_last_user_lets_it_go_is_not_lost():
    """One transaction stores the files that another is about to remove."""
    leaving, coming = HobbyFactory(), HobbyFactory()
    set_cover(item=leaving, picture=RED)

    def let_go():
        set_cover(item=leaving, picture=None)
        connection.close()

    with transaction.atomic():
        set_cover(item=coming, picture=RED)
        remover = threading.Thread(target=let_go)
        remover.start()
        time.sleep(0.3)
    remover.join(20)
    assert files() == names(RED)
    assert not Hobby.objects.filter(pk=leaving.pk, cover_image=coming.cover_image).exists()


@pytest.mark.django_db
def test_names_are_short_plain_and_of_the_content():
    hobby = HobbyFactory()
    set_cover(item=hobby, picture=RED)
    assert hobby.cover_image == f"images/{RED.digest[:2]}/{RED.digest}-m.jpg"
    assert len(media.address(hobby.cover_image)) < 100


# --- categories stand in --------------------------------------------------------------------------
def shown(hobby):
    hobby.refresh_from_db()
    return hobby.cover_image or hobby.category_cover


def name(picture):
    return media.picture_name(picture)


@pytest.fixture
def tree():
    return make_tree({"Liikunta": {"Palloilu": {"Futis": {}, "Koris": {}}, "Uinti": {}}, "Taide": {}})


@pytest.mark.django_db
def test_the_nearest_category_with_a_picture_stands_in(tree):
    football, swimming, both = (
        HobbyFactory(categories=[tree[key] for key in keys]) for keys in (["Futis"], ["Uinti"], ["Taide", "Futis"])
    )
    set_cover(item=tree["Liikunta"], picture=RED)
    assert [shown(each) for each in (football, swimming, both)] == [name(RED)] * 3
    set_cover(item=tree["Taide"], picture=GREEN)
    assert shown(both) == min((tree["Taide"].pk, name(GREEN)), (tree["Liikunta"].pk, name(RED)))[1]
    set_cover(item=tree["Palloilu"], picture=BLUE)
    assert [shown(each) for each in (football, swimming, both)] == [name(BLUE), name(RED), name(BLUE)]
    set_cover(item=tree["Palloilu"], picture=None)
    assert shown(football) == name(RED)


@pytest.mark.django_db
def test_a_hobbys_own_picture_comes_first_and_leaves_the_categorys_behind_it(tree):
    hobby = HobbyFactory(categories=[tree["Futis"]])
    set_cover(item=tree["Liikunta"], picture=RED)
    set_cover(item=hobby, picture=BLUE)
    assert shown(hobby) == name(BLUE)
    set_cover(item=hobby, picture=None)
    assert shown(hobby) == name(RED)


@pytest.mark.django_db
def test_the_picture_follows_a_hobbys_categories_and_the_tree(tree):
    hobby = HobbyFactory(categories=[tree["Uinti"]])
    set_cover(item=tree["Palloilu"], picture=RED)
    assert shown(hobby) == ""
    with publishing() as changes:
        hobby.categories.set([tree["Koris"]])
        changes.add(hobby)
    assert shown(hobby) == name(RED)
    with publishing() as changes:
        HobbyCategory.objects.filter(pk=tree["Koris"].pk).update(parent=tree["Taide"])
        changes.add(tree["Koris"])
        rebuild_tree()
    assert shown(hobby) == ""


@pytest.mark.django_db
def test_apps_that_keep_a_copy_hear_of_a_categorys_new_picture(tree):
    plain, own = (HobbyFactory(categories=[tree["Futis"]]) for _ in range(2))
    set_cover(item=own, picture=GREEN)
    before = Change.objects.get(resource="hobbies", object_id=own.pk).version
    set_cover(item=tree["Liikunta"], picture=RED)
    versions = dict(Change.objects.filter(resource="hobbies").values_list("object_id", "version"))
    assert versions == {plain.pk: before + 1, own.pk: before}


@pytest.mark.django_db
def test_both_faces_show_it_and_null_without(tree):
    hobby, other = HobbyFactory(categories=[tree["Futis"]]), HobbyFactory()
    promotion = PromotionFactory()
    set_cover(item=tree["Liikunta"], picture=RED)
    set_cover(item=promotion, picture=BLUE)
    address = f"http://127.0.0.1:8000/media/{name(RED)}"
    sizes = {size: address.replace("-m.jpg", f"-{size[0]}.jpg") for size in ("small", "medium", "large")}

    def read(face, path):
        return Client().get(f"/{face}/v1/{path}/").json()

    on_v1 = read("api", f"hobbies/{hobby.pk}")
    assert (on_v1["cover_image"], on_v1["cover_image_sizes"]) == (address, sizes)
    on_phones = read("mobile-api", f"hobbies/{hobby.pk}")
    assert on_phones["cover_image"] == address
    assert "cover_image_sizes" not in on_phones
    bare = read("api", f"hobbies/{other.pk}")
    assert (bare["cover_image"], bare["cover_image_sizes"]) == (None, None)
    assert read("mobile-api", "promotions")[0]["cover_image"].endswith(f"{BLUE.digest}-m.jpg")
    assert read("api", f"promotions/{promotion.pk}")["cover_image_sizes"]["large"].endswith("-l.jpg")
    assert read("api", f"hobbycategories/{tree['Liikunta'].pk}")["cover_image"] == address
    assert "cover_image" not in read("mobile-api", f"hobbycategories/{tree['Liikunta'].pk}")


# --- serving --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_picture_is_served_for_ever_and_as_nothing_else():
    hobby = HobbyFactory()
    set_cover(item=hobby, picture=RED)
    for size, file_name in media.size_names(hobby.cover_image).items():
        answer = Client().get(f"/media/{file_name}", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == RED.files[size]
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Length"] == str(len(RED.files[size]))
        assert "Content-Encoding" not in answer.headers
        answer.close()
    answer = Client().head(f"/media/{hobby.cover_image}")
    answer.close()
    assert answer.status_code == 200
    assert Client().post(f"/media/{hobby.cover_image}").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "",
        "images/",
        "images/00/" + "0" * 32 + "-m.jpg",
        "images/00/" + "0" * 32 + ".jpg",
        "../settings.py",
        "..%2f..%2fetc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "images/../../harrastuspassi.sqlite3",
        "images/00/../../../harrastuspassi.sqlite3",
        "//etc/passwd",
        "images%5c00",
        "images/00/%00-m.jpg",
        "images/00/" + "0" * 32 + "-m.jpg%0a",
        "hobbies/kuva.jpg",
        "harrastuspassi.sqlite3",
    ],
)
def test_nothing_else_can_be_reached(path, media_root):
    (media_root.parent / "harrastuspassi.sqlite3").write_text("secret")
    (media_root / "hobbies").mkdir()
    (media_root / "hobbies/kuva.jpg").write_text("not ours")
    answer = Client().get(f"/media/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.django_db
def test_the_caller_that_saves_the_row_itself_needs_one_more_line():
    hobby = HobbyFactory()
    with publishing() as changes:
        put_cover(item=hobby, picture=read_picture(jpeg()))
        hobby.save()
        changes.add(hobby)
    assert shown(hobby) == hobby.cover_image != ""
