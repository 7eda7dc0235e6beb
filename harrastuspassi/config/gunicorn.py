"""How gunicorn serves: `gunicorn --config python:harrastuspassi.config.gunicorn harrastuspassi.config.wsgi`."""

import ctypes
import sys
from typing import Any

from gunicorn.http.parser import RequestParser

from harrastuspassi.config import settings
from harrastuspassi.config.requestline import TypedRequest
from harrastuspassi.demo import signins

bind = f"{settings.env.str('BIND', default='127.0.0.1')}:{settings.PORT}"
worker_class = "gthread"
workers = settings.env.int("WEB_WORKERS", default=2)
threads = settings.env.int("WEB_THREADS", default=4)
# Longer than proxies keep what they do not use (nginx: 60 s), or one would send a request into what is just closed.
keepalive = 75
# An access log would hold addresses and queries; common/logs.py logs route, status and time.
accesslog = None
control_socket_disable = True
# The parser in C, used where it happens to be installed, cannot be taught TypedRequest.
http_parser = "python"
RequestParser.mesg_class = TypedRequest
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {**settings.LOGGING["loggers"], "gunicorn.error": {"handlers": [], "propagate": True}},
}
# Heartbeats in memory: on a busy disk they come late and healthy workers are killed.
worker_tmp_dir = "/dev/shm" if sys.platform == "linux" else None  # noqa: S108 - gunicorn makes its file there safely

# glibc keeps large blocks that were freed, in a heap for each thread; set so, they go back to the system at once.
# Four uploads at a time then take a quarter less memory. -3 is M_MMAP_THRESHOLD, in bytes (mallopt(3)).
if hasattr(libc := ctypes.CDLL(None), "mallopt"):
    libc.mallopt(-3, 1_048_576)

WELCOME = """
Harrastuspassi answers at {url}
  API              {url}/api/v1/hobbyevents/
  its description  {url}/api/v1/docs/  {url}/api/v1/redoc/  {url}/api/v1/schema/
  phones           {url}/mobile-api/v1/hobbyevents/
  health           {url}/health/
  console          {url}/console/
  sign in at       {url}/accounts/login/
{signins}
  mail it sends    {mail}
Ctrl-C ends it.
"""


def post_worker_init(worker: Any) -> None:
    """Tells a newcomer where to look, once the first worker has loaded the application."""
    if settings.DEMO and worker.age == 1:
        mail = settings.MAIL_SERVER["EMAIL_FILE_PATH"] or settings.MAIL_SERVER["EMAIL_HOST"]
        sys.stdout.write(WELCOME.format(url=settings.PUBLIC_URL, mail=mail, signins=signins.listing()))
        sys.stdout.flush()
