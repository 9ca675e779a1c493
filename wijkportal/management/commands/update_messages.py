"""Bring the catalogue of translations up to date. Needs Babel (a test requirement), not the gettext programs.

The texts in the code are Dutch and are the source; wijkportal/locale/en/LC_MESSAGES/django.po holds the English.
"""

import io
import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
APPS = ("wijkportal", "buurten", "agenten", "meldingen")
CATALOGUE = Path(settings.BASE_DIR) / "wijkportal/locale/en/LC_MESSAGES/django.po"


def source_files():
    root = Path(settings.BASE_DIR)
    yield from sorted(path for app in APPS for path in (root / app).rglob("*.py") if "migrations" not in path.parts)
    yield from sorted((root / "templates").rglob("*.html"))
    yield from sorted((root / "templates").rglob("*.txt"))


def as_python(path):
    """The text of a file as Python that Babel can read; a template becomes its gettext calls."""
    text = path.read_text()
    if path.suffix == ".py":
        return text
    calls = templatize(text, origin=str(path))
    return "\n".join(line.strip() for line in calls.splitlines())


def extracted():
    """A Babel catalogue of every translatable text in code and templates."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract

    catalogue = Catalog()
    for path in source_files():
        name = str(path.relative_to(settings.BASE_DIR))
        found = extract("python", io.BytesIO(as_python(path).encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in found:
            catalogue.add(message, locations=[(name, None)], context=context)
    return catalogue


def read_catalogue(path=CATALOGUE):
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue):
    """The bytes of the .mo file."""
    from babel.messages.mofile import write_mo

    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def missing(catalogue):
    """The source texts without a full translation, or whose translation has other placeholders."""
    return [message.id for message in catalogue if message.id and not is_complete(message)]


def is_complete(message):
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    wanted = placeholders(sources[-1])
    return not message.fuzzy and all(texts) and placeholders(texts[-1]) == wanted


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


class Command(BaseCommand):
    help = "Update wijkportal/locale from the code and templates, and compile it."
    requires_system_checks = ()

    def handle(self, **options):
        from babel.messages.catalog import Catalog
        from babel.messages.pofile import write_po

        catalogue = read_catalogue() if CATALOGUE.exists() else Catalog(locale="en")
        catalogue.header_comment = "# English texts of wijkportal; the Dutch of the code is the source."
        catalogue.fuzzy = False
        catalogue.update(extracted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        with CATALOGUE.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, ignore_obsolete=True, no_location=True)
        CATALOGUE.with_suffix(".mo").write_bytes(compiled(catalogue))
        gaps = missing(catalogue)
        self.stdout.write(f"{len(catalogue)} texts, {len(gaps)} to translate.")
