"""WSGI entry point: `gunicorn harrastuspassi.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
_application = get_wsgi_application()
application = import_string("api.common.front.Front")(_application)
