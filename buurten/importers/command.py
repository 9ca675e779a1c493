"""What import_postcodes and import_adressen have in common on the terminal."""

from django.core.management.base import BaseCommand, CommandError

from buurten.importers.bronnen import BadSource, open_source
from buurten.importers.guards import MOST_GONE
from buurten.importers.voortgang import Progress


class ImportCommand(BaseCommand):
    """A command FILE [--dry-run] [--allow-drop PERCENT] that shows its differences; `load` does the work."""

    load = None

    def add_arguments(self, parser):
        parser.add_argument("file", help="a csv or zip file, or an address that starts with https://")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        parser.add_argument(
            "--allow-drop",
            type=float,
            default=MOST_GONE,
            metavar="PERCENT",
            help="let this share of what is there now go (normally at most %(default)g %%)",
        )

    def handle(self, *, file, dry_run, allow_drop, **options):
        if not 0 <= allow_drop <= 100:
            raise CommandError("--allow-drop is a percentage from 0 to 100.")
        progress = Progress(self.stderr)
        try:
            with open_source(file, progress.bytes) as source:
                differences, remarks = self.load(source, dry_run=dry_run, allow_drop=allow_drop, progress=progress)
        except BadSource as error:
            raise CommandError(str(error)) from None
        finally:
            progress.end()
        lines = [line for difference in differences for line in difference.lines()]
        for line in [*lines, *remarks]:
            self.stdout.write(line)
        if not lines:
            self.stdout.write("Nothing to change.")
        elif dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        else:
            self.stdout.write("Loaded.")
