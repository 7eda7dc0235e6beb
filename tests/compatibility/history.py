"""Earlier documents, as Git remembers them."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAIN = ("origin/main", "main")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document of an earlier commit."""

    commit: str
    text: str


class NoHistory(Exception):
    """There is no history to look into; says why."""


def git(folder: Path, *arguments: str) -> str:
    """What Git answers. Raises NoHistory with what it said if it fails, or if it is not there."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        raise NoHistory(f"git cannot be run: {error}") from error
    if done.returncode:
        raise NoHistory((done.stderr.strip().splitlines() or ["git failed"])[-1])
    return done.stdout


def earlier_versions(folder: Path, path: str) -> Iterator[Earlier]:
    """The documents that the one at hand follows: the one before it on main, and main's where this is not main.

    The one before is the last that differs, however many commits that left it alone have come since: so a document
    that has not been committed is compared with the committed one, and a breaking one is not forgotten with the next
    commit. Raises NoHistory where there is none, as in a clone of one commit.
    """
    at_hand = (folder / path).read_text()
    candidates = git(folder, "log", "--first-parent", "--format=%H", "-n", "20", "--", path).split()
    found = next(_differing(folder, path, at_hand, candidates), None)
    forked = [commit for main in MAIN if (commit := _fork(folder, main))]
    mains = next(_differing(folder, path, at_hand, forked[:1]), None)
    if found is None and mains is None:
        is_shallow = git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
        raise NoHistory(f"there is no earlier {path} in this {'shallow clone' if is_shallow else 'history'}")
    yield from {one.text: one for one in (found, mains) if one is not None}.values()


def _differing(folder: Path, path: str, at_hand: str, commits: list[str]) -> Iterator[Earlier]:
    for commit in commits:
        try:
            text = git(folder, "show", f"{commit}:{path}")
        except NoHistory:  # not there yet
            continue
        if text != at_hand:
            yield Earlier(commit, text)


def _fork(folder: Path, main: str) -> str | None:
    try:
        return git(folder, "merge-base", "HEAD", main).strip()
    except NoHistory:
        return None
