from buurten.importers.adressen import import_adressen
from buurten.importers.command import ImportCommand


class Command(ImportCommand):
    help = (
        "Load street names with their house numbers per buurt, from a table of addresses (csv or zip)."
        " Replaces the streets of the gemeenten in the file. All or nothing; a second time changes nothing."
    )
    load = staticmethod(import_adressen)
