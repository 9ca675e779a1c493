"""The inbox as a list: its views, what stands in each, the order, and how one turns a page (PRODUCT O1, DESIGN §4).

Everything is asked within what somebody sees (models/zicht.py). Nothing counts or skips through a table: a page is
found by the row where the page before it ended.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from agenten.spreekuren import at, local_date
from buurten.gepland import fetch_row
from meldingen.geheim import GeheimeTekst
from meldingen.models import Bijlage, Melding, Overdracht, Status, Verwijzing
from meldingen.models.meldingen import OPEN
from meldingen.models.zicht import Sight, charged, not_restricted, only_counted, seen_by
from meldingen.verwijzingen.te_laat import late as late_partner

PAGE = 50
MOST_COUNTED = 999
RECENT = timedelta(days=90)
GEVAAR, TE_LAAT, VANDAAG, LATER = range(4)
IS_DANGER = ~Q(vermoeden="") & Q(beoordeeld_op=None) | Q(is_dringend=True, geopend_op=None)
IS_JUDGED = Q(vermoeden="") | Q(beoordeeld_op__isnull=False)
WAITS = Q(status=Status.WACHT_OP_MELDER)
# What a row needs; what is secret comes apart, and only where it may be read.
COLUMNS = [
    *("pk", "nummer", "soort", "status", "vermoeden", "beoordeeld_op", "geopend_op", "is_na_te_kijken", "contactvorm"),
    *("taal", "ontvangen_op", "antwoord_voor_datum", "wacht_tot_datum", "afgesloten_op", "antwoord_sinds"),
    *("bel_melder_sinds", "buurt_id", "buurt__naam", "categorie__naam", "categorie__naam_en", "x", "y"),
    *("rang", "is_getoond", "titel_hier", "verhaal_hier", "fotos"),
    *("partners", "is_partner_laat"),
]
PHOTOS = "(SELECT count(*) FROM meldingen_bijlage b WHERE b.melding_id = meldingen_melding.id)"
AT_PARTNER = "v.melding_id = meldingen_melding.id AND v.status IN ('verzonden', 'geaccepteerd')"
PARTNERS = f"""(SELECT string_agg(p.naam, ', ' ORDER BY p.naam) FROM meldingen_verwijzing v
    JOIN agenten_partner p ON p.id = v.partner_id WHERE {AT_PARTNER})"""  # noqa: S608  a constant
MARK = re.compile(r"([0-3])~(\d{8}T\d{6}\.\d{6})~(\d{1,18})", re.ASCII)
MOMENT = "%Y%m%dT%H%M%S.%f"  # UTC

FRAME = """
SELECT
    (SELECT coalesce(json_agg(json_build_array(id, naam, vraag) ORDER BY naam, id), '[]')
        FROM meldingen_bewaardfilter WHERE medewerker_id = %(user)s),
    (SELECT coalesce(json_agg(json_build_array(id, trim(first_name || ' ' || last_name), username) ORDER BY id), '[]')
        FROM agenten_medewerker WHERE id = ANY(%(absent)s)),
    (SELECT coalesce(json_agg(json_build_array(code, naam) ORDER BY naam, code), '[]')
        FROM buurten_buurt WHERE code = ANY(%(buurten)s)),
    (SELECT coalesce(json_agg(json_build_array(g.slug, g.naam, g.naam_en, c.code, c.naam, c.naam_en)
            ORDER BY g.volgorde, g.slug, c.volgorde, c.code), '[]')
        FROM meldingen_categorie c JOIN meldingen_groep g ON g.slug = c.groep_id WHERE c.is_actief),
    (SELECT count(*) FROM meldingen_overdracht o WHERE o.stand IN ('gevraagd', 'aangenomen')
        AND (o.aan_id = %(user)s OR o.collegateam_id IN (
            SELECT collegateam_id FROM agenten_collegateam_leden WHERE medewerker_id = %(user)s))
        AND NOT EXISTS (SELECT FROM meldingen_melding m
            WHERE m.id = o.melding_id AND m.betrokkenen @> ARRAY[%(user)s]::bigint[]))
