from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agenten.teamgebieden import give_all, read
from buurten.importers.bronnen import BadSource, open_source


class Command(BaseCommand):
    help = (
        "Give basisteams their buurten from a CSV: team;code;van;tot. The team is its name or address, the code one of "
        "a gemeente, wijk or buurt; van (default today) and tot are days, both included. All rows or none."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="FILE|https")
        parser.add_argument("--dry-run", action="store_true", help="show the differences and store nothing")
        parser.add_argument(
            "--end-others", action="store_true", help="end the row of another basisteam on the day before"
        )

    def handle(self, *, source, dry_run, end_others, **options):
        try:
            with open_source(source) as opened, transaction.atomic():
                given = give_all(read(opened, timezone.localdate()), end_others=end_others)
                transaction.set_rollback(dry_run)
        except BadSource as error:
            raise CommandError(str(error)) from None
        for row in given.ended:
            self.stdout.write(f"ended: {row.buurt_id} of {row.basisteam}, last day {row.tot}")
        for row in given.new:
            self.stdout.write(
                f"new: {row.buurt_id} for {row.basisteam}, from {row.van}{f' to {row.tot}' if row.tot else ''}"
            )
        self.stdout.write(f"{len(given.new)} new, {len(given.ended)} ended, {given.same} the same.")
        if not given.new:
            self.stdout.write("Nothing to change.")
        elif dry_run:
            self.stdout.write("Nothing is stored (--dry-run).")
