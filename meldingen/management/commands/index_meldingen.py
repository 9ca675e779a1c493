from django.core.management.base import BaseCommand

from meldingen import zoekindex


class Command(BaseCommand):
    help = "Write the words to search by of meldingen that have none yet, or under an old key. Stop and go on freely."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="of all: after a subject or buurt got a new name")

    def handle(self, *args, **options):
        done = zoekindex.index_all(everything=options["all"], report=self.report(options["verbosity"]))
        self.stdout.write(f"{done} meldingen written, {zoekindex.renew_contact()} reporters.")

    def report(self, verbosity):
        return lambda done: self.stdout.write(f"{done} meldingen") if verbosity > 1 else None
