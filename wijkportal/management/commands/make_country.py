from django.core.management.base import BaseCommand, CommandError

from wijkportal.bench.files import write_files
from wijkportal.bench.filling import CountryError, make_country


class Command(BaseCommand):
    help = "Fill a database of its own with an invented country of national size, or write it as the files of CBS."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=float, default=1.0, help="1 is the whole country, 0.01 a hundredth")
        parser.add_argument("--force", action="store_true", help="also beside real areas, or on a production site")
        parser.add_argument("--files", metavar="DIR", help="write the source files there instead of the database")

    def handle(self, *args, scale, force, files, **options):
        if not 0 < scale <= 1:
            raise CommandError("--scale must be above 0 and at most 1.")
        if files:
            for path in write_files(files, scale):
                self.stdout.write(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
            return
        try:
            make_country(scale, force=force, report=self.report)
        except CountryError as error:
            raise CommandError(str(error)) from error

    def report(self, name, rows, seconds):
        self.stdout.write(f"{name:<16} {rows or '':>9} rows {seconds:6.1f} s")
        self.stdout.flush()
