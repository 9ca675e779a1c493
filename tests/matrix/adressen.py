"""Every address of the site, read from the site itself, and a path for each with values filled in."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize


@dataclass(frozen=True)
class Adres:
    """`key`: its name, with the namespace; its route when it has no name."""

    key: str
    route: str

    def path(self, values):
        """The address with values for its parameters. Raises KeyError for one that nobody gave."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)


def addresses(patterns=None, start="", namespace=""):
    """All addresses of the language of now, in the order in which they are tried."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = start + as_route(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Adres(f"{namespace}{entry.name}" if entry.name else route, route)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, route, inner)


def as_route(pattern):
    """A route as it stands; a regular expression with <name> for its groups."""
    if isinstance(pattern, RoutePattern) or not hasattr(pattern, "_regex"):
        return str(pattern)
    ((text, names),) = normalize(pattern._regex)
    return text % {name: f"<{name}>" for name in names}
