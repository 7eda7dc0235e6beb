"""The tasks: each takes ids and calls one function of the domain."""

from harrastuspassi.accounts.forgetting import forget_sign_ins
from harrastuspassi.audit.services import forget_entries
from harrastuspassi.catalogue import geocoding
from harrastuspassi.catalogue.covers import sweep_pictures
from harrastuspassi.catalogue.reports import forget_reasons, forget_reports
from harrastuspassi.catalogue.review_queue import tell_moderators
from harrastuspassi.catalogue.schedules import expand_due_schedules
from harrastuspassi.common import jobs, mail, queue
from harrastuspassi.common.jobs import Work
from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.disclosure.own import freeze_weeks
from harrastuspassi.importers.lipas.dates import move_dates_on
from harrastuspassi.participation.benefits import forget_keys
from harrastuspassi.participation.collection import collect_batch
from harrastuspassi.participation.inbox import COLLECT
from harrastuspassi.participation.retention import forget_participation
from harrastuspassi.participation.watching import log_backlog
from harrastuspassi.passes.retention import forget_passes
from harrastuspassi.releases import exporting
from harrastuspassi.releases.making import forget_exports, keep_release_files, make_export, write_release_files
from harrastuspassi.releases.services import WRITE_FILES, make_release
from workers.app import app
from workers.schedule import DAILY, SWEEP_EVERY_S

KINDS: dict[str, Work] = {
    "expand_schedules": lambda day: expand_due_schedules(),
    "move_lipas_dates": lambda day: move_dates_on(),
    "sweep_pictures": lambda day: sweep_pictures(),
    "forget_sent_mail": lambda day: mail.forget_sent(),
    "forget_sign_ins": lambda day: forget_sign_ins(),
    "forget_benefit_keys": lambda day: forget_keys(),
    "forget_audit": lambda day: forget_entries(),
    "forget_reports": lambda day: (forget_reports(), forget_reasons()),
    "tell_moderators": tell_moderators,
    "forget_participation": lambda day: forget_participation(),
    "forget_passes": lambda day: forget_passes(),
    "ask_for_positions": lambda day: geocoding.ask_for_positions(),
    geocoding.KIND: geocoding.find_position,
    "roll_up": lambda day: roll_up(),
    "freeze_own_weeks": lambda day: freeze_weeks(),
    "make_release": lambda day: make_release(),
    "forget_exports": lambda day: forget_exports(),
    "keep_release_files": lambda day: keep_release_files(),
    exporting.KIND: make_export,
    WRITE_FILES: write_release_files,
    mail.KIND: mail.deliver,
    COLLECT: collect_batch,
}
"""What each kind of job calls, with the job's key."""


@app.task(name=queue.RUN_JOB)  # type: ignore[untyped-decorator]
def run_job(job_id: int) -> None:
    """Does the job with this id, if it is due and nobody else has it."""
    jobs.run(job_id=job_id, kinds=KINDS)


@app.task(name="workers.sweep")  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Sends again what a dead broker or worker dropped, and notes what waits."""
    log_backlog()
    jobs.sweep(every_s=SWEEP_EVERY_S)


@app.task(name="workers.plan")  # type: ignore[untyped-decorator]
def plan() -> None:
    """Writes today's daily jobs."""
    jobs.plan(daily=DAILY)
