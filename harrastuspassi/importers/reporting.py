"""Telling an operator how an import went."""

from django.core.management.base import CommandError, OutputWrapper

from harrastuspassi.importers.upsert import Summary


def report(summary: Summary, *, out: OutputWrapper, err: OutputWrapper, archived: str = "archived") -> None:
    """Writes warnings and failures to `err`, a line each, and the figures to `out`.

    Raises CommandError (exit code 1) where the run stopped or not one record could be used.
    """
    for label, message in summary.warnings:
        err.write(f"warning: {label}: {message}")
    for label, message in summary.failures:
        err.write(f"failed: {label}: {message}")
    figures = {
        "created": summary.created,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        archived: summary.archived,
        "skipped": summary.skipped,
        "failed": len(summary.failures),
        "warnings": len(summary.warnings),
    }
    out.write(", ".join(f"{name} {count}" for name, count in figures.items()))
    for note, count in sorted(summary.notes.items()):
        out.write(f"{note}: {count}")
    if summary.stopped:
        raise CommandError(f"Stopped: {summary.stopped}.")
    if summary.is_failed:
        raise CommandError("Not one record could be used.")
