from buurten.importers.command import ImportCommand
from buurten.importers.postcodes import import_postcodes


class Command(ImportCommand):
    help = (
        "Load in which buurt each postcode and house number lies, from the yearly CBS file pc6hnr (csv or zip)."
        " Replaces the postcodes of the gemeenten in the file. All or nothing; a second time changes nothing."
    )
    load = staticmethod(import_postcodes)
