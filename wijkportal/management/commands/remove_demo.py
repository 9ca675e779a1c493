from django.core.management.base import BaseCommand, CommandError

from wijkportal.demo import DemoError, remove


class Command(BaseCommand):
    help = "Take the demo data away: areas, officers, teams, accounts. Everything else stays."

    def handle(self, *args, **options):
        try:
            remove()
        except DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demo data is gone.")
