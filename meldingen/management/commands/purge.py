from django.core.management.base import BaseCommand

from meldingen import bewaren


class Command(BaseCommand):
    help = "Erase what must go because its term is over (SAFETY S9). The worker does this every night by itself."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only report what would go")

    def handle(self, *args, dry_run, **options):
        for name, rows in bewaren.purge(dry_run=dry_run).items():
            self.stdout.write(f"{name:<18} {rows:>9} {'would go' if dry_run else 'gone'}")
