import re
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from meldingen.cijfers import Kwartaal, freeze, last_closed


class Command(BaseCommand):
    help = "Make the figures of a closed quarter, for teams that have none yet. The worker does this by itself."

    def add_arguments(self, parser):
        parser.add_argument("kwartaal", nargs="?", help="for instance 2026-3; without it the last one that is over")

    def handle(self, *args, kwartaal, **options):
        try:
            chosen = parse(kwartaal) if kwartaal else last_closed()
            number = freeze(chosen)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{chosen}: figures of {number} teams are made, and stay as they are.")


def parse(text):
    if not re.fullmatch(r"20[0-9]{2}-[1-4]", text):
        raise ValueError(f"Write a quarter as 2026-3, not {text!r}.")
    return Kwartaal(date(int(text[:4]), int(text[5]) * 3 - 2, 1))
