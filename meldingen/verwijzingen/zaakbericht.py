"""A Zaak as the request that files it in another system, and what the answers of that system say (FORMATS §5).

Signalen: https://github.com/Amsterdam/signals, docs/topics/api/v1/private/signals. Open311 GeoReport v2:
https://wiki.open311.org/GeoReport_v2/. Nothing goes along but what the partner may read (zaak.py), and of the place
only what everybody knows: the middle of the buurt. Photos do not go: the partner sees those at its desk.

Our number stands in the text, after KENMERK: by it the case is found again when an answer got lost.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings

from buurten.models import Vlak
from buurten.rd import to_wgs84
from buurten.vormen import area, inner_points
from meldingen.models import Koppeling

KENMERK = "Kenmerk politie: "
GRID = 50  # metres
# A whole address: without its postcode a text with a number in it is just a text.
ADDRESS = re.compile(
    r"(?P<straat>[^\W\d][^\d,;\n]{0,78}?) (?P<nummer>[1-9]\d{0,4}) ?(?P<toevoeging>[a-zA-Z]|[-/]\w{1,4})?"
    r",? (?P<postcode>[1-9]\d{3} ?[A-Z]{2})(?:,? (?P<plaats>[^\W\d][^\d,;\n]{1,60}))?"
)
NUMBER = re.compile(r"[\w./:#-]{1,80}", re.ASCII)


class Unreadable(ValueError):
    """An answer that does not say under which number the case was filed."""


class NotTranslated(LookupError):
    """The subject has no name in the other system."""


@dataclass(frozen=True, slots=True)
class Vraag:
    """A request: what `verbinding.fetch` takes."""

    method: str
    adres: str
    body: bytes | None = None
    headers: dict = field(default_factory=dict)


def to_file(zaak, koppeling, *, code, midden=None):
    """The Vraag that files a Zaak of a categorie (`code`), with the middle of its buurt (lon, lat).

    Raises NotTranslated.
    """
    theirs = koppeling.vertaling.get(code) or koppeling.vertaling.get("*")
    if not theirs:
        raise NotTranslated(code)
    make = signal if koppeling.soort == Koppeling.Soort.SIGNALEN else service_request
    return make(zaak, koppeling, theirs, midden)


def to_find(zaak, koppeling, *, code):
    """The Vraag that asks whether a Zaak was filed already, without anything of its content."""
    moment = zaak.verzonden_op
    if koppeling.soort == Koppeling.Soort.SIGNALEN:
        asked = {"incident_date": stamp(moment)}
        headers = {"Authorization": f"Bearer {koppeling.sleutel}"}
    else:
        theirs = koppeling.vertaling.get(code) or koppeling.vertaling.get("*", "")
        asked = {"service_code": theirs, "start_date": stamp(moment - timedelta(hours=1))}
        headers = {}
    mark = "&" if "?" in koppeling.adres else "?"
    return Vraag("GET", f"{koppeling.adres}{mark}{urlencode(asked)}", headers=headers)


def signal(zaak, koppeling, theirs, midden):
    location = {"address": address} if (address := address_of(zaak.plek)) else {}
    if midden:
        location["geometrie"] = {"type": "Point", "coordinates": list(midden)}
    melder = zaak.melder
    content = {
        "text": text_of(zaak),
        "location": location,
        "category": {"sub_category": theirs},
        "reporter": {
            "email": (melder and melder.email) or None,
            "phone": (melder and melder.telefoon) or None,
            "sharing_allowed": melder is not None,
        },
        "incident_date_start": stamp(zaak.verzonden_op),
        "source": settings.SITE_NAME,
    }
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {koppeling.sleutel}",
        "Idempotency-Key": zaak.nummer,
    }
    return Vraag("POST", koppeling.adres, json.dumps(content, ensure_ascii=False).encode(), headers)


def service_request(zaak, koppeling, theirs, midden):
    content = {
        "service_code": theirs,
        "description": text_of(zaak),
        "address_string": ", ".join(part for part in (zaak.plek or zaak.buurt, zaak.gemeente) if part),
    }
    if address := address_of(zaak.plek):
        content["zipcode"] = address["postcode"]
    if zaak.melder:
        content |= {"email": zaak.melder.email, "phone": zaak.melder.telefoon}
    content = {name: value for name, value in content.items() if value}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Idempotency-Key": zaak.nummer}
    return Vraag("POST", koppeling.adres, urlencode(content | {"api_key": koppeling.sleutel}).encode(), headers)


def text_of(zaak):
    """What a person reads there: in Dutch, as the whole case."""
    melder = zaak.melder
    lines = [
        zaak.onderwerp,
        zaak.tekst,
        zaak.plek and f"Plaats: {zaak.plek}",
        zaak.buurt and f"Buurt: {zaak.buurt}, {zaak.gemeente}",
        zaak.toelichting and f"Toelichting van de wijkagent: {zaak.toelichting}",
        melder and melder.bellen and f"Over bellen met de melder: {melder.bellen}",
        melder and not melder.mag_politie_zeggen and "Noem de politie niet als u de melder belt.",
        f"Gedeeld door de politie. Grond: {zaak.grond}.",
        zaak.convenant and f"Convenant: {zaak.convenant}",
        zaak.doel and f"Alleen te gebruiken voor: {zaak.doel}",
        f"{KENMERK}{zaak.nummer}",
    ]
    return "\n".join(line for line in lines if line)


def address_of(plek):
    """The address that a shared place is, in the words of Signalen; None when it is anything else."""
    found = ADDRESS.fullmatch(" ".join(plek.split()))
    if not found:
        return None
    address = {
        "openbare_ruimte": found["straat"],
        "huisnummer": int(found["nummer"]),
        "huisnummer_toevoeging": (found["toevoeging"] or "").lstrip("-/"),
        "postcode": found["postcode"].replace(" ", ""),
        "woonplaats": found["plaats"] or "",
    }
    return {name: value for name, value in address.items() if value}


def middle_of(buurt):
    """The middle of the largest part of a buurt as (lon, lat) in degrees, on a grid of 50 m; None when not known."""
    rings = list(Vlak.objects.filter(buurt=buurt, is_gat=False).order_by("pk").values_list("vlak", flat=True))
    if not rings:
        return None
    points = inner_points([max(rings, key=area)])
    if not points:
        return None
    west, south = (sum(values) / len(points) for values in zip(*points, strict=True))
    x, y = min(points, key=lambda point: (point[0] - west) ** 2 + (point[1] - south) ** 2)
    lon, lat = to_wgs84(round(x / GRID) * GRID, round(y / GRID) * GRID)
    return round(lon, 6), round(lat, 6)


def stamp(moment):
    """RFC 3339 without fractions, which systems keep or drop as they like."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def number_in(koppeling, body):
    """Under which number the case was filed, from the answer to `to_file`. Raises Unreadable."""
    answer = parsed(body)
    if koppeling.soort == Koppeling.Soort.OPEN311 and isinstance(answer, list):
        answer = answer[0] if answer else {}
    return number_of(koppeling, answer)


def number_found(koppeling, body, nummer):
    """The number of the case with our nummer, from the answer to `to_find`; None when it is not there.

    Raises Unreadable.
    """
    answer = parsed(body)
    is_signalen = koppeling.soort == Koppeling.Soort.SIGNALEN
    rows = answer.get("results") if is_signalen and isinstance(answer, dict) else answer
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable
    text = "text" if is_signalen else "description"
    for row in rows:
        if f"{KENMERK}{nummer}" in str(row.get(text, "")):
            return number_of(koppeling, row)
    if is_signalen and has_more(answer):
        raise Unreadable
    return None


def has_more(page):
    """Whether a list of Signalen goes on at another page."""
    links = page.get("_links")
    following = links.get("next") if isinstance(links, dict) else None
    return bool(following.get("href") if isinstance(following, dict) else following)


def number_of(koppeling, row):
    names = ("id",) if koppeling.soort == Koppeling.Soort.SIGNALEN else ("service_request_id", "token")
    if not isinstance(row, dict):
        raise Unreadable
    number = next((str(row[name]) for name in names if row.get(name)), "")
    if not NUMBER.fullmatch(number):
        raise Unreadable
    return number


def parsed(body):
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
