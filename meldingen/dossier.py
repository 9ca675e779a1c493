"""One melding as a medewerker may see it: all that stands on its page, in a number of queries that does not grow."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from agenten.models import Medewerker
from buurten.kaarten import codes_around, position_on
from buurten.models import Kaart
from meldingen.codes import NUMMER_LENGTH
from meldingen.models import (
    Bijlage,
    Boodschap,
    Contactvorm,
    Inzage,
    Kijker,
    Melder,
    Melding,
    Notitie,
    Overdracht,
    Status,
    Vraag,
)
from meldingen.models.statussen import TRANSITIONS
from meldingen.models.zicht import charged, led, seen_by, sight_of
from meldingen.postvak import shown

S = Status
NEAR = 250  # metres that still are the same place
YEAR = timedelta(days=365)
MOST_NEAR, MOST_LOOKS = 10, 30
SEEN_FOR = timedelta(seconds=60)  # how long a hint of who is looking counts


@dataclass(slots=True)
class Gezien:
    """A melding that somebody sees, and what he or she is to it.

    `may_read`: story and reporter, not only category and date. `is_in_charge`: owner, stand-in, chief or deputy;
    `is_chief`: one of the last two.
    """

    melding: Melding
    user: Medewerker
    now: datetime
    may_read: bool
    is_in_charge: bool
    is_chief: bool

    @property
    def nummer(self):
        return self.melding.nummer


def find(user, nummer, now=None):
    """The Gezien of a melding by its nummer; None when it is not there or not to be seen. Two statements."""
    now = now or timezone.now()
    if len(nummer) != NUMMER_LENGTH or "\x00" in nummer:
        return None
    sight = sight_of(user, now)
    related = ("categorie", "groep", "buurt__gemeente", "basisteam", "eigenaar", "leidend", "thema")
    melding = (
        Melding.objects.filter(seen_by(sight), nummer=nummer)
        .annotate(heeft_last=when(charged(sight)), leidt=when(led(sight)))
        .select_related(*related)
        .first()
    )
    if melding is None:
        return None
    is_judged = not melding.vermoeden or melding.beoordeeld_op is not None
    may_read = is_judged or melding.heeft_last
    return Gezien(melding, user, now, may_read, melding.heeft_last, melding.leidt)


def when(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


@dataclass(slots=True)
class Patroon:
    """What the diary shows: how often, the day of the week and the part of the day that come most (None: no such)."""

    keren: int
    weekdag: int | None
    uur: int | None


@dataclass(slots=True)
class Dossier:
    """What the page of one melding shows. `fotos` are those of the melding itself, those of a message hang on it."""

    gezien: Gezien
    stappen: set
    has_melder: bool
    berichten: list
    notities: list
    fotos: list
    voorvallen: list
    patroon: Patroon | None
    overdrachten: list
    vragen: list
    omgeving: list
    volgers: list
    gebeurtenissen: list
    inzagen: list
    tekening: dict | None
    punt: tuple | None
    namen: dict = field(default_factory=dict)

    @property
    def melding(self):
        return self.gezien.melding


def dossier_of(gezien):
    """The Dossier of a melding that may be read."""
    melding = gezien.melding
    kaart = Kaart.objects.filter(pk=melding.buurt_id).first() if melding.buurt_id else None
    voorvallen = list(melding.voorvallen.order_by("datum", "tijd", "pk"))
    berichten, fotos = messages_of(melding)
    lines = list(melding.gebeurtenissen.in_order().select_related("door"))
    has_melder = Melder.objects.filter(pk=melding.pk).exists()
    return Dossier(
        gezien=gezien,
        stappen=possible(gezien),
        has_melder=has_melder,
        berichten=berichten,
        notities=list(Notitie.objects.filter(melding=melding).select_related("door").order_by("-op", "-pk")),
        fotos=fotos,
        voorvallen=voorvallen,
        patroon=pattern(voorvallen),
        overdrachten=list(
            Overdracht.objects.filter(melding=melding).select_related("van", "aan", "collegateam").in_order()
        ),
        vragen=list(
            Vraag.objects.filter(categorie=melding.categorie_id)
            .order_by("volgorde", "pk")
            .values("sleutel", "naam", "naam_en", "keuzes")
        ),
        omgeving=same_place(gezien),
        volgers=list(
            Melding.objects.visible_to(gezien.user, gezien.now)
            .filter(leidend=melding)
            .order_by("ontvangen_op", "pk")
            .only("nummer", "ontvangen_op", "contactvorm")
        ),
        gebeurtenissen=lines,
        inzagen=looks_at(melding) if gezien.is_in_charge else [],
        tekening=kaart.tekening if kaart else None,
        punt=position_on(melding.buurt_id, melding.x, melding.y) if kaart and melding.x is not None else None,
    )


def messages_of(melding):
    """(messages both ways with their photos as `.fotos`, photos of the melding itself); no photo is decrypted."""
    photos = list(Bijlage.objects.filter(melding=melding).defer("inhoud").order_by("pk"))
    berichten = list(Boodschap.objects.filter(melding=melding).select_related("door").in_order())
    for one in berichten:
        one.fotos = [photo for photo in photos if photo.boodschap_id == one.pk]
    return berichten, [photo for photo in photos if photo.boodschap_id is None]


def looks_at(melding):
    looks = Inzage.objects.filter(melding=melding).select_related("door").order_by("-op", "-pk")
    return list(looks[:MOST_LOOKS])


def pattern(voorvallen):
    """The Patroon of at least three occurrences, or None."""
    if len(voorvallen) < 3:
        return None
    days = Counter(one.datum.weekday() for one in voorvallen)
    hours = Counter(one.tijd.hour for one in voorvallen if one.tijd)
    return Patroon(len(voorvallen), often(days), often(hours))


def often(counter):
    """What comes at least twice, and more than anything else; else None."""
    ranked = counter.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def same_place(gezien, *, only_open=False):
    """What came from within NEAR metres in a year, the newest first; without a position: same buurt and category.

    Only what this medewerker sees, with `.may_read` whether its title may be shown. Nothing of who sent it: two
    anonymous reporters are never linked (PRODUCT O9).
    """
    melding = gezien.melding
    if melding.buurt_id is None:
        return []
    sight = sight_of(gezien.user, gezien.now)
    found = Melding.objects.filter(seen_by(sight), ontvangen_op__gt=gezien.now - YEAR).exclude(pk=melding.pk)
    found = found.filter(around(melding)).filter(leidend__isnull=True)
    if only_open:
        found = found.open()
    found = found.annotate(may_read=when(shown(sight))).select_related("categorie")
    columns = ("nummer", "titel", "status", "ontvangen_op", "categorie", "x", "y")
    return list(found.only(*columns).order_by("-ontvangen_op", "-pk")[:MOST_NEAR])


def around(melding):
    """Q: within NEAR metres, or without a position the same buurt and category."""
    if melding.x is None:
        return Q(buurt=melding.buurt_id, categorie=melding.categorie_id)
    x, y = melding.x, melding.y
    box = Q(x__range=(x - NEAR, x + NEAR), y__range=(y - NEAR, y + NEAR))
    distance = (F("x") - x) * (F("x") - x) + (F("y") - y) * (F("y") - y)
    return Q(buurt__in=codes_around(melding.buurt_id, x, y, NEAR)) & box & Q(LessThanOrEqual(distance, NEAR**2))


def possible(gezien):
    """The names of the steps that can be taken now, as in the addresses."""
    melding = gezien.melding
    following = TRANSITIONS[S(melding.status)]
    is_open, is_withdrawn = melding.is_open, bool(melding.ingetrokken_op)
    lead = melding.leidend or melding
    facts = {
        "opgepakt": melding.status in (S.ONTVANGEN, S.WACHT_OP_MELDER),
        "leg-terug": melding.status == S.IN_BEHANDELING,
        "vraag": S.WACHT_OP_MELDER in following and melding.contactvorm != Contactvorm.GEEN and not is_withdrawn,
        "antwoord": lead.is_open and not is_withdrawn,
        "doorgeven": is_open and melding.status != S.HEROPENVERZOEK,
        "afronden": S.AFGEHANDELD in following,
        "afwijzen": S.AFGEWEZEN in following,
        "heropenen": melding.status in (S.HEROPENVERZOEK, S.AFGEHANDELD, S.AFGEWEZEN),
        "verplaatsen": is_open,
        "overdragen": is_open,
        "samenvoegen": S.SAMENGEVOEGD in following,
        "beoordelen": gezien.is_in_charge and bool(melding.vermoeden) and melding.beoordeeld_op is None,
        "gebeld": melding.bel_melder_sinds is not None,
        "notitie": True,
        "titel": True,
    }
    return {name for name, holds in facts.items() if holds}


# --- who is looking ---------------------------------------------------------------------------------------------------


def look(melding, user, now=None):
    """Note that somebody has a melding open now, and give the other people who do, by name. Logs nothing."""
    now = now or timezone.now()
    Kijker.objects.update_or_create(melding=melding, medewerker=user, defaults={"gezien_op": now})
    others = Kijker.objects.filter(melding=melding, gezien_op__gt=now - SEEN_FOR).exclude(medewerker=user)
    return [one.medewerker for one in others.select_related("medewerker").order_by("-gezien_op", "pk")]
