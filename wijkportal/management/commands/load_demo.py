from django.core.management.base import BaseCommand, CommandError

from buurten.models import Buurt
from wijkportal.demo import DemoError, load, sign_ins


class Command(BaseCommand):
    help = "Load (or restore) the invented gemeenten Rivierdam and Oudveen, with officers, hours and sign-ins."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force", action="store_true", help="also on a production site; accounts get no password then"
        )

    def handle(self, *args, **options):
        try:
            load(force=options["force"])
        except DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demo data is loaded: {Buurt.objects.demo().count()} buurten.")
        for sign_in in sign_ins():
            self.stdout.write(f"  {sign_in.username:<22} {sign_in.password:<27} {sign_in.role}")
