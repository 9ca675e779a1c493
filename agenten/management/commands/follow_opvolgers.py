from django.core.management.base import BaseCommand
from django.db import transaction

from agenten.gebieden import follow_opvolgers


class Command(BaseCommand):
    help = (
        "Move the areas of officers and basisteams from buurten and wijken that CBS dropped to their successors. Run "
        "it once a year, after import_buurten. A second run moves nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would move and store nothing")

    def handle(self, *, dry_run, **options):
        with transaction.atomic():
            told = follow_opvolgers()
            transaction.set_rollback(dry_run)
        moved = told["werkgebied"] + told["teamgebied"]
        self.stdout.write(f"{told['werkgebied']} of officers and {told['teamgebied']} of basisteams moved.")
        if told["zonder_opvolger"]:
            self.stdout.write(f"{told['zonder_opvolger']} left: CBS names no successor. Choose one in the admin.")
        if told["conflict"]:
            self.stdout.write(f"{told['conflict']} left: the successor has another basisteam. Choose in the admin.")
        if not moved:
            self.stdout.write("Nothing to change.")
        elif dry_run:
            self.stdout.write("Nothing is stored (--dry-run).")
