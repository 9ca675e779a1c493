"""Everything that the holder of a code may see of a melding, and nothing else: one statement, then words.

What is not asked for here cannot leak: no notes, no moves, no hand-overs, no read log, no names of colleagues; of what
was passed to a partner no reason, ground, dialogue or shared text, and of a restricted melding only where the sender
was asked for consent. It is written as SQL because building the same question from querysets costs more than the rest
of the page (see agenten/buurtteam.py).
"""

from base64 import b64decode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from buurten.gepland import fetch_row
from meldingen.geheim import decrypt
from meldingen.models import Categorie, Contactvorm, Gebeurtenis, Melding, Toestemming, VerwijzingStatus
from meldingen.statussen import Woord, word_for
from meldingen.volgsessies import hash_of

WANTED = {
    *("id", "nummer", "soort", "categorie_id", "status", "uitkomst", "afwijsreden", "leidend_id", "taal", "bron"),
    *("is_beperkt", "is_over_wijkagent", "contactvorm", "mag_praten", "gevaar", "delen", "wanneer", "gebeurd_datum"),
    *("dagdeel", "ontvangen_op", "geopend_op", "beloofd_datum", "wacht_tot_datum", "afgesloten_op", "ingetrokken_op"),
    *("heropeningen", "versie", "verhaal", "plek", "antwoorden", "verhaal_gewist_op", "uit_gebruik_op"),
    "eigenaar_id",
}
WANTED_OF_LEAD = WANTED - {"verhaal", "plek", "antwoorden", "nummer", "taal"}
COLUMNS, OF_LEAD = (
    tuple(column.attname for column in Melding._meta.concrete_fields if column.attname in wanted)
    for wanted in (WANTED, WANTED_OF_LEAD)
)
SHOWN = [
    Gebeurtenis.Soort.OPGEPAKT,
    Gebeurtenis.Soort.AFGEWEZEN,
    Gebeurtenis.Soort.HEROPEND,
    Gebeurtenis.Soort.SAMENGEVOEGD,
    Gebeurtenis.Soort.INGETROKKEN,
    Gebeurtenis.Soort.TOESTEMMING,
]


def listed(table, columns):
    return ", ".join(f"{table}.{column}" for column in columns)


PAGE = f"""
SELECT s.laatst_op, s.tekst, {listed("m", COLUMNS)}, {listed("l", OF_LEAD)},
    json_build_object(
        'categorie', json_build_object('naam', c.naam, 'naam_en', c.naam_en),
        'buurt', b.naam,
        'dagen', k.verhaal_dagen,
        'eigenaar', e.korte_naam,
        'volgmail', v.melding_id IS NOT NULL,
        'is_bevestigd', v.bevestigd_op IS NOT NULL,
        'waardering', w.antwoord,
        'gegevens', json_build_object(
            'naam', length(d.naam) > 0, 'telefoon', length(d.telefoon) > 0, 'email', length(d.email) > 0)),
    (SELECT json_agg(json_build_object(
        'soort', x.soort, 'is_van_melder', x.is_van_melder, 'op', x.op, 'tekst', encode(x.tekst, 'base64'),
        'door', a.korte_naam,
        'fotos', (SELECT json_agg(f.kenmerk ORDER BY f.id) FROM meldingen_bijlage f
            WHERE f.melding_id = m.id AND f.boodschap_id = x.id)) ORDER BY x.op, x.id)
        FROM meldingen_boodschap x LEFT JOIN agenten_wijkagent a ON a.medewerker_id = x.door_id AND a.is_actief
        WHERE x.melding_id = m.id),
    (SELECT json_agg(json_build_object('soort', g.soort, 'op', g.op, 'door', a.korte_naam) ORDER BY g.op, g.id)
        FROM meldingen_gebeurtenis g LEFT JOIN agenten_wijkagent a ON a.medewerker_id = g.door_id AND a.is_actief
        WHERE g.melding_id = m.id AND g.soort = ANY(%(soorten)s)),
    (SELECT json_agg(json_build_object(
        'datum', o.datum, 'tijd', o.tijd, 'minuten', o.minuten, 'op', o.op, 'tekst', encode(o.tekst, 'base64')
        ) ORDER BY o.op, o.id) FROM meldingen_voorval o WHERE o.melding_id = m.id),
    (SELECT json_agg(f.kenmerk ORDER BY f.id) FROM meldingen_bijlage f
        WHERE f.melding_id = m.id AND f.boodschap_id IS NULL),
    (SELECT json_agg(json_build_object('sleutel', q.sleutel, 'naam', q.naam, 'naam_en', q.naam_en, 'keuzes', q.keuzes)
        ORDER BY q.volgorde, q.id) FROM meldingen_vraag q WHERE q.categorie_id = m.categorie_id),
    (SELECT json_agg(json_build_object(
        'nummer', y.nummer, 'is_eigen', y.melding_id = m.id, 'status', y.status, 'toestemming', y.toestemming,
        'verzonden_op', y.verzonden_op, 'geaccepteerd_op', y.geaccepteerd_op, 'verwacht_datum', y.verwacht_datum,
        'geeindigd_op', y.geeindigd_op, 'getoond_op', y.slotzin_getoond_op,
        'slotzin', CASE WHEN y.slotzin_getoond_op IS NULL THEN '' ELSE encode(y.slotzin, 'base64') END,
        'naam', p.naam, 'telefoon', p.telefoon, 'uitleg', p.uitleg, 'uitleg_en', p.uitleg_en
        ) ORDER BY y.verzonden_op, y.id)
        FROM meldingen_verwijzing y JOIN agenten_partner p ON p.id = y.partner_id
        WHERE y.melding_id IN (m.id, m.leidend_id) AND y.verzonden_op IS NOT NULL
            AND (NOT (m.is_beperkt OR coalesce(l.is_beperkt, false))
                OR y.melding_id = m.id AND y.toestemming <> 'geen'))
FROM meldingen_volgsessie s
JOIN meldingen_melding m ON m.id = s.melding_id
JOIN meldingen_categorie c ON c.code = m.categorie_id
JOIN meldingen_bewaarklasse k ON k.slug = c.bewaarklasse_id
LEFT JOIN meldingen_melding l ON l.id = m.leidend_id
LEFT JOIN buurten_buurt b ON b.code = m.buurt_id
LEFT JOIN agenten_wijkagent e ON e.medewerker_id = coalesce(l.eigenaar_id, m.eigenaar_id) AND e.is_actief
LEFT JOIN meldingen_volgmail v ON v.melding_id = m.id
LEFT JOIN meldingen_waardering w ON w.melding_id = m.id
LEFT JOIN meldingen_melder d ON d.melding_id = m.id
WHERE s.sleutel_hash = %(sessie)s AND s.laatst_op > %(since)s
"""  # noqa: S608 - the parts are constants; what comes in is a parameter


