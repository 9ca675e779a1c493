from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agenten.models import Partner
from agenten.partneradressen import TooManyGone, compare, read, replace

SHOWN = 20
WRONG = {
    "postcode": "no postcode such as 1234AB",
    "huisnummer": "no house number: digits only, the rest goes in toevoeging",
    "toevoeging": "longer than 10 characters",
    "kop": "the columns must be postcode, huisnummer and toevoeging",
    "leeg": "there are no addresses in this file",
    "te_veel": "more addresses than fit",
}


class Command(BaseCommand):
    help = (
        "Make the addresses in a CSV file (postcode;huisnummer;toevoeging) all those of a partner, or change nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("partner", help="its slug, such as woonstichting-de-linde")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--allow-drop", action="store_true", help="also when more than half would disappear")

    def handle(self, *args, **options):
        partner = Partner.objects.filter(slug=options["partner"]).first()
        if partner is None:
            raise CommandError(f"There is no partner “{options['partner']}”.")
        try:
            lijst = read(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from None
        if lijst.fouten:
            raise CommandError(self.wrong(lijst.fouten))
        try:
            make = compare(partner, lijst.adressen) if options["dry_run"] else None
            verschil = make or replace(partner, lijst.adressen, allow_drop=options["allow_drop"])
        except TooManyGone:
            raise CommandError(
                "More than half of the addresses would disappear. --allow-drop does it anyway."
            ) from None
        self.stdout.write(f"{len(verschil.nieuw)} new, {len(verschil.weg)} gone, {verschil.blijft} unchanged.")

    def wrong(self, fouten):
        lines = [f"  row {one.rij}{one.kolom and f', {one.kolom}'}: {WRONG[one.wat]}" for one in fouten[:SHOWN]]
        more = [f"  and {len(fouten) - SHOWN} more"] if len(fouten) > SHOWN else []
        return "\n".join(["Nothing was changed. Wrong:", *lines, *more])
