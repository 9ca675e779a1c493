"""Reads officers and stations in the form of the police open-data API, version 4.

Key case is not stable, HTML is untrusted and account names carry stray characters (FORMATS §3); what comes out are
plain, checked records. Photos are never fetched, and personal telephone numbers are not taken over.
"""

import html
import json
import math
import re
from collections import namedtuple
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError

from agenten.accounts import clean_handle
from agenten.models import Netwerk, Voorstel
from buurten.importers.bronnen import BadSource
from buurten.models import Buurt

LISTS = {Voorstel.Soort.WIJKAGENTEN: "wijkagenten", Voorstel.Soort.BUREAUS: "politiebureaus"}
MOST_BYTES = 200_000_000
MOST_ABOUT = 400
ACCOUNTS = {
    "account_x": (Netwerk.X, {"x.com", "twitter.com"}),
    "account_instagram": (Netwerk.INSTAGRAM, {"instagram.com"}),
    "account_facebook": (Netwerk.FACEBOOK, {"facebook.com", "fb.com", "m.facebook.com"}),
}
BLOCK = re.compile(r"<\s*(?:br|/p|/li|/div|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

Records = namedtuple("Records", "rows is_complete notes")


def read(soort, sources):
    """Records of all pages together: rows (by uid), whether these are all of them, and notes about what was left out.

    `sources` are the opened files, each a page or all. Raises BadSource that names the file, the row and the key.
    """
    pages = [page for source in sources for page in pages_of(soort, source)]
    rows, notes = {}, []
    make = wijkagent if soort == Voorstel.Soort.WIJKAGENTEN else bureau
    for page in pages:
        for number, raw in enumerate(page["items"], start=1):
            try:
                record = make(raw, number, notes)
                if rows.setdefault(record["uid"], record) != record:
                    raise BadSource(f"uid {record['uid']} occurs twice with other contents.", row=number, column="uid")
            except BadSource as error:
                error.name = error.name or page["name"]
                raise
    return Records(rows, is_complete(pages), notes)


def pages_of(soort, source):
    """The pages in one file: an envelope with its list, a bare list, or a list of envelopes."""
    try:
        if source.path.stat().st_size > MOST_BYTES:
            raise BadSource("the file is too big for a list of this kind.")
        data = lower_keys(json.loads(source.path.read_bytes().decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise BadSource(f"byte {error.start} is not UTF-8.", name=source.name) from None
    except json.JSONDecodeError as error:
        message = f"this is not complete JSON ({error.msg}, line {error.lineno}, column {error.colno})."
        raise BadSource(message, name=source.name) from None
    except ValueError:  # the one thing left that json.loads refuses
        raise BadSource("there is a number of more than 4300 digits in it.", name=source.name) from None
    except RecursionError:
        raise BadSource("the JSON is nested too deeply.", name=source.name) from None
    envelopes = data if isinstance(data, list) and data and all(is_envelope(one) for one in data) else [data]
    return [page_of(soort, envelope, source.name) for envelope in envelopes]


def is_envelope(data):
    return isinstance(data, dict) and "iterator" in data


def page_of(soort, data, name):
    wanted = LISTS[soort]
    if isinstance(data, list):
        return {"items": data, "offset": 0, "last": True, "name": name}
    if not isinstance(data, dict) or not isinstance(data.get(wanted), list):
        other = [key for key in LISTS.values() if isinstance(data, dict) and key in data and key != wanted]
        found = f"it holds {other[0]}" if other else f'there is no list "{wanted}" in it'
        raise BadSource(f"this is no list of {wanted}: {found}.", name=name)
    iterator = data.get("iterator") if isinstance(data.get("iterator"), dict) else {}
    offset = iterator.get("offset")
    is_last = iterator.get("last", True) is True
    return {"items": data[wanted], "offset": offset if type(offset) is int else 0, "last": is_last, "name": name}


def is_complete(pages):
    """Whether no page is missing: the last one is there, and the ones before it hold as many rows as it says."""
    last = [page for page in pages if page["last"]]
    return bool(last) and all(
        sum(len(other["items"]) for other in pages if other["offset"] < page["offset"]) >= page["offset"]
        for page in last
    )


def lower_keys(data):
    if isinstance(data, dict):
        return {key.lower(): lower_keys(value) for key, value in data.items()}
    return [lower_keys(value) for value in data] if isinstance(data, list) else data


def wijkagent(raw, number, notes):
    record = identity(raw, number, most=80)
    record["over_mij"] = shortened(text_of(raw, "extrainformatie", number), MOST_ABOUT)
    twitter = raw.get("twitter") if isinstance(raw.get("twitter"), dict) else {}
    given = {
        "account_x": twitter.get("accountnaam") or twitter.get("list"),
        "account_instagram": raw.get("instagramurl"),
        "account_facebook": raw.get("facebookurl"),
    }
    for key, value in given.items():
        record[key] = handle(key, value, record["naam"], notes)
    record["buurten"] = buurten_at(raw.get("locaties"), number, record["naam"], notes)
    record["werkgebied"] = text_of(raw, "werkgebied", number)[:400]
    return record


def bureau(raw, number, notes):
    record = identity(raw, number, most=120)
    visit = raw.get("bezoekadres") if isinstance(raw.get("bezoekadres"), dict) else {}
    record["adres"] = text_of(visit, "postadres", number)[:160]
    record["postcode"] = text_of(visit, "postcode", number)[:7]
    record["plaats"] = text_of(visit, "plaats", number)[:80]
    record["telefoon"] = text_of(raw, "telefoonnummer", number)[:20] or "0900-8844"
    record["openingstijden"] = text_of(raw, "openingstijden", number)[:2000]
    return record


def identity(raw, number, most):
    if not isinstance(raw, dict):
        raise BadSource("this is no object with keys and values.", row=number)
    record = {"uid": text_of(raw, "uid", number), "naam": " ".join(text_of(raw, "naam", number).split())}
    for key, longest in (("uid", 60), ("naam", most)):
        if not record[key]:
            raise BadSource("this is empty or missing.", row=number, column=key)
        if len(record[key]) > longest:
            raise BadSource(f"this is longer than {longest} characters.", row=number, column=key)
    return record


def text_of(raw, key, number):
    """Plain text of a value that may hold HTML: a line per block, no invisible characters."""
    value = raw.get(key)
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise BadSource("this is no text.", row=number, column=key)
    whole = str(value).encode(errors="ignore").decode()  # half a character, as \ud800 alone, is none
    plain = html.unescape(nh3.clean(BLOCK.sub("\n", whole), tags=set()))
    lines = (" ".join(INVISIBLE.sub("", line).split()) for line in plain.splitlines())
    return "\n".join(line for line in lines if line)


def shortened(text, most):
    """At most so many characters, cut between words."""
    return text if len(text) <= most else text[: most - 1].rsplit(maxsplit=1)[0] + "…"


def handle(key, value, naam, notes):
    """An account name out of a name or a link of that network; "" with a note when it is neither."""
    netwerk, hosts = ACCOUNTS[key]
    if not isinstance(value, str) or not value.strip():
        return ""
    typed = INVISIBLE.sub("", html.unescape(value)).strip()
    if "://" in typed or typed.lower().startswith("www."):
        try:
            link = urlsplit(typed if "://" in typed else f"https://{typed}")
            host, path = (link.hostname or "").removeprefix("www."), link.path
        except ValueError:
            host, path = "", ""
        typed = path.strip("/").split("/")[0] if host in hosts else ""
    try:
        return clean_handle(netwerk, re.sub(r"^[^\w@]+|[^\w]+$", "", typed))
    except ValidationError:
        notes.append(f"{naam}: {netwerk.label} account left out, this is no name: {value[:60]!r}")
        return ""


def buurten_at(points, number, naam, notes):
    """Sorted codes of the buurten in which the points lie."""
    if points is None:
        return []
    if not isinstance(points, list):
        raise BadSource("this is no list of points.", row=number, column="locaties")
    codes = set()
    for point in points:
        lon, lat = (degrees(point, key, number) for key in ("longitude", "latitude"))
        found = Buurt.objects.at(lon, lat) if lon is not None and lat is not None else []
        if not found:
            notes.append(f"{naam}: no buurt at this point: {lat}, {lon}")
        codes.update(buurt.pk for buurt in found)
    return sorted(codes)


def degrees(point, key, number):
    value = point.get(key) if isinstance(point, dict) else None
    try:
        found = float(value) if value is not None else None
    except (TypeError, ValueError):
        found = math.nan
    if found is not None and not (math.isfinite(found) and abs(found) <= 180):
        raise BadSource("this is no number of degrees.", row=number, column=f"locaties.{key}")
    return found