@dataclass(slots=True)
class Bericht:
    """A message, either way. `door`: the short public name of an officer, or None."""

    soort: str
    is_van_melder: bool
    op: datetime
    tekst: str
    door: str | None
    fotos: list[str]


@dataclass(slots=True)
class Stap:
    """Something that happened; `door` as with a Bericht."""

    soort: str
    op: datetime
    door: str | None


@dataclass(slots=True)
class Keer:
    """A line of the diary; `tijd` as "HH:MM:SS"."""

    datum: str
    tijd: str | None
    minuten: int | None
    op: datetime
    tekst: str


@dataclass(slots=True)
class Doorgegeven:
    """One time that it went to a partner; `is_eigen`: of this melding itself, not of its lead.

    `slotzin` is "" until the sender may read it, since `getoond_op`.
    """

    nummer: str
    is_eigen: bool
    status: str
    toestemming: str
    verzonden_op: datetime
    geaccepteerd_op: datetime | None
    verwacht_datum: date | None
    geeindigd_op: datetime | None
    getoond_op: datetime | None
    slotzin: str
    naam: str
    telefoon: str
    uitleg: str
    uitleg_en: str

    @property
    def is_daar(self):
        return self.status in VerwijzingStatus.at_partner()

    @property
    def publieke_uitleg(self):
        return (get_language() == "en" and self.uitleg_en) or self.uitleg

    @property
    def kan_kiezen(self):
        """Whether the sender was asked to share the contact data and can answer, or take back a yes."""
        is_asked = self.is_eigen and self.toestemming != Toestemming.GEEN
        return is_asked and (self.is_daar or self.toestemming == Toestemming.GEGEVEN)


