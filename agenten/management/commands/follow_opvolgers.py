from django.core.management.base import BaseCommand

from agenten.gebieden import follow_opvolgers


class Command(BaseCommand):
    help = (
        "Move the areas of officers and basisteams from buurten and wijken that CBS dropped to their successors. Run "
        "it once a year, after import_buurten. A second run moves nothing."
    )

    def handle(self, **options):
        told = follow_opvolgers()
        moved = told["werkgebied"] + told["teamgebied"]
        self.stdout.write(f"{told['werkgebied']} of officers and {told['teamgebied']} of basisteams moved.")
        if told["zonder_opvolger"]:
            self.stdout.write(f"{told['zonder_opvolger']} left: CBS names no successor. Choose one in the admin.")
        if told["conflict"]:
            self.stdout.write(f"{told['conflict']} left: the successor has another basisteam. Choose in the admin.")
        if not moved:
            self.stdout.write("Nothing to change.")
