"""WSGI entry point: `gunicorn harrastuspassi.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
application = get_wsgi_application()
