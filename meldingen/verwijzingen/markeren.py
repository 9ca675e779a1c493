"""What in a text may tell who somebody is: names, number plates, phone numbers, e-mail addresses (PRODUCT O16).

A help for the eyes of the officer, who decides; it finds what is written in a usual way. Postcodes and house numbers
stay: the place is needed.
"""

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type

COUNTRY = "NL"
ENDS = set('.!?:;\n•“”"(')  # after which a sentence begins


class Soort(models.TextChoices):
    NAAM = "naam", _("naam")
    KENTEKEN = "kenteken", _("kenteken")
    TELEFOON = "telefoonnummer", _("telefoonnummer")
    EMAIL = "e-mailadres", _("e-mailadres")


@dataclass(frozen=True, slots=True, order=True)
class Markering:
    """From letter `begin` up to letter `eind`."""

    begin: int
    eind: int
    soort: Soort


# Source of the side codes: https://www.rdw.nl/particulier/voertuigen/auto/de-kentekenplaat (1 to 14), as letters and
# digits between dashes.
SIDE_CODES = [
    *("LL-99-99", "99-99-LL", "99-LL-99", "LL-99-LL", "LL-LL-99", "99-LL-LL", "99-LLL-9"),
    *("9-LLL-99", "LL-999-L", "L-999-LL", "LLL-99-L", "L-99-LLL", "9-LL-999", "999-LL-9"),
]
POSTCODE = "99-99-LL"  # without dashes a postcode looks like this one
EDGE, END = r"(?<![\w-])", r"(?![\w-])"


def as_pattern(code, between, letter):
    parts = [re.sub("L+", lambda run: f"{letter}{{{len(run[0])}}}", part) for part in code.split("-")]
    return between.join(part.replace("9", r"\d") for part in parts)


def one_of(patterns):
    return re.compile(f"{EDGE}(?:{'|'.join(patterns)}){END}", re.ASCII)


WITH_DASHES = one_of(as_pattern(code, "-", "[A-Za-z]") for code in SIDE_CODES)
# “van 10 tot 5” is no plate: with spaces, or with nothing, only in capitals.
WITHOUT = one_of(as_pattern(code, between, "[A-Z]") for code in SIDE_CODES if code != POSTCODE for between in ("", " "))
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Numbers of services are nobody’s own.
OF_SERVICES = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}

