"""Django as a WSGI application: every page and form; see asgi.py for what stands in front of it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodwill.config.settings")
application = get_wsgi_application()