"""


@dataclass(frozen=True)
class Lezer:
    """Who reads the inbox, what that person sees, and when."""

    user: Medewerker
    sight: Sight
    now: datetime

    @property
    def today(self):
        return local_date(self.now)


@dataclass(frozen=True)
class Vraag:
    """What an address asks for: a view, filters, words, and the row after (`na`) or before (`terug`) which.

    `voor`: the medewerker of “Waarnemen voor …”. `onderwerp`: the code of a Categorie or the slug of a Groep.
    """

    postvak: str = "alles"
    voor: int | None = None
    buurt: str = ""
    onderwerp: str = ""
    melder: str = ""
    bijlage: str = ""
    periode: int | None = None
    status: str = ""
    q: str = ""
    na: str = ""
    terug: str = ""

    @property
    def is_filtered(self):
        return any((self.buurt, self.onderwerp, self.melder, self.bijlage, self.periode, self.status, self.q))

    @property
    def is_plain(self):
        """The first page of the first view, as it opens."""
        return self.postvak == "alles" and not (self.is_filtered or self.na or self.terug)

    @property
    def is_closed(self):
        return self.postvak == CLOSED

    @property
    def is_recent(self):
        """Closed lately: of a year of closed ones few are looked back at, and then by words or a period."""
        return self.is_closed and not (self.periode or self.q)

    @property
    def is_search(self):
        """Words in the first view: of all that somebody sees, closed or not."""
        return self.postvak == "alles" and bool(self.q)


@dataclass
class Bladzij:
    """One page: rows, and the marks of the pages around it ("" when there is none)."""

    rijen: list = field(default_factory=list)
    terug: str = ""
    na: str = ""


def everything(lezer):
    return Q()


def late(lezer):
    return Q(antwoord_voor_datum__lt=lezer.today) & ~WAITS


def own(lezer):
    return Q(eigenaar=lezer.user)


CALL, ASKED, CLOSED, STAND_IN = "bellen", "overdracht", "afgerond", "waarnemen"
# By its name in the address: what it is called, and what of the open meldingen stands in it.
VIEWS = {
    "alles": (_("Alles open"), everything),
    "nieuw": (_("Nieuw"), lambda lezer: Q(geopend_op=None)),
    "van-mij": (_("Van mij"), own),
    "te-laat": (_("Te laat"), late),
    "antwoord": (_("Antwoord binnen"), lambda lezer: Q(antwoord_sinds__isnull=False)),
    "wacht": (_("Wacht op melder"), lambda lezer: WAITS),
    "heropend": (_("Heropenverzoek"), lambda lezer: Q(status=Status.HEROPENVERZOEK)),
    "nakijken": (_("Nakijken"), lambda lezer: Q(is_na_te_kijken=True)),
    CALL: (_("Bel de melder"), lambda lezer: Q(bel_melder_sinds__isnull=False)),
    "partner": (_("Bij partner"), lambda lezer: Q(status=Status.VERWEZEN)),
}
NAMES = {slug: name for slug, (name, _condition) in VIEWS.items()} | {
    ASKED: _("Overdrachten aan mij"),
    CLOSED: _("Afgerond"),
    STAND_IN: _("Waarnemen"),
}


def for_absent(lezer, absent):
    """What is done for somebody who is away: owned by that person still, or handed to who stands in."""
    return Q(eigenaar=absent) | Q(waarneming_voor=absent, eigenaar=lezer.user)


def shown(sight):
    """Q: rows of which a list shows title and text. Of others, and of all restricted ones: category and date only."""
    return (IS_JUDGED | charged(sight)) & not_restricted(sight)


def counts(lezer):
    """How many open meldingen stand in each view, counted in one statement over at most MOST_COUNTED + 1 of them.

    With “waarnemen-<id>” for each absent owner, and the codes of the buurten under “buurten”.
    """
    conditions = {slug: condition(lezer) for slug, (_name, condition) in VIEWS.items()}
    conditions |= {f"{STAND_IN}-{absent}": for_absent(lezer, absent) for absent in lezer.sight.absent}
    some = Melding.objects.open().filter(seen_by(lezer.sight)).order_by()[: MOST_COUNTED + 1]
    wanted = {slug.replace("-", "_"): Count("pk", filter=condition) for slug, condition in conditions.items()}
    found = some.aggregate(
        **wanted,
        buurten=ArrayAgg("buurt_id", distinct=True, filter=Q(buurt__isnull=False), default=[]),
    )
    return {slug: found[slug.replace("-", "_")] for slug in conditions} | {"buurten": found["buurten"]}


def counted_apart(lezer, *, is_plain):
    """(how many closed ones of which the melder must still be called, how many open ones only others may read).

    The last, of one's buurten and teams, only on the plain page. At most MOST_COUNTED of each; one statement.
    """
    is_told = is_plain and not lezer.sight.is_break_glass and bool(lezer.sight.buurten or lezer.sight.teams)
    asked = [Melding.objects.filter(seen_by(lezer.sight), closed_to_call(lezer))]
    asked += [Melding.objects.open().filter(only_counted(lezer.sight))] if is_told else []
    parts = [one.order_by().values("pk")[:MOST_COUNTED].query.sql_with_params() for one in asked]
    counts_of = ", ".join(f"(SELECT count(*) FROM ({sql}) n)" for sql, _values in parts)  # noqa: S608  of the ORM
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts_of}", [value for _sql, values in parts for value in values])
        calls, *restricted = cursor.fetchone()
    return calls, sum(restricted)


def closed_to_call(lezer):
    """Q: closed, and somebody who left only a phone number was not called yet; that number is kept no longer either."""
    return Q(bel_melder_sinds__isnull=False, status__in=Status.ended(), afgesloten_op__gte=recently(lezer))


def recently(lezer):
    return at(lezer.today, time.min) - RECENT


def frame(lezer, buurten):
    """What stands around the list: own kept filters, absent owners, buurten, subjects, and how much was asked of one.

    Lists of rows, each as FRAME names them. One statement.
    """
    values = {"user": lezer.user.pk, "absent": lezer.sight.absent, "buurten": [*lezer.sight.buurten, *buurten]}
    return fetch_row(FRAME, values)


def found_in(vraag, lezer):
    """The meldingen that a Vraag asks for, without order."""
    found = Melding.objects.filter(seen_by(lezer.sight))
    if vraag.is_closed:
        found = found.filter(status__in=Status.ended(), afgesloten_op__isnull=False)
        if vraag.is_recent:
            found = found.filter(afgesloten_op__gte=recently(lezer))
    elif vraag.postvak == CALL:
        found = found.filter(OPEN & view_condition(vraag, lezer) | closed_to_call(lezer))
    elif not vraag.is_search:
        found = found.open().filter(view_condition(vraag, lezer))
    return found.filter(filters(vraag, lezer))


def view_condition(vraag, lezer):
    if vraag.postvak == STAND_IN:
        return for_absent(lezer, vraag.voor) if vraag.voor in lezer.sight.absent else Q(pk__in=[])
    if vraag.postvak == ASKED:
        return Q(pk__in=Overdracht.objects.open().addressed_to(lezer.user).order_by().values("melding"))
    return VIEWS[vraag.postvak][1](lezer)


def filters(vraag, lezer):
    """Q for the filters. What a list hides of a row cannot be filtered out either."""
    wanted = Q()
    if vraag.buurt:
        wanted &= Q(buurt=vraag.buurt)
    if vraag.onderwerp:
        is_group = vraag.onderwerp != vraag.onderwerp.upper()
        wanted &= Q(groep=vraag.onderwerp) if is_group else Q(categorie=vraag.onderwerp)
    if vraag.melder:
        wanted &= Q(contactvorm=vraag.melder) & shown(lezer.sight)
    if vraag.bijlage:
        wanted &= Q(Exists(Bijlage.objects.filter(melding=OuterRef("pk")))) & shown(lezer.sight)
    if vraag.periode:
        wanted &= Q(ontvangen_op__gte=at(lezer.today - timedelta(days=vraag.periode - 1), time.min))
    if vraag.status:
        wanted &= Q(status=vraag.status)
    return wanted


def rank(lezer):
    """The most urgent first: possible danger, late, due today, the rest."""
    return Case(
        When(status__in=Status.ended(), then=LATER),
        When(IS_DANGER, then=GEVAAR),
        When(late(lezer), then=TE_LAAT),
        When(Q(antwoord_voor_datum=lezer.today) & ~WAITS, then=VANDAAG),
        default=LATER,
        output_field=IntegerField(),
    )


def page_of(vraag, lezer, found=None):
    """The Bladzij that a Vraag asks for, of `found` or of what it finds itself. A mark that is none gives the first.

    Rows are those of `as_rows`.
    """
    all_found = found_in(vraag, lezer) if found is None else found
    is_back, mark = bool(vraag.terug), mark_of(vraag.terug or vraag.na)
    keys = [("rang", False), ("afgesloten_op" if vraag.is_closed else "ontvangen_op", vraag.is_closed), ("pk", False)]
    order = [F(name).desc() if is_falling != is_back else F(name).asc() for name, is_falling in keys]
    order = order[vraag.is_closed :]  # there the rank is the same for all
    rang = {"rang": Value(LATER, IntegerField()) if vraag.is_closed else rank(lezer)}
    found = all_found.annotate(**rang)
    if mark:
        found = found.filter(beyond(keys, mark, is_back))
    # First which rows, then what stands in them: names, photos and texts are not looked up for all the others.
    chosen = Melding.objects.filter(pk__in=found.order_by(*order).values("pk")[: PAGE + 1]).annotate(**rang)
    rows = list(as_rows(chosen, lezer).order_by(*order))
    if is_back and mark and len(rows) <= PAGE:
        return page_of(replace(vraag, terug="", na=""), lezer, all_found)
    return leaf(rows, keys, is_back, bool(mark))


def as_rows(found, lezer):
    """Rows with the COLUMNS; title and story only where they are shown, elsewhere None. Needs a `rang`."""
    found = found.annotate(
        is_getoond=Case(When(shown(lezer.sight), then=True), default=False),
        fotos=RawSQL(PHOTOS, (), IntegerField()),  # noqa: S611  a constant
        partners=RawSQL(PARTNERS, (), TextField()),  # noqa: S611  a constant
        is_partner_laat=Exists(Verwijzing.objects.filter(late_partner(lezer.today), melding=OuterRef("pk"))),
    )
    secret = {"titel_hier": "titel", "verhaal_hier": "verhaal"}
    found = found.annotate(
        **{
            name: Case(When(is_getoond=True, then=column), default=None, output_field=GeheimeTekst())
            for name, column in secret.items()
        }
    )
    return found.values_list(*COLUMNS, named=True)


def leaf(rows, keys, is_back, has_mark):
    """The Bladzij of up to PAGE rows, of which one more was asked."""
    has_more = len(rows) > PAGE
    rows = rows[:PAGE]
    if is_back:
        rows.reverse()
    moment = keys[1][0]
    has_before, has_after = (has_more, True) if is_back else (has_mark, has_more)
    first = as_mark(rows[0], moment) if rows and has_before else ""
    last = as_mark(rows[-1], moment) if rows and has_after else ""
    return Bladzij(rows, first, last)


def as_mark(row, moment):
    """Where a row stands, for an address: rank, moment in UTC and pk."""
    return f"{row.rang}~{getattr(row, moment).astimezone(UTC).strftime(MOMENT)}~{row.pk}"


def mark_of(text):
    """(rank, moment, pk) of a mark, or None when it is none."""
    parts = MARK.fullmatch(text)
    if parts is None:
        return None
    try:
        moment = datetime.strptime(parts[2], MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(parts[1]), moment, int(parts[3])


def beyond(keys, mark, is_back):
    """Q: after the mark in this order, or before it on the way back."""
    wanted, same = Q(), Q()
    for (name, is_falling), value in zip(keys, mark, strict=True):
        wanted |= same & Q(**{f"{name}__{'lt' if is_falling != is_back else 'gt'}": value})
        same &= Q(**{name: value})
    return wanted
