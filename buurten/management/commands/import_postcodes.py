from django.core.management.base import BaseCommand, CommandError

from buurten.bronnen import BadSource, open_source
from buurten.importers.guards import MOST_GONE
from buurten.importers.postcodes import import_postcodes
from buurten.voortgang import Progress


class Command(BaseCommand):
    help = "Load which postcode and house number lies in which buurt, from the yearly CBS file pc6hnr (csv or zip)."

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="FILE", help="a csv or zip file, or an https address of one")
        parser.add_argument("--dry-run", action="store_true", help="show the differences, change nothing")
        parser.add_argument(
            "--allow-drop", type=float, default=MOST_GONE, metavar="PERCENT",
            help="how many percent of the postcodes may disappear (5)",
        )  # fmt: skip

    def handle(self, *, source, dry_run, allow_drop, **options):
        progress = Progress(self.stdout)
        try:
            with open_source(source, progress.bytes) as file:
                differences, remarks = import_postcodes(file, dry_run=dry_run, allow_drop=allow_drop, progress=progress)
        except BadSource as error:
            progress.end()
            raise CommandError(str(error)) from None
        for line in [*differences.lines(), *remarks]:
            self.stdout.write(line)
        if not differences:
            self.stdout.write("Nothing to change.")
        elif dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        else:
            self.stdout.write(self.style.SUCCESS("Done."))