@dataclass(slots=True)
class Volgpagina:
    """A melding as its sender may see it.

    `melding` holds only the columns above, and its lead when it was merged. `eigenaar` is a short public name or None.
    `fotos` are those of the melding itself. `gegevens`: which contact data are kept: "naam", "telefoon", "email".
    `verwijzingen` are for `doorgegeven` and `te_vragen`.
    """

    sessie: bytes
    laatst_op: datetime
    concept: str
    melding: Melding
    categorie: Categorie
    buurt: str | None
    eigenaar: str | None
    dagen: int
    heeft_volgmail: bool
    is_volgmail_bevestigd: bool
    waardering: str | None
    berichten: list[Bericht]
    stappen: list[Stap]
    keren: list[Keer]
    fotos: list[str]
    vragen: list[dict]
    gegevens: list[str]
    verwijzingen: list[Doorgegeven]
    now: datetime

    @property
    def is_voorbij(self):
        """Whether the days in which a sender may read it here are over (SAFETY S9)."""
        melding = self.melding
        is_over = not self.leidend.is_open and self.now >= melding.ontvangen_op + timedelta(days=self.dagen)
        return is_over or bool(melding.uit_gebruik_op or melding.verhaal_gewist_op)

    @property
    def woord(self):
        return word_for(self.melding)

    @property
    def is_beperkt(self):
        return self.melding.is_beperkt or self.leidend.is_beperkt

    @property
    def doorgegeven(self):
        """Every time that it went to a partner. Of what is restricted nobody learns that."""
        return [] if self.is_beperkt else self.verwijzingen

    @property
    def bij_partners(self):
        """Where it is now, when the word of the state says so."""
        return [one for one in self.doorgegeven if one.is_daar] if self.woord == Woord.BIJ_PARTNER else []

    @property
    def te_vragen(self):
        """Who asked to read the contact data. Nobody asks who gave none, or took the melding back."""
        is_named = self.melding.contactvorm == Contactvorm.MET_NAAM and self.gegevens
        may = is_named and not self.melding.ingetrokken_op and not self.is_voorbij
        return [one for one in self.verwijzingen if one.kan_kiezen] if may else []

    @property
    def leidend(self):
        """What the public status follows: the lead of a merged melding, else the melding itself."""
        return self.melding.leidend or self.melding


def page_of(key, now):
    """The Volgpagina that belongs to the key of a cookie, or None: no such session, or ten idle minutes. One query."""
    if not key:
        return None
    sessie = hash_of(key)
    row = fetch_row(PAGE, {"sessie": sessie, "since": now - settings.FOLLOW_IDLE, "soorten": SHOWN})
    return as_page(sessie, row, now) if row else None


def as_page(sessie, row, now):
    start, rest = 2 + len(COLUMNS), 2 + len(COLUMNS) + len(OF_LEAD)
    melding = as_melding(COLUMNS, row[2:start])
    melding.leidend = as_melding(OF_LEAD, row[start:rest]) if melding.leidend_id else None
    about, messages, steps, times, photos, questions, referrals = row[rest:]
    return Volgpagina(
        sessie=sessie,
        laatst_op=row[0],
        concept=as_text(row[1]),
        melding=melding,
        categorie=Categorie(code=melding.categorie_id, **about["categorie"]),
        buurt=about["buurt"],
        eigenaar=about["eigenaar"],
        dagen=about["dagen"],
        heeft_volgmail=about["volgmail"],
        is_volgmail_bevestigd=about["is_bevestigd"],
        waardering=about["waardering"],
        berichten=[Bericht(**one | {"fotos": one["fotos"] or []} | clear(one)) for one in messages or []],
        stappen=[Stap(**one | {"op": moment(one["op"])}) for one in steps or []],
        keren=[Keer(**one | clear(one)) for one in times or []],
        fotos=photos or [],
        vragen=questions or [],
        gegevens=[name for name, is_given in about["gegevens"].items() if is_given],
        verwijzingen=[as_referral(one) for one in referrals or []],
        now=now,
    )


def as_referral(row):
    moments = {name: value and moment(value) for name, value in row.items() if name.endswith("_op")}
    day = row["verwacht_datum"]
    return Doorgegeven(
        **row
        | moments
        | {"verwacht_datum": day and date.fromisoformat(day), "slotzin": as_text(b64decode(row["slotzin"]))}
    )


def clear(row):
    return {"op": moment(row["op"]), "tekst": as_text(b64decode(row["tekst"]))}


def moment(text):
    """A time of JSON, in the time zone of the site."""
    return timezone.localtime(datetime.fromisoformat(text))


def as_text(stored):
    return decrypt(stored).decode() if stored else ""


def as_melding(columns, values):
    """A Melding of these columns only; reading another one would ask the database."""
    pairs = zip(readers(columns), values, strict=True)
    values = [convert(value, None, None) if convert else value for convert, value in pairs]
    return Melding.from_db("default", columns, values)


@cache
def readers(columns):
    """What makes a value of each column out of what is stored, or None."""
    fields = {field.attname: field for field in Melding._meta.concrete_fields}
    return [getattr(fields[column], "from_db_value", None) for column in columns]
