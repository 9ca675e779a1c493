from django.core.management.base import BaseCommand, CommandError

from meldingen import geheim, rotatie

NOT_NEEDED = "Old keys are needed no more."


class Command(BaseCommand):
    help = (
        "Write what is encrypted under the first key of DATA_KEYS, and what is searched in under that of CODE_KEYS; "
        "the site may go on meanwhile."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count what is under an old key")

    def handle(self, *args, dry_run, **options):
        if dry_run:
            old = rotatie.count_old()
            for table, rows in old.items():
                self.stdout.write(f"{table:<28} {rows:>9} rows under an old key")
            if not old:
                self.stdout.write(NOT_NEEDED)
            return
        try:
            done = rotatie.rotate()
        except geheim.Unreadable as problem:
            raise CommandError(
                f"A value needs a key that DATA_KEYS does not hold ({problem}). Add it and run again."
            ) from None
        for table, rows in done.items():
            if rows:
                self.stdout.write(f"{table:<28} {rows:>9} rows written anew")
        left = rotatie.count_old()
        self.stdout.write(NOT_NEEDED if not left else f"Written meanwhile under an old key: {left}")
