"""L. What a visitor's browser fetches, compressed: everything the page names, the first time and the next."""

import gzip
import re
from urllib.parse import urlsplit

from wijkportal.bench.actions import some_buurten
from wijkportal.bench.load import Request, fetch

NAMED = re.compile(rb'<(?:link|script|img|use)[^>]*?\b(?:href|src)="([^"#]+)', re.S)
NOT_FETCHED = re.compile(rb'<link[^>]*\brel="(?:canonical|alternate|next|prev)"[^>]*>', re.S)


def weight(server, options):
    """Bytes of bodies over the wire: home and a buurt page, whichever is heavier; a portrait counts apart."""
    paths = ["/", *(buurt.get_absolute_url() for buurt in some_buurten(20))]
    visits = [visit(server.port, path) for path in paths]
    first = max(visits, key=lambda found: found["first_bytes"])
    return first | {"repeat_bytes": max(found["repeat_bytes"] for found in visits), "client": "python"}


def visit(port, path):
    _, _, html = fetch(port, Request(path))
    text = decompressed(html)
    found = {urlsplit(name.decode()).path for name in NAMED.findall(NOT_FETCHED.sub(b"", text))}
    sizes = {name: answer(port, name) for name in sorted(found) if name.startswith("/")}
    portraits = sum(size for name, (size, _) in sizes.items() if "/foto/" in name)
    again = sum(size for size, is_kept in sizes.values() if not is_kept)
    return {
        "path": path,
        "first_bytes": len(html) + sum(size for size, _ in sizes.values()) - portraits,
        "portrait_bytes": portraits,
        "repeat_bytes": len(html) + again,
        "html_bytes": len(html),
        "parts": {name.rpartition("/")[2]: size for name, (size, _) in sizes.items()},
    }


def answer(port, path):
    """(bytes of the body, whether the browser keeps it without asking again)."""
    status, headers, body = fetch(port, Request(path))
    if status != 200:
        raise ValueError(f"{path} answers {status}")
    return len(body), "immutable" in headers.get("Cache-Control", "") or "/foto/" in path


def decompressed(body):
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
