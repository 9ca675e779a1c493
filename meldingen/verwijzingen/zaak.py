"""What a partner reads of a verwijzing: the one place that says so, for page, preview, print, CSV and JSON (SAFETY S2).

Nothing of the melding itself is in it but the reporter's contact data, and those only with consent that was recorded
and not taken back.
"""

from dataclasses import dataclass
from datetime import date, datetime

from meldingen.models import Bijlage, GedeeldeBijlage, Melder, Toestemming, Verwijzing, VerwijzingStatus


@dataclass(frozen=True, slots=True)
class Contact:
    """Who sent it, as far as given; `bellen` is when and how somebody may be called."""

    naam: str
    email: str
    telefoon: str
    bellen: str
    mag_politie_zeggen: bool


@dataclass(frozen=True, slots=True)
class Zaak:
    """The shared copy. `fotos` are Bijlage rows without their content; `convenant`, `noodzaak`, `belang` may be ""."""

    nummer: str
    status: VerwijzingStatus
    onderwerp: str
    tekst: str
    plek: str
    buurt: str
    gemeente: str
    toelichting: str
    fotos: list[Bijlage]
    melder: Contact | None
    grond: str
    convenant: str
    doel: str
    noodzaak: str
    belang: str
    verzonden_op: datetime | None
    antwoord_voor_datum: date | None
    verwacht_datum: date | None
    klaar_voor_datum: date | None


def shared(verwijzing, *, fotos=None, melders=None):
    """The Zaak of a verwijzing that somebody may see (`visible_to`), or, for a preview, of one that is not saved.

    `fotos`: the photos ticked so far, for a preview. `melders`: see `shared_all`.
    At most two statements when partner, grond, convenant, categorie and melding__buurt__gemeente are loaded.
    """
    buurt = verwijzing.melding.buurt
    return Zaak(
        nummer=verwijzing.nummer,
        status=VerwijzingStatus(verwijzing.status),
        onderwerp=verwijzing.categorie.publieke_naam,
        tekst=verwijzing.tekst,
        plek=verwijzing.plek,
        buurt=buurt.naam if buurt else "",
        gemeente=buurt.gemeente.naam if buurt else "",
        toelichting=verwijzing.toelichting,
        fotos=photos_of(verwijzing) if fotos is None else fotos,
        melder=contact_of(verwijzing, melders),
        grond=verwijzing.grond.naam,
        convenant=verwijzing.convenant.nummer if verwijzing.convenant else "",
        doel=verwijzing.doel,
        noodzaak=verwijzing.noodzaak,
        belang=verwijzing.belang,
        verzonden_op=verwijzing.verzonden_op,
        antwoord_voor_datum=verwijzing.antwoord_voor_datum,
        verwacht_datum=verwijzing.verwacht_datum,
        klaar_voor_datum=verwijzing.klaar_voor_datum,
    )


def shared_all(verwijzingen):
    """The Zaak of each verwijzing of a list, in two statements however many there are."""
    fotos = {one.pk: [] for one in verwijzingen}
    ticked = GedeeldeBijlage.objects.filter(verwijzing__in=fotos).select_related("bijlage").defer("bijlage__inhoud")
    for row in ticked.order_by("bijlage_id", "pk"):
        fotos[row.verwijzing_id].append(row.bijlage)
    melders = Melder.objects.in_bulk([one.melding_id for one in verwijzingen if one.toestemming == Toestemming.GEGEVEN])
    return [shared(one, fotos=fotos[one.pk], melders=melders) for one in verwijzingen]


def with_shared(verwijzingen):
    """A queryset of verwijzingen with what `shared` needs, and nothing else of the melding."""
    related = ("partner", "grond", "convenant", "categorie", "behandelaar", "melding__buurt__gemeente")
    secret = [f"melding__{name}" for name in ("titel", "verhaal", "plek", "antwoorden")]
    return verwijzingen.select_related(*related).defer(*secret)


def photos_of(verwijzing):
    found = Bijlage.objects.filter(pk__in=verwijzing.gedeeld.values("bijlage")).defer("inhoud")
    return list(found.order_by("pk"))


def contact_of(verwijzing, melders=None):
    """The Contact, only while consent was given for this very verwijzing and there still is contact data."""
    if verwijzing.toestemming != Toestemming.GEGEVEN or verwijzing.pk is None:
        return None
    found = Melder.objects.in_bulk([verwijzing.melding_id]) if melders is None else melders
    melder = found.get(verwijzing.melding_id)
    if melder is None:
        return None
    return Contact(melder.naam, melder.email, melder.telefoon, melder.bellen, melder.mag_politie_zeggen)


def find(user, nummer, now=None):
    """The Verwijzing with this nummer that somebody of a partner, or its token, may read; None otherwise."""
    if len(nummer) != Verwijzing._meta.get_field("nummer").max_length or "\x00" in nummer:
        return None
    return with_shared(Verwijzing.objects.visible_to(user, now)).filter(nummer=nummer).first()
