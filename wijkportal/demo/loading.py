"""Put the demo data in the database."""

import csv
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from agenten.models import (
    Account,
    Afwezigheid,
    Basisteam,
    Bureau,
    Collegateam,
    Foto,
    Medewerker,
    Partner,
    Rol,
    Spreekuur,
    Teamgebied,
    Uitzondering,
    Werkgebied,
    Wijkagent,
    Wijkteam,
)
from buurten import kaarten, zoeknamen
from buurten.models import Alias, Buurt, Gemeente, Postcodereeks, Straat, Straatreeks, Vlak, Wijk
from wijkportal.demo import hours
from wijkportal.demo.data import DATA, read
from wijkportal.demo.figures import load_figures
from wijkportal.demo.partners import load_partners
from wijkportal.demo.portraits import portrait
from wijkportal.demo.referrals import load_referrals
from wijkportal.demo.reports import load_reports

MAIL = "rivierdam.example"  # the mark of a demo account
EDITION = 2026


class DemoError(Exception):
    """The demo data cannot be loaded or removed; the message says why and what to do."""


class SignIn(NamedTuple):
    username: str
    password: str
    role: str


def accounts():
    """Demo accounts that are in the database now."""
    return Medewerker.objects.filter(email__endswith=f"@{MAIL}")


def sign_ins():
    """The sign-ins that work now, to show at the start of a demo; none on a production site."""
    if settings.HTTPS:
        return []
    present = set(accounts().values_list("username", flat=True))
    return [
        SignIn(row["username"], row["wachtwoord"], role_of(row))
        for row in read("medewerkers")
        if "wachtwoord" in row and row["username"] in present
    ]


def role_of(row):
    if row["rol"] == Rol.PARTNER:
        return "partner, at /partner/"
    return "teamchef" if row["username"] == "teamchef" else Rol(row["rol"]).value


@transaction.atomic
def load(*, force=False, now=None):
    """Make or restore all demo data; hours are relative to `now` (an aware datetime, default the present).

    Raises DemoError on a production site (HTTPS on) unless forced; even then no account gets a known password.
    """
    if settings.HTTPS and not force:
        raise DemoError(
            "This is a production site (HTTPS=on): demo data does not belong here. --force loads it anyway."
        )
    refuse_foreign_rows()
    now = timezone.localtime(now)
    load_areas()
    load_addresses()
    load_partners(now.date())
    load_accounts()
    load_teams(now.date())
    load_officers(now.date())
    load_hours(now)
    kaarten.draw_maps(set(Buurt.objects.demo().values_list("code", flat=True)))
    zoeknamen.rebuild()
    load_reports(now)
    load_referrals(now)
    load_figures(now)


def refuse_foreign_rows():
    """What we would overwrite must be ours."""
    people, officers, teams = read("medewerkers"), read("wijkagenten"), read("teams")
    areas = read("gebieden")
    taken = [
        *Medewerker.objects.filter(username__in=[row["username"] for row in people]).exclude(pk__in=accounts()),
        *Wijkagent.objects.filter(slug__in=[row["slug"] for row in officers], is_demo=False),
        *Basisteam.objects.filter(slug__in=[row["slug"] for row in teams], is_demo=False),
        *Gemeente.objects.filter(slug__in=[row["slug"] for row in areas["gemeenten"]], is_demo=False),
        *Partner.objects.filter(slug__in=[row["slug"] for row in read("partners")], is_demo=False),
    ]
    if taken:
        names = ", ".join(sorted(str(row) for row in taken))
        raise DemoError(f"These names of the demo are already in use for something else: {names}. Rename them first.")


def load_areas():
    areas = read("gebieden")
    for model, rows in ((Gemeente, "gemeenten"), (Wijk, "wijken"), (Buurt, "buurten")):
        for row in areas[rows]:
            parent = {"gemeente_id": "GM" + row["wijk_id"][2:6]} if model is Buurt else {}
            facts = {"jaar": EDITION, "is_demo": True, "is_actief": True} | parent
            model.objects.update_or_create(code=row["code"], defaults=row | facts)
    Vlak.objects.filter(buurt__is_demo=True).delete()
    Vlak.objects.bulk_create(Vlak(buurt_id=code, **ring) for code, rings in read("vlakken").items() for ring in rings)
    for row in areas["aliassen"]:
        Alias.objects.get_or_create(**row)


