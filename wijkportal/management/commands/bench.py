import json

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from wijkportal.bench import actions, imports, lookups, officers, residents, starting, weight, words
from wijkportal.bench.database import country_database
from wijkportal.bench.load import LoadError, client_name
from wijkportal.bench.server import running_server

ACTIONS = {
    "limits": actions.limits,
    "page": actions.page,
    "search": actions.search,
    "revalidate": actions.revalidate,
    "submit": residents.submit,
    "follow": residents.follow,
    "suggest": lookups.suggest,
    "position": lookups.position,
    "inbox": officers.inbox,
    "inboxfilter": officers.inboxfilter,
    "zoekwoord": words.zoekwoord,
    "imports": imports.imports,
    "start": starting.warm,
    "cold": starting.cold,
    "weight": weight.weight,
}


class Command(BaseCommand):
    help = "Measure actions against their limits (SPEED.md) on an invented country; prints one JSON line per action."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="name", help=f"one or more of: {', '.join(ACTIONS)}")
        parser.add_argument("--scale", type=float, default=1.0, help="size of the country; 1 is national")
        parser.add_argument("--seconds", type=int, default=5, help="length of a round")
        parser.add_argument("--rounds", type=int, default=3, help="times that action and limit take turns")
        parser.add_argument("--fresh", action="store_true", help="make the database of the benchmark anew")

    def handle(self, *args, names, scale, seconds, rounds, fresh, **options):
        unknown = set(names) - set(ACTIONS)
        if unknown:
            raise CommandError(f"Unknown: {', '.join(sorted(unknown))}. Choose from: {', '.join(ACTIONS)}.")
        if client_name() != "wrk":
            self.stderr.write("No wrk found: a small Python client asks instead, which is slower than the server.")
        call_command("collectstatic", interactive=False, verbosity=0)
        choices = {"seconds": seconds, "rounds": rounds, "scale": scale}
        try:
            with country_database(scale, fresh=fresh), running_server() as server:
                for name in names or ACTIONS:
                    figures = ACTIONS[name](server, choices)
                    self.stdout.write(json.dumps({"name": name} | figures | {"scale": scale}, ensure_ascii=False))
                    self.stdout.flush()
        except LoadError as error:
            raise CommandError(str(error)) from error
