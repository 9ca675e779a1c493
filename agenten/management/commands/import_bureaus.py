from agenten.management.police import PoliceImport
from agenten.models import Voorstel


class Command(PoliceImport):
    help = (
        "Compare the stations that the police publish (open-data API v4, JSON) with ours, and propose the differences."
    )
    soort = Voorstel.Soort.BUREAUS
