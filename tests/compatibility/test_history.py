"""With which document the one at hand is compared, in repositories of the test's own."""

import os
import shutil
from pathlib import Path

import pytest
import yaml

from tests.compatibility.__main__ import DOCUMENTS, main
from tests.compatibility.history import NoHistory, earlier_versions, git
from tests.compatibility.test_documents import DOCUMENT, TODAY, without_create

PATH = "api/openapi.yaml"
NAMED = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org", "-c", "commit.gpgsign=false")

pytestmark = [
    pytest.mark.skipif(not shutil.which("git"), reason="Git is not installed; to run this: apt-get install git"),
    pytest.mark.once("documents and pages, which no database has a part in"),
]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, whatever one the tests themselves run in."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "repository"
    (folder / "api").mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


def write(folder: Path, text: str) -> None:
    for path in DOCUMENTS:
        (folder / path).write_text(text)


def commit(folder: Path, text: str | None = None) -> None:
    if text is not None:
        write(folder, text)
    git(folder, "add", "--all")
    git(folder, *NAMED, "commit", "--quiet", "--allow-empty", "--message=x")


def texts(folder: Path) -> list[str]:
    return [earlier.text for earlier in earlier_versions(folder, PATH)]


def test_the_one_before_is_the_last_that_differs(repository: Path) -> None:
    commit(repository, "first")
    commit(repository, "second")
    assert texts(repository) == ["first"]
    commit(repository)
    assert texts(repository) == ["first"]
    write(repository, "third")
    assert texts(repository) == ["second"]


def test_a_merge_is_compared_with_main_before_it(repository: Path) -> None:
    commit(repository, "first")
    git(repository, "switch", "--quiet", "--create", "work")
    commit(repository, "tried")
    commit(repository, "second")
    assert texts(repository) == ["tried", "first"]
    git(repository, "switch", "--quiet", "main")
    git(repository, *NAMED, "merge", "--quiet", "--no-ff", "--message=x", "work")
    assert texts(repository) == ["first"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(["--depth=1"], "no earlier api/openapi.yaml in this shallow clone"), ([], None)],
)
def test_a_fresh_clone_has_what_it_has(repository: Path, arguments: list[str], reason: str | None) -> None:
    commit(repository, "first")
    commit(repository, "second")
    clone = repository.with_name("clone")
    git(repository.parent, "clone", "--quiet", *arguments, repository.as_uri(), str(clone))
    if reason is None:
        assert texts(clone) == ["first"]
    else:
        with pytest.raises(NoHistory, match=reason):
            texts(clone)


def test_a_first_document_and_no_repository_are_said_to_have_no_history(repository: Path, tmp_path: Path) -> None:
    commit(repository, "first")
    with pytest.raises(NoHistory, match="no earlier"):
        texts(repository)
    bare = tmp_path / "unpacked"
    shutil.copytree(repository / "api", bare / "api")
    with pytest.raises(NoHistory, match="not a git repository"):
        texts(bare)


def test_the_check_fails_on_a_break_says_where_and_goes_on_without_history(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, yaml.safe_dump(DOCUMENT))
    assert main(repository, TODAY) == 0
    assert "compared with nothing: there is no earlier" in capsys.readouterr().out
    commit(repository, yaml.safe_dump(without_create()))
    assert main(repository, TODAY) == 1
    printed = capsys.readouterr().out
    assert "\n  POST /hobbies/: is gone\n" in printed
    assert "api/common/retirement.py" in printed