WORD = re.compile(r"(?<![\w-])[^\W\d_]++(?:[’'-][^\W\d_]+)*+(?!\d)")
BETWEEN = {
    *("van", "de", "der", "den", "het", "ten", "ter", "te", "el", "al", "ait", "la", "le", "du", "von", "ben", "bin"),
    *("da", "dos", "di", "y", "t", "op", "in"),
}
WITH_VAN = {"van", "der", "den", "ten", "ter", "el", "ait", "bin"}  # what only names begin with
TITLES = {
    *("heer", "dhr", "mevrouw", "mevr", "mw", "meneer", "mijnheer", "mevrouwtje", "juffrouw", "familie", "fam"),
    *("buurman", "buurvrouw", "buurjongen", "buurmeisje", "buur", "oom", "tante", "dokter", "genaamd"),
}
PLACE_ENDS = (
    *("straat", "laan", "weg", "plein", "kade", "gracht", "dijk", "park", "singel", "dreef", "pad", "steeg", "markt"),
    *("wal", "brug", "hof", "plantsoen", "baan", "haven", "wijk", "kwartier", "veld", "poort", "burg"),
    *("school", "flat"),
)
DAYS_AND_MONTHS = {
    *("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "januari", "februari", "maart"),
    *("april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december", "kerst", "pasen"),
    *("koningsdag", "pinksteren", "ramadan", "sinterklaas"),
}
# Words that often follow a title or begin a sentence, and names of what is no person.
COMMON = {
    *("de", "het", "een", "die", "dat", "deze", "dit", "is", "was", "zijn", "heeft", "had", "wil", "wilt", "kan"),
    *("kon", "gaat", "ging", "komt", "kwam", "doet", "deed", "loopt", "rijdt", "woont", "zegt", "zei", "staat"),
    *("stond", "en", "of", "maar", "want", "dus", "er", "ik", "wij", "we", "u", "jij", "je", "hij", "zij", "ze"),
    *("mijn", "onze", "hun", "naast", "boven", "onder", "van", "op", "in", "aan", "uit", "bij", "met", "om", "voor"),
    *("achter", "tegen", "naar", "niet", "geen", "ook", "al", "weer", "nog", "nu", "dan", "toen", "wel", "hier"),
    *("daar", "altijd", "soms", "vaak", "gisteren", "vandaag", "morgen", "elke", "iedere", "alle", "als", "wat"),
    *("wie", "waar", "wanneer", "hoe", "te", "politie", "gemeente", "wijkagent", "nederland", "nederlands"),
    *("nederlandse", "god", "internet", "whatsapp", "facebook", "instagram", "google", "jumbo", "lidl", "aldi"),
    *("albert", "heijn", "noord", "zuid", "oost", "west", "heer", "mevrouw", "meneer", "beste", "geachte", "hallo"),
    *("groet", "groeten", "overlast", "help", "a", "b", "tot", "haag", "bosch", "mag", "moet", "zou", "zal", "wordt"),
    *("werd", "heb", "ben", "vindt", "maakt", "geeft", "ligt", "zit", "zat"),
}


def marks(text, known_names=(), known_places=()):
    """Markeringen in a text, in order and without overlap.

    `known_names`: of the reporter, marked wherever they stand. `known_places`: names of streets and buurten, that are
    never taken for a person.
    """
    found = [
        *of(Soort.EMAIL, EMAIL.finditer(text)),
        *phones(text),
        *of(Soort.KENTEKEN, WITH_DASHES.finditer(text)),
        *of(Soort.KENTEKEN, WITHOUT.finditer(text)),
        *names(text, known_names, known_places),
    ]
    kept = []
    for one in found:
        if all(one.eind <= other.begin or other.eind <= one.begin for other in kept):
            kept.append(one)
    return sorted(kept)


def without_marks(text, found):
    """The text with “[naam]”, “[kenteken]” and so on in the place of what was marked."""
    return "".join(f"[{soort}]" if soort else piece for piece, soort in pieces(text, found))


def pieces(text, found):
    """Pairs (piece of the text, Soort or ""), that make the whole text."""
    at, parts = 0, []
    for one in found:
        parts += [(text[at : one.begin], ""), (text[one.begin : one.eind], one.soort)]
        at = one.eind
    return [part for part in [*parts, (text[at:], "")] if part[0]]


def of(soort, matches):
    return [Markering(match.start(), match.end(), soort) for match in matches]


def phones(text):
    matches = [one for one in PhoneNumberMatcher(text, COUNTRY) if number_type(one.number) not in OF_SERVICES]
    return [Markering(one.start, one.end, Soort.TELEFOON) for one in matches]


# --- names ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Woord:
    """A word, and whether a sentence begins with it, or it stands right after the word before it."""

    tekst: str
    begin: int
    eind: int
    is_first: bool
    is_near: bool

    @property
    def klein(self):
        return self.tekst.lower()

    @property
    def is_capital(self):
        return self.tekst[0].isupper()


def words_of(text):
    found, last = [], 0
    for match in WORD.finditer(text):
        gap = text[last : match.start()]
        is_first = not found or (bool(ENDS & set(gap)) and not is_initial(found[-1], gap))
        is_near = gap.strip(".’'") in ("", " ")
        found.append(Woord(match[0], match.start(), match.end(), is_first, is_near))
        last = match.end()
    return found


def is_initial(word, gap):
    """“J. de Vries”, “dhr. Jansen”: a point that ends no sentence."""
    return gap.strip(" ") == "." and (word.klein in TITLES or (len(word.tekst) == 1 and word.is_capital))


def names(text, known_names, known_places):
    words = words_of(text)
    known = {word.lower() for name in known_names for word in WORD.findall(name)} - BETWEEN
    places = {word.lower() for place in known_places for word in WORD.findall(place)} - known
    shouting = sum(word.tekst.isupper() for word in words) * 2 > len(words)
    found, at = [], 0
    while at < len(words):
        end = name_at(words, at, known, places, shouting=shouting)
        if end:
            found.append(Markering(words[at].begin, words[end - 1].eind, Soort.NAAM))
        at = end or at + 1
    return found


def name_at(words, at, known, places, *, shouting):
    """The place after the name that begins at a word, 0 when none does."""
    word = words[at]
    if at > 0 and word.is_near and words[at - 1].klein in TITLES:
        end = after_title(words, at, known, shouting=shouting)
        if end:
            return end
    if is_known(word, known):
        return run(words, at, known, places)
    if shouting or is_no_name(word, places):
        return 0
    if word.is_capital and not word.is_first and not is_abbreviation(word):
        return run(words, at, known, places)
    begins_name = word.is_capital or word.klein in WITH_VAN
    end = run(words, at, known, places) if begins_name else 0
    return end if end > at + 1 else 0


def is_known(word, known):
    return word.klein in known and (word.is_capital or (word.klein not in COMMON and len(word.tekst) > 3))


def after_title(words, at, known, *, shouting):
    """“heer van der Laan”, “buurman piet”; 0 for “buurman is boos”."""
    first = at
    while first < len(words) - 1 and words[first].klein in BETWEEN and words[first + 1].is_near:
        first += 1
    word = words[first]
    if word.klein in COMMON | BETWEEN or (len(word.tekst) == 1 and first + 1 == len(words)):
        return 0
    if first > at and not word.is_capital:
        return 0
    return first + 1 if shouting or not word.is_capital else run(words, first, known, set())


def is_no_name(word, places):
    klein = word.klein
    not_sayable = DAYS_AND_MONTHS | TITLES | (COMMON - WITH_VAN)
    return klein in places or klein in not_sayable or klein.endswith(PLACE_ENDS)


def is_abbreviation(word):
    return word.tekst.isupper() and len(word.tekst) > 1


def run(words, at, known, places):
    """The place after the last word of a name: more names, with words such as “van der” between them."""
    end, probe = at + 1, at + 1
    while probe < len(words) and words[probe].is_near and not words[probe].is_first:
        word = words[probe]
        if is_known(word, known) or (word.is_capital and word.klein not in BETWEEN and not is_no_name(word, places)):
            end = probe + 1
        elif word.klein not in BETWEEN:
            break
        probe += 1
    return end