def load_addresses():
    """Streets, and the postcodes of their house numbers."""
    Postcodereeks.objects.filter(buurt__is_demo=True).delete()
    Straat.objects.filter(gemeente__is_demo=True).delete()
    streets, postcodes, parts = {}, [], []
    with (DATA / "adressen.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            key = (row["straat"], row["woonplaats"])
            if key not in streets:
                gemeente = "GM" + row["buurt"][2:6]
                streets[key] = Straat.objects.create(naam=key[0], woonplaats=key[1], gemeente_id=gemeente)
            numbers = {"van": int(row["van"]), "tot": int(row["tot"]), "zijde": row["zijde"], "buurt_id": row["buurt"]}
            postcodes.append(Postcodereeks(postcode=row["postcode"], **numbers))
            parts.append(Straatreeks(straat=streets[key], **numbers))
    Postcodereeks.objects.bulk_create(postcodes)
    Straatreeks.objects.bulk_create(parts)


def load_accounts():
    """A known password only where the site is not for production."""
    present = {account.username: account for account in accounts()}
    partners = {partner.slug: partner for partner in Partner.objects.filter(is_demo=True)}
    for row in read("medewerkers"):
        password = None if settings.HTTPS else row.get("wachtwoord")
        facts = {key: row[key] for key in ("first_name", "last_name", "rol")}
        partner = partners.get(row.get("partner"))
        facts |= {"email": f"{row['username']}@{MAIL}", "is_staff": partner is None, "is_active": True}
        facts |= {"partner": partner, "is_coordinator": row.get("is_coordinator", False)}
        known = present.get(row["username"])
        if known is None or not (password and known.check_password(password)):
            facts["password"] = make_password(password)
        Medewerker.objects.update_or_create(username=row["username"], defaults=facts)


def load_teams(today):
    people = {account.username: account for account in accounts()}
    Teamgebied.objects.filter(buurt__is_demo=True).delete()
    for row in read("teams"):
        bureau, _ = Bureau.objects.update_or_create(naam=row["bureau"]["naam"], is_demo=True, defaults=row["bureau"])
        facts = {"naam": row["naam"], "bureau": bureau, "is_demo": True}
        facts |= {"teamchef": people[row["teamchef"]], "plaatsvervanger": people[row["plaatsvervanger"]]}
        team, _ = Basisteam.objects.update_or_create(slug=row["slug"], defaults=facts)
        team.leden.set([people[name] for name in (row["teamchef"], row["plaatsvervanger"], *row["leden"])])
        start = today - timedelta(days=700)
        Teamgebied.objects.bulk_create(Teamgebied(basisteam=team, buurt_id=code, van=start) for code in row["gebied"])
        wijkteam, _ = Wijkteam.objects.get_or_create(naam=row["wijkteam"]["naam"], basisteam=team)
        wijkteam.wijken.set(row["wijkteam"]["wijken"])
        wijkteam.leden.set([people[name] for name in row["wijkteam"]["leden"]])
        for naam, soort in row["collegateams"]:
            Collegateam.objects.get_or_create(naam=naam, soort=soort, basisteam=team)


def load_officers(today):
    people = {account.username: account for account in accounts()}
    teams = {team.slug: team for team in Basisteam.objects.filter(is_demo=True)}
    fields = ("naam", "korte_naam", "taken", "talen", "werkdagen", "sinds_datum", "over_mij")
    flags = ("is_achternaam_verborgen", "is_foto_verborgen")
    for row in read("wijkagenten"):
        facts = {field: row[field] for field in fields} | {flag: row.get(flag, False) for flag in flags}
        facts |= {"medewerker": people.get(row.get("medewerker")), "basisteam": teams[row["team"]]}
        facts |= {"is_actief": row.get("is_actief", True), "is_demo": True}
        officer, _ = Wijkagent.objects.update_or_create(slug=row["slug"], defaults=facts)
        load_details(officer, row, today)
    load_absences(today)


def load_details(officer, row, today):
    """Work area, accounts and portrait of one officer."""
    start = officer.sinds_datum or today - timedelta(days=400)
    end = today - timedelta(days=row["gestopt"]) if "gestopt" in row else None
    officer.werkgebieden.all().delete()
    for code in row["gebied"]:
        area = {"wijk_id": code} if code.startswith("WK") else {"buurt_id": code}
        Werkgebied.objects.create(wijkagent=officer, van=start, tot=end, **area)
    officer.accounts.all().delete()
    Account.objects.bulk_create(
        Account(wijkagent=officer, netwerk=network, naam=handle) for network, handle in row.get("accounts", {}).items()
    )
    if "foto" in row:
        content, mark = portrait(row["foto"])
        Foto.objects.update_or_create(wijkagent=officer, defaults={"inhoud": content, "kenmerk": mark})


def load_absences(today):
    officers = {officer.slug: officer for officer in Wijkagent.objects.filter(is_demo=True)}
    Afwezigheid.objects.filter(wijkagent__in=officers.values()).delete()
    for row in read("wijkagenten"):
        if "afwezig" not in row:
            continue
        Afwezigheid.objects.create(
            wijkagent=officers[row["slug"]],
            van=today - timedelta(days=5),
            tot=today + timedelta(days=row["afwezig"]["dagen"]),
            vervanger=officers.get(row["afwezig"]["vervanger"]),
        )


def load_hours(now):
    officers = {officer.slug: officer for officer in Wijkagent.objects.filter(is_demo=True)}
    Spreekuur.objects.filter(wijkagent__in=officers.values()).delete()
    made = {}
    for slug, rules in hours.spreekuren(now).items():
        for number, rule in enumerate(rules):
            made[slug, number] = Spreekuur.objects.create(
                wijkagent=officers[slug], kenmerk=hours.kenmerk(slug, number), **rule
            )
    for key, exception in hours.uitzonderingen(now.date()).items():
        Uitzondering.objects.create(spreekuur=made[key], **exception)
