"""What `import_wijkagenten` and `import_bureaus` have in common."""

from contextlib import ExitStack

from django.core.management.base import BaseCommand, CommandError

from agenten.politie import LISTS, read
from agenten.voorstellen import GEWIJZIGD, NIEUW, WEG, approve, differences, propose
from buurten.importers.bronnen import BadSource, name_of, open_source

SHOWN = {NIEUW: "new", GEWIJZIGD: "changed", WEG: "gone"}
MOST_GONE = 0.2  # of the rows, that --yes takes away without a person who looks
FEW = 3


class PoliceImport(BaseCommand):
    soort = None

    def add_arguments(self, parser):
        parser.add_argument("source", nargs="+", metavar="FILE|https", help="all pages of the list, in any order")
        parser.add_argument("--yes", action="store_true", help="apply the differences now, without approval")
        parser.add_argument("--dry-run", action="store_true", help="show the differences and store nothing")

    def handle(self, *, source, yes, dry_run, **options):
        try:
            with ExitStack() as stack:
                found = read(self.soort, [stack.enter_context(open_source(one)) for one in source])
        except BadSource as error:
            raise CommandError(str(error)) from None
        lines = differences(self.soort, found.rows, found.is_complete)
        self.show(found, lines)
        if not lines:
            self.stdout.write("Nothing to change.")
        elif dry_run:
            self.stdout.write("Nothing is stored (--dry-run).")
        else:
            self.store(source, lines, len(found.rows), yes)

    def show(self, found, lines):
        for note in found.notes:
            self.stdout.write(f"note: {note}")
        if not found.is_complete:
            self.stdout.write(f"note: pages of {LISTS[self.soort]} are missing, so nobody is called gone.")
        for line in lines:
            self.stdout.write(f"{SHOWN[line['wat']]}: {line['naam']} ({line['uid']})")
            for name, value in line["nieuw"].items():
                stays = "  stays, it was changed here" if name in line["blijft"] else ""
                before = f"{line['oud'][name]!r} -> " if name in line["oud"] else ""
                self.stdout.write(f"    {name}: {before}{value!r}{stays}")
        counts = {word: sum(line["wat"] == wat for line in lines) for wat, word in SHOWN.items()}
        self.stdout.write(", ".join(f"{number} {word}" for word, number in counts.items()))

    def store(self, source, lines, total, yes):
        gone = sum(line["wat"] == WEG for line in lines)
        is_too_much = gone > FEW and gone > MOST_GONE * (total + gone)
        proposal = propose(self.soort, ", ".join(name_of(one) for one in source), lines)
        if yes and is_too_much:
            raise CommandError(
                f"{gone} would be gone, more than {MOST_GONE:.0%}. Nothing is changed. "
                f"Look at proposal {proposal.pk} in the admin."
            )
        if yes:
            self.stdout.write(f"{approve(proposal)} changed.")
        else:
            self.stdout.write(f"Proposal {proposal.pk} waits for approval in the admin. (--yes applies it at once.)")
