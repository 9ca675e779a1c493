"""Moving a melding to another buurt, category, team or owner. It changes no state (PRODUCT §4, `move`)."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import EVENT, NotAllowed, alert, begin, finish, jot, require, require_open, require_text
from meldingen.inzending import is_unknown, weigh_melding
from meldingen.models import Categorie, Groep, Melding
from meldingen.toewijzing import NoTeam, assign_again, give, people_for, subjects
from meldingen.werkdagen import add_working_days
from meldingen.zicht import readers_of

FACTS = {
    "buurt": "buurt_id",
    "categorie": "categorie_id",
    "basisteam": "basisteam_id",
    "eigenaar": "eigenaar_id",
    "beperkt": "is_beperkt",
}
RESTRICT = """
WITH wide AS (
    SELECT id FROM meldingen_melding
    WHERE NOT is_beperkt AND categorie_id = %(categorie)s AND (%(groep)s::text IS NULL OR groep_id = %(groep)s::text)
    ORDER BY id FOR UPDATE
), narrowed AS (
    UPDATE meldingen_melding m SET is_beperkt = true, versie = versie + 1, gewijzigd_op = %(now)s
    FROM wide WHERE m.id = wide.id RETURNING m.id, m.status
)
INSERT INTO meldingen_gebeurtenis (melding_id, soort, van_status, naar_status, actor, door_id, op, gegevens)
SELECT id, 'verplaatst', status, status, 'medewerker', %(by)s, %(now)s, '{"beperkt": [false, true]}' FROM narrowed
"""


@transaction.atomic
def move(melding, *, reden, by, buurt=None, categorie=None, basisteam=None, eigenaar=None, is_beperkt=None,
         versie=None, now=None):  # fmt: skip
    """Change buurt, category, team or owner; what is not given stays, and the owner is by the rule unless given.

    `is_beperkt` narrows or widens sight by itself; a melding gets out of being restricted only by chief or deputy. The
    date promised never gets later. The reason is kept as a note. Gives the melding, which `by` may no longer see.
    """
    handeling = begin(melding, by=by, versie=versie, now=now)
    require_open(handeling)
    melding = handeling.melding
    before = {name: getattr(melding, column) for name, column in FACTS.items()}
    jot(handeling, require_text(reden))
    melding.buurt = buurt or melding.buurt
    is_by_hand = melding.is_beperkt and not weigh_melding(melding)[0]
    if categorie:
        put_under(handeling, categorie)
    narrow(handeling, categorie, is_beperkt, is_by_hand)
    assign_owner(handeling, basisteam or (None if buurt else melding.basisteam), eigenaar)
    after = {name: getattr(melding, column) for name, column in FACTS.items()}
    changed = {name: [before[name], after[name]] for name in FACTS if before[name] != after[name]}
    finish(handeling, EVENT.VERPLAATST, **changed)
    if (melding.is_dringend and "eigenaar" in changed and melding.geopend_op is None) or hurry(handeling):
        alert(handeling)
    return melding


@transaction.atomic
def restrict(onderwerp, *, by, now=None):
    """All meldingen under a Categorie, or under “Weet ik niet” of a Groep, become restricted; returns how many.

    For when a subject becomes restricted, and for when it is no longer: only a chief opens what was sent before
    (PRODUCT §4). What came in at the same moment is then taken along too.
    """
    is_group = isinstance(onderwerp, Groep)
    values = {
        "categorie": Categorie.OVERIG if is_group else onderwerp.pk,
        "groep": onderwerp.pk if is_group else None,
        "by": by.pk,
        "now": now or timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # a subject can have a hundred thousand of them
        cursor.execute(RESTRICT, values)
        return cursor.rowcount


def lay_back(melding, *, by, reden="", versie=None, now=None):
    """“Leg terug”: give the melding to its owner by the rule again."""
    return move(melding, by=by, reden=reden.strip() or str(_("Teruggelegd")), versie=versie, now=now)


def put_under(handeling, categorie):
    """Another category, with its group; about the police when it says so, with the officers of the buurt left out."""
    melding = handeling.melding
    melding.categorie, melding.groep_id, melding.soort = categorie, categorie.groep_id, categorie.soort
    if categorie.pk == Categorie.OVER_POLITIE and not melding.is_over_wijkagent:
        melding.is_over_wijkagent = True
        mensen = people_for(
            buurt=melding.buurt, gemeente=None, categorie_code=categorie.pk, antwoorden={}, now=handeling.now,
            basisteam=melding.basisteam,
        )  # fmt: skip
        melding.betrokkenen, melding.betrokken_wijkagenten = subjects(None, mensen)


def narrow(handeling, categorie, is_beperkt, is_by_hand):
    """Sight and dates under the present facts. What somebody narrowed by hand opens with no other subject."""
    melding = handeling.melding
    weighed, termijn = weigh_melding(melding)
    if is_beperkt is None:
        is_beperkt = weighed if categorie else melding.is_beperkt
        is_beperkt = is_beperkt or (melding.is_beperkt and (is_by_hand or not is_chief(handeling)))
    elif not is_beperkt and melding.is_beperkt:
        require(is_chief(handeling), _("Alleen de teamchef kan een melding weer voor het team openen."))
        require(not is_restricted_subject(melding), _("Dit onderwerp blijft beperkt. Kies eerst een ander onderwerp."))
    melding.is_beperkt = is_beperkt
    if categorie:
        day = add_working_days(handeling.today, termijn)
        melding.antwoord_voor_datum = min(melding.antwoord_voor_datum, day)
        melding.beloofd_datum = min(melding.beloofd_datum, day)


def is_restricted_subject(melding):
    """Whether every melding under its subject is restricted, whatever stands on the row."""
    return melding.categorie.is_beperkt or (is_unknown(melding) and melding.groep.is_onbekend_beperkt)


def hurry(handeling):
    """Make a melding urgent when it has become so; whether it has."""
    melding = handeling.melding
    if melding.is_dringend or weigh_melding(melding)[1] > 1:
        return False
    melding.is_dringend = True
    melding.save(update_fields=["is_dringend"])
    return True


def is_chief(handeling):
    return Melding.objects.led_by(handeling.by, handeling.now).filter(pk=handeling.melding.pk).exists()


def assign_owner(handeling, basisteam, eigenaar):
    melding = handeling.melding
    try:
        given = assign_again(
            melding, buurt=melding.buurt, categorie_code=melding.categorie_id, is_beperkt=melding.is_beperkt,
            now=handeling.now, basisteam=basisteam,
        )  # fmt: skip
    except NoTeam:
        raise NotAllowed(_("Niemand van dat team kan deze melding lezen. Kies een ander team.")) from None
    give(melding, given)
    if eigenaar:
        can_own = eigenaar.pk in readers_of(as_for_all(melding), handeling.now).all()
        require(can_own, _("Deze collega hoort niet bij deze buurt of dit team."))
        melding.eigenaar, melding.waarneming_voor = eigenaar, None


def as_for_all(melding):
    """The same facts without an owner and not restricted: who could own it."""
    return Melding(
        buurt_id=melding.buurt_id, basisteam_id=melding.basisteam_id, is_beperkt=False,
        betrokkenen=melding.betrokkenen, betrokken_wijkagenten=melding.betrokken_wijkagenten,
    )  # fmt: skip


def owner_by_rule(melding, now):
    """The id of the owner by the rule, or None: the team."""
    given = assign_again(
        melding, buurt=melding.buurt, categorie_code=melding.categorie_id, is_beperkt=melding.is_beperkt, now=now
    )
    return given.eigenaar
