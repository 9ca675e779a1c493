"""Lists of differences between what the police publish and what we have: made, approved in whole or in part, applied.

Nothing changes before somebody approves. A row is known by its uid; what was made here by hand has none and is left
alone. Each row remembers what the last import read (bron). Only what changed there since then is proposed, and a field
that somebody changed here meanwhile stays as it is ("blijft").
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from agenten.models import Account, Bureau, Taak, Teamgebied, Voorstel, Werkgebied, Wijkagent
from agenten.politie import ACCOUNTS
from agenten.slugs import save_with_slug

NIEUW, GEWIJZIGD, WEG = "nieuw", "gewijzigd", "weg"
WIJKAGENTEN, BUREAUS = Voorstel.Soort.WIJKAGENTEN, Voorstel.Soort.BUREAUS
MODELS = {WIJKAGENTEN: Wijkagent, BUREAUS: Bureau}
FIELDS = {
    WIJKAGENTEN: ("naam", "over_mij", *ACCOUNTS, "buurten"),
    BUREAUS: ("naam", "adres", "postcode", "plaats", "telefoon", "openingstijden"),
}
GONE = "weg"  # key in bron: an import made this officer inactive, so another may bring him or her back


class AlreadyDecided(Exception):
    """Somebody decided about this proposal before."""


def differences(soort, records, is_complete):
    """Lines for a Voorstel, in order of name. Without all pages nobody can be called gone."""
    known = {row.uid: row for row in present(soort)}
    lines = [line_for(soort, record, known.get(uid)) for uid, record in records.items()]
    if is_complete:
        lines += [gone(row) for uid, row in known.items() if uid not in records and getattr(row, "is_actief", True)]
    return sorted((line for line in lines if line), key=lambda line: (line["naam"], line["uid"]))


def present(soort):
    found = MODELS[soort].objects.exclude(uid="").order_by("pk")
    return found.prefetch_related("accounts", "werkgebieden") if soort == WIJKAGENTEN else found


def line_for(soort, record, row):
    names = FIELDS[soort]
    if row is None:
        return line(NIEUW, record, {}, {name: record[name] for name in names if record[name]}, [])
    old, here = row.bron, values_of(soort, row)
    changed = [name for name in names if record[name] != old.get(name, [] if name == "buurten" else "")]
    changed = [name for name in changed if is_to_do(name, record, old, here)]
    stays = [name for name in changed if name != "buurten" and here[name] != old.get(name, "")]
    new = {name: record[name] for name in changed}
    if old.get(GONE):
        new["is_actief"] = True
    if not new:
        return None
    return line(GEWIJZIGD, record, {name: here[name] for name in new}, new, stays)


def is_to_do(name, record, old, here):
    if name != "buurten":
        return record[name] != here[name]
    came, went = set(record[name]) - set(old.get(name, [])), set(old.get(name, [])) - set(record[name])
    return bool(came - set(here[name]) or went & set(here[name]))


def gone(row):
    return line(WEG, {"uid": row.uid, "naam": row.naam}, {}, {}, [])


def line(wat, record, old, new, stays):
    return {"wat": wat, "uid": record["uid"], "naam": record["naam"]} | {
        "oud": old,
        "nieuw": new,
        "blijft": stays,
        "bron": record,
    }


def values_of(soort, row):
    """What we have now of the fields that the police publish."""
    if soort == BUREAUS:
        return {name: getattr(row, name) for name in FIELDS[soort]}
    handles = {account.netwerk: account.naam for account in row.accounts.all()}
    today = timezone.localdate()
    areas = [area for area in row.werkgebieden.all() if area.buurt_id and (area.tot is None or area.tot >= today)]
    return {
        "naam": row.naam,
        "over_mij": row.over_mij,
        **{key: handles.get(netwerk, "") for key, (netwerk, _hosts) in ACCOUNTS.items()},
        "buurten": sorted({area.buurt_id for area in areas}),
        "is_actief": row.is_actief,
    }


@transaction.atomic
def propose(soort, bestand, lines):
    """Store the lines as an open Voorstel. One that says the same is given back; an older open one is put aside."""
    is_open = Voorstel.objects.filter(soort=soort, status=Voorstel.Status.OPEN).select_for_update().order_by("pk")
    for other in is_open:
        if other.regels == lines:
            return other
        other.status, other.besloten_op = Voorstel.Status.AFGEWEZEN, timezone.now()
        other.save(update_fields=["status", "besloten_op"])
    return Voorstel.objects.create(soort=soort, bestand=bestand[:200], regels=lines)


@transaction.atomic
def approve(voorstel, *, by=None, uids=None):
    """Apply all lines, or those of the given uids, against the present state; gives the number that changed something.

    Raises AlreadyDecided, and changes nothing, when it was decided about before.
    """
    voorstel = decide(voorstel, Voorstel.Status.GOEDGEKEURD, by)
    wanted = [line for line in voorstel.regels if uids is None or line["uid"] in uids]
    return sum(apply(voorstel.soort, line) for line in wanted)


@transaction.atomic
def reject(voorstel, *, by=None):
    """Nothing of it happens. Raises AlreadyDecided."""
    decide(voorstel, Voorstel.Status.AFGEWEZEN, by)


def decide(voorstel, status, by):
    voorstel = Voorstel.objects.select_for_update(of=("self",)).get(pk=voorstel.pk)
    if voorstel.status != Voorstel.Status.OPEN:
        raise AlreadyDecided
    voorstel.status, voorstel.besloten_op, voorstel.besloten_door = status, timezone.now(), by
    voorstel.save(update_fields=["status", "besloten_op", "besloten_door"])
    return voorstel


def apply(soort, line):
    """Do one line, if it still is a difference; gives whether it changed something."""
    row = MODELS[soort].objects.select_for_update(of=("self",)).filter(uid=line["uid"]).first()
    if line["wat"] == WEG:
        return row is not None and leave(soort, row)
    record = line["bron"]
    now = line_for(soort, record, row)
    if now is None:
        return False
    taken = {name: value for name, value in now["nieuw"].items() if name not in now["blijft"]}
    if soort == BUREAUS:
        save_bureau(row or Bureau(uid=record["uid"]), taken, record)
    else:
        save_wijkagent(row or Wijkagent(uid=record["uid"], taken=[Taak.WIJK]), taken, record)
    return True


def leave(soort, row):
    """An officer who is gone is no longer in service. A station goes, or is ours to keep when a basisteam uses it."""
    if soort == WIJKAGENTEN:
        was_active = row.is_actief
        row.is_actief, row.bron = False, {**row.bron, GONE: True}
        row.save(update_fields=["is_actief", "bron"])
        return was_active
    if row.basisteams.exists():
        row.uid, row.bron = "", {}
        row.save(update_fields=["uid", "bron"])
    else:
        row.delete()
    return True


def save_bureau(row, taken, record):
    for name, value in taken.items():
        setattr(row, name, value)
    row.bron = record
    row.save()


def save_wijkagent(row, taken, record):
    old_areas = row.bron.get("buurten", [])
    if "naam" in taken:
        if row.korte_naam in ("", short_name(row.naam)):
            row.korte_naam = short_name(taken["naam"])
        row.naam = taken["naam"]
    row.over_mij = taken.get("over_mij", row.over_mij)
    row.is_actief = taken.get("is_actief", row.is_actief)
    row.bron = record
    if row.pk is None:
        row.basisteam_id = team_of(record["buurten"])
    save_with_slug(row)
    for key, (netwerk, _hosts) in ACCOUNTS.items():
        if taken.get(key):
            Account.objects.update_or_create(wijkagent=row, netwerk=netwerk, defaults={"naam": taken[key]})
        elif key in taken:
            Account.objects.filter(wijkagent=row, netwerk=netwerk).delete()
    if "buurten" in taken:
        move_areas(row, set(taken["buurten"]) - set(old_areas), set(old_areas) - set(taken["buurten"]))


def short_name(naam):
    """The first name, as in "Vraag naar Samira"; the whole name when it begins with an initial."""
    words = naam.removeprefix("Wijkagent ").split()
    return naam[:40] if not words or len(words[0].rstrip(".")) < 2 else words[0][:40]


def team_of(codes):
    """The basisteam that answers for all these buurten today, if it is one."""
    teams = set(Teamgebied.objects.on(timezone.localdate()).filter(buurt__in=codes).values_list("basisteam", flat=True))
    return teams.pop() if len(teams) == 1 else None


def move_areas(wijkagent, came, went):
    """Add buurten from today on, and end others yesterday; what began today goes altogether."""
    today = timezone.localdate()
    current = Werkgebied.objects.filter(wijkagent=wijkagent).exclude(tot__lt=today)
    current.filter(buurt__in=went, van__gte=today).delete()
    current.filter(buurt__in=went).update(tot=today - timedelta(days=1))
    there = set(current.values_list("buurt", flat=True))
    Werkgebied.objects.bulk_create(
        Werkgebied(wijkagent=wijkagent, buurt_id=code, van=today) for code in sorted(came - there)
    )
