#!/usr/bin/env python
"""The command line of the project: `python manage.py <command>`."""

import os
import sys

from django.core.management import execute_from_command_line

from harrastuspassi.common.actors import Actor, ActorKind, acting


def main(arguments: list[str]) -> None:
    """Runs the command that the arguments, of which the first is this file, name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
    with acting(Actor(ActorKind.COMMAND, name=next(iter(arguments[1:]), "")[:64])):
        execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
