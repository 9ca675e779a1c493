"""`manage.py import_buurten FILE`: load an edition of the CBS Wijk- en Buurtkaart."""

from django.core.management.base import BaseCommand, CommandError

from buurten.importers.bronnen import BadSource, open_source
from buurten.importers.editie import FIRST_YEAR, LAST_YEAR
from buurten.importers.editie_import import MOST_DROPPED, import_editie
from buurten.importers.editieplan import describe
from buurten.importers.verschillen import differences
from buurten.importers.voortgang import Progress


class Command(BaseCommand):
    help = (
        "Load gemeenten, wijken and buurten with their boundaries from a GeoPackage of the CBS Wijk- en Buurtkaart"
        " (a file or an https address). All or nothing; loading the same file again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="a .gpkg file, or an address that starts with https://")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        parser.add_argument("--jaar", type=int, help="the year of the edition, when the file does not say it")
        parser.add_argument(
            "--allow-drop",
            type=float,
            default=MOST_DROPPED,
            metavar="PERCENT",
            help="let this share of the buurten go (normally at most %(default)g %%)",
        )
        parser.add_argument(
            "--replace-newer", action="store_true", help="let this edition replace a newer one that was loaded before"
        )

    def handle(self, *args, **options):
        jaar = options["jaar"]
        if jaar is not None and not FIRST_YEAR <= jaar <= LAST_YEAR:
            raise CommandError(f"--jaar is a year from {FIRST_YEAR} to {LAST_YEAR}.")
        if not 0 <= options["allow_drop"] <= 100:
            raise CommandError("--allow-drop is a percentage from 0 to 100.")
        progress = Progress(self.stderr)
        try:
            with open_source(options["file"], progress.bytes) as source:
                plan = import_editie(
                    source,
                    jaar=jaar,
                    dry_run=options["dry_run"],
                    replace_newer=options["replace_newer"],
                    allow_drop=options["allow_drop"],
                    progress=progress,
                    show=lambda plan: self.show(plan, progress, options["verbosity"]),
                )
        except BadSource as error:
            progress.end()
            raise CommandError(str(error)) from None
        progress.end()
        self.conclude(plan, options["dry_run"])

    def show(self, plan, progress, verbosity):
        progress.end()
        if verbosity:
            self.stdout.write(describe(plan))
            for line in differences(plan, everything=verbosity > 1):
                self.stdout.write(line)

    def conclude(self, plan, dry_run):
        if not plan:
            self.stdout.write("Nothing to change.")
        elif dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        else:
            self.stdout.write("Loaded.")
