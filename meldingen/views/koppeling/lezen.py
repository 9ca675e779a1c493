"""What the system of a partner reads: its referrals, photos and dialogue. Each reading of content is logged."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from meldingen.models import Bijlage, Verwijzing
from meldingen.verwijzingen import zaak
from meldingen.verwijzingen.leeslog import WAT, note_reads
from meldingen.views.koppeling import vormen

PAGE = 50
STATUS = Query([], description="Alleen deze standen.")
SINCE = Query(
    None,
    alias="gewijzigdSinds",
    description="Alleen zaken met een stap of bericht sinds dit moment.",
    examples=["2026-11-23T00:00:00Z"],
)
CURSOR = Query(None, description="`volgende` van de vorige pagina.")
router = Router(tags=["Zaken"])


def core_of(verwijzing):
    return {name: getattr(verwijzing, name) for name in vormen.Kern.model_fields}


def stand_of(verwijzing):
    """The partner's own side of a verwijzing that it may see."""
    return vormen.Stand(**{name: getattr(verwijzing, name) for name in vormen.Stand.model_fields})


def whole_of(verwijzing, shared):
    names = [name for name in vormen.Zaak.model_fields if name not in ("fotos", "melder")]
    contact = shared.melder and {name: getattr(shared.melder, name) for name in vormen.Melder.model_fields}
    copy = vormen.Zaak(
        **{name: getattr(shared, name) for name in names},
        fotos=[{"kenmerk": one.kenmerk, "grootte": one.grootte} for one in shared.fotos],
        melder=contact,
    )
    return vormen.Verwijzing(**core_of(verwijzing), stand=stand_of(verwijzing), zaak=copy)


def only_core_of(verwijzing):
    return vormen.Verwijzing(**core_of(verwijzing), stand=None, zaak=None)


def page_after(known, cursor):
    """The rows after the one with this nummer, the newest first. Raises Http404 when it is not there."""
    if cursor:
        last = known.filter(nummer=cursor).first()
        if last is None:
            raise Http404
        later = Q(verzonden_op=last.verzonden_op, pk__gt=last.pk)
        known = known.filter(Q(verzonden_op__lt=last.verzonden_op) | later)
    rows = known.order_by("-verzonden_op", "pk").only("nummer", "status", "verzonden_op", "geeindigd_op")
    return list(rows[: PAGE + 1])


@router.get("/verwijzingen", response=vormen.Verwijzingen, by_alias=True, url_name="partner_api_verwijzingen")
def verwijzingen(
    request,
    status: list[vormen.Status] = STATUS,
    gewijzigd_sinds: vormen.Moment = SINCE,
    cursor: vormen.Nummer = CURSOR,
):
    """Al uw zaken, de nieuwste eerst, 50 per pagina. Wat u niet meer mag inzien: nummer, datums en status."""
    known = Verwijzing.objects.known_to(request.auth)
    if status:
        known = known.filter(status__in=status)
    if gewijzigd_sinds:
        known = known.filter(pk__in=known.filter(stappen__op__gte=gewijzigd_sinds).values("pk"))
    rows = page_after(known, cursor)
    return vormen.Verwijzingen(
        verwijzingen=contents_of(request.auth, rows[:PAGE]),
        volgende=rows[PAGE - 1].nummer if len(rows) > PAGE else None,
    )


def contents_of(sleutel, rows):
    """Each row with its content as far as the token sees it now; logs what it shows."""
    seen = Verwijzing.objects.visible_to(sleutel, timezone.now()).filter(pk__in=[one.pk for one in rows])
    visible = list(zaak.with_shared(seen).order_by("pk"))
    copies = dict(zip([one.pk for one in visible], zaak.shared_all(visible), strict=True))
    with_contact = [one for one in visible if copies[one.pk].melder]
    note_reads(sleutel, WAT.LIJST, *visible, contact=with_contact)
    by_pk = {one.pk: one for one in visible}
    return [
        whole_of(by_pk[one.pk], copies[one.pk]) if one.pk in by_pk else only_core_of(one)
        for one in rows
    ]  # fmt: skip


@router.get("/verwijzingen/{nummer}", response=vormen.Verwijzing, by_alias=True, url_name="partner_api_verwijzing")
def verwijzing(request, nummer: vormen.Nummer):
    """Eén zaak. Na 30 dagen, of zonder geldig convenant: nummer, datums en status. Ingetrokken: 404."""
    found = zaak.find(request.auth, nummer)
    if found is None:
        return only_core_of(known(request.auth, nummer))
    shared = zaak.shared(found)
    note_reads(request.auth, WAT.ZAAK, found, contact=[found] if shared.melder else ())
    return whole_of(found, shared)


def known(sleutel, nummer):
    """What the token may know of, but not read. Raises Http404; of what was withdrawn too."""
    found = Verwijzing.objects.known_to(sleutel).filter(nummer=nummer).exclude(status="ingetrokken").first()
    if found is None:
        raise Http404
    return found


def visible(sleutel, nummer):
    """Raises Http404 for all that the token may not read now."""
    found = zaak.find(sleutel, nummer)
    if found is None:
        raise Http404
    return found


@router.get("/verwijzingen/{nummer}/fotos/{kenmerk}", url_name="partner_api_foto")
def foto(request, nummer: vormen.Nummer, kenmerk: UUID):
    """Een gedeelde foto, als JPEG."""
    found = visible(request.auth, nummer)
    row = Bijlage.objects.filter(pk__in=found.gedeeld.values("bijlage"), kenmerk=kenmerk).first()
    if row is None:
        raise Http404
    note_reads(request.auth, WAT.BIJLAGE, found)
    disposition = {"Content-Disposition": 'attachment; filename="foto.jpg"'}
    return HttpResponse(row.inhoud, content_type="image/jpeg", headers=disposition)


@router.get(
    "/verwijzingen/{nummer}/berichten", response=vormen.Berichten, by_alias=True, url_name="partner_api_berichten"
)
def berichten(request, nummer: vormen.Nummer):
    """Wat u en de wijkagent elkaar schreven over deze zaak."""
    found = visible(request.auth, nummer)
    note_reads(request.auth, WAT.ZAAK, found)
    rows = found.berichten.order_by("op", "pk")
    return vormen.Berichten(berichten=[message_of(one) for one in rows])


def message_of(bericht):
    sender = "partner" if bericht.is_van_partner else "politie"
    return vormen.Bericht(van=sender, op=bericht.op, gevaar=bericht.is_gevaar, tekst=bericht.tekst)
