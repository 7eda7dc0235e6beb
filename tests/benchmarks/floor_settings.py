"""Settings of the floor: the system's, without any middleware or application."""

from harrastuspassi.config.settings import *  # noqa: F403 - they are looked up here by Django alone

INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.benchmarks.floor"
