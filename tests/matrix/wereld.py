"""The world of the matrix: the people and meldingen of mensen.py as rows, each secret with words of its own."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import NAMESPACE_URL, uuid5

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from agenten.models import Afwezigheid, Medewerker, Rol, Werkgebied, Wijkagent
from agenten.spreekuren import local_date
from buurten.models import OudPad
from meldingen import afspraken, wachtrij, workflow
from meldingen.afspraken import receipt_code
from meldingen.codes import code_of, new_key
from meldingen.models import (
    Aflevering,
    BewaardFilter,
    Bijlage,
    Convenant,
    Grond,
    Inzage,
    Koppeling,
    Kwartaalcijfers,
    Melding,
    Partnerinzage,
    Taak,
    Toewijsregel,
    VastAntwoord,
    Verwijzing,
)
from meldingen.verwijzingen import workflow as verwijzingen
from meldingen.verwijzingen.partnersleutels import make
from meldingen.workflow import Inzending, submit
from tests.agenten import people
from tests.agenten.makers import NOW, make_team
from tests.matrix.mensen import ASKED, BEZOEKERS, DOORGAVEN, ELSEWHERE, HERE, NEARBY, NOORD, OWN, STAND_IN, ZAKEN, ZUID
from tests.meldingen import verwijsmakers
from tests.meldingen.afspraakmakers import make_afspraak
from tests.meldingen.makers import make_categorie
from tests.meldingen.verwijsmakers import add_partners, confirm_grounds, make_agreement, make_clerk, make_partner

TODAY = local_date(NOW)
DAY = timedelta(days=1)
SECRETS = ("verhaal", "titel", "plek", "naam", "email", "telefoon", "bellen", "bericht", "notitie", "antwoord")


def photo_of(naam):
    """The name by which the photo of a melding is asked."""
    return uuid5(NAMESPACE_URL, naam)


def canary(zaak, secret):
    """The word by which a secret of a melding is found anywhere."""
    if secret == "telefoon":
        return f"+3161{[*ZAKEN].index(zaak):03}7755"
    return f"kanarie-{zaak.replace('_', '-')}-{secret}".lower()


def build():
    """Everybody, every melding, their codes and keys: .users .officers .meldingen .codes .rows .afspraak."""
    world = SimpleNamespace(
        buurten={code: people.buurt(code, f"Buurt {code[-4:]}") for code in (HERE, NEARBY, ELSEWHERE)}
    )
    world.teams = {
        NOORD: make_team(world.buurten[HERE], world.buurten[NEARBY]),
        ZUID: make_team(world.buurten[ELSEWHERE], naam="Basisteam Zuid", slug="zuid"),
    }
    world.users = {who.naam: account_of(who) for who in BEZOEKERS.values() if who.account and not who.partner}
    world.officers = {who.naam: officer_of(world, who) for who in BEZOEKERS.values() if who.officer}
    for naam, team in world.teams.items():
        staff_team(world, naam, team)
    world.categorie = make_categorie()
    world.codes, world.meldingen = {}, {}
    for naam in ZAKEN:
        key = new_key()
        world.codes[naam], world.meldingen[naam] = code_of(key), send(world, naam, key)
    key = new_key()
    world.codes["afspraak"] = receipt_code(key)
    world.afspraak = make_afspraak(SimpleNamespace(buurt=world.buurten[HERE]), key=key)
    afspraken.propose(world.afspraak, moment=NOW + DAY, plek="Bureau", is_fixed=True, by=world.users[OWN], now=NOW)
    world.rows = rows_of(world)
    ask_for_help(world)
    Kwartaalcijfers.objects.create(basisteam=world.teams[NOORD], begin=date(2026, 7, 1), cijfers={})
    begin_absences(world)
    refer_to_partners(world)
    world.examples = examples_of(world)
    world.last_look = Partnerinzage.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    world.last_line = Inzage.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    return world


def rows_of(world):
    """One row of every model that the table of rights knows, by its label."""
    beside = people.buurt("BU99010109", "Ernaast")
    return {
        **people.rows_of(world.officers[OWN], beside),
        **people.rows_of_team(world.teams[NOORD], beside),
        **people.rows_of_nobody(beside),
        "agenten.medewerker": world.users["collega"],
        "meldingen.taak": failed_job(),
        **given_up(world),
        "buurten.oudpad": OudPad.objects.create(pad="oud/pad/", nieuw_pad="nieuw/pad/"),
        "admin.logentry": logged(world),
        "meldingen.vastantwoord": VastAntwoord.objects.create(
            naam="Dank", tekst="Dank u.", medewerker=world.users[OWN]
        ),
        "meldingen.toewijsregel": Toewijsregel.objects.create(
            basisteam=world.teams[NOORD], categorie=world.categorie, wijkagent=world.officers[OWN]
        ),
    }


def account_of(who):
    return people.medewerker(who.naam, rol=Rol(who.rol), is_active=who.active, is_superuser=who.superuser)


def officer_of(world, who):
    officer = people.wijkagent(
        who.naam, medewerker=world.users[who.naam], basisteam=world.teams[who.team], is_actief=who.in_service
    )
    for turn, code in enumerate(who.buurten):
        since = TODAY - DAY * (3_000 if who.naam in (OWN, "ander_team") else 30 + turn)
        Werkgebied.objects.create(wijkagent=officer, buurt=world.buurten[code], van=since)
    return officer


def staff_team(world, naam, team):
    chiefs = [world.users[who.naam] for who in BEZOEKERS.values() if naam in who.leads]
    team.teamchef, team.plaatsvervanger = [*chiefs, None][:2]
    team.save()
    team.leden.add(*(world.users[who.naam] for who in BEZOEKERS.values() if naam in who.member_of))


def send(world, naam, key):
    """One melding with a named reporter, a question, its answer, a message and a note; each secret is a canary."""
    zaak = ZAKEN[naam]
    danger = "Hij heeft een pistool. " if zaak.suspected else ""
    facts = {secret: canary(naam, secret) for secret in ("plek", "naam", "telefoon", "bellen")}
    inzending = Inzending(
        categorie=world.categorie,
        groep=world.categorie.groep,
        buurt=world.buurten[zaak.buurt],
        verhaal=f"{canary(naam, 'titel')} staat vooraan. {danger}{'Er is veel lawaai. ' * 8}{canary(naam, 'verhaal')}",
        contactvorm="met_naam",
        email=f"{canary(naam, 'email')}@example.nl",
        gevaar="ja" if zaak.restricted and not zaak.about else "",
        is_over_wijkagent=bool(zaak.about),
        betrokkene=world.officers[OWN] if zaak.about else None,
        **facts,
    )
    melding = submit(inzending, key=key, now=NOW - DAY)
    owner = world.users[zaak.owner]
    workflow.ask(melding, tekst=canary(naam, "bericht"), by=owner, now=NOW - DAY)
    workflow.answer(melding, tekst=canary(naam, "antwoord"), now=NOW - DAY / 2)
    workflow.note(melding, tekst=canary(naam, "notitie"), by=owner, now=NOW - DAY / 2)
    Bijlage.objects.create(melding=melding, kenmerk=photo_of(naam), grootte=9, inhoud=canary(naam, "foto").encode())
    if zaak.out_of_use:
        Melding.objects.filter(pk=melding.pk).update(uit_gebruik_op=NOW)
    return Melding.objects.get(pk=melding.pk)


def ask_for_help(world):
    """A request to somebody who does not see the melding."""
    world.hulp = workflow.hand_over(
        world.meldingen["gewoon"], tekst="Kunt u meekijken?", voor_datum=TODAY + DAY, aan=world.users[ASKED],
        by=world.users[OWN], now=NOW,
    )  # fmt: skip


def begin_absences(world):
    """Today one officer is away; the one who stood in until yesterday does so no more."""
    own, stand_in = world.officers[OWN], world.officers[STAND_IN]
    before = world.officers["vervanger_van_gisteren"]
    Afwezigheid.objects.filter(wijkagent=own).delete()
    Afwezigheid.objects.create(wijkagent=own, vervanger=before, van=TODAY - 9 * DAY, tot=TODAY - DAY)
    world.rows["agenten.afwezigheid"] = Afwezigheid.objects.create(
        wijkagent=own, vervanger=stand_in, van=TODAY, tot=TODAY + DAY
    )


def refer_to_partners(world):
    """A melding of its own for each Doorgave, with words of its own in what is shared, and in what is not."""
    world.buurt = world.buurten[HERE]
    add_partners(world)
    world.verlopen = make_partner("Gemeente Oudveen", gemeente=world.buurt.gemeente)
    world.users["verlopen_clerk"] = make_clerk(world.verlopen, "verlopen_clerk")
    world.doorgaven = {naam: refer_one(world, one) for naam, one in DOORGAVEN.items()}
    Convenant.objects.filter(partner=world.verlopen).update(tot=TODAY - DAY)


def refer_one(world, one):
    then = NOW - DAY * (60 if one.long_ago else 0)
    facts = {secret: canary(one.naam, secret) for secret in ("naam", "bellen")}
    inzending = Inzending(
        categorie=world.categorie, groep=world.categorie.groep, buurt=world.buurt, verhaal="Er is veel lawaai.",
        contactvorm="met_naam", email=f"{canary(one.naam, 'email')}@example.nl", **facts,
    )  # fmt: skip
    melding = submit(inzending, key=new_key(), now=then)
    photo = Bijlage.objects.create(
        melding=melding, kenmerk=photo_of(one.naam), grootte=9, inhoud=canary(one.naam, "foto").encode()
    )
    partner = getattr(world, one.partner)
    code, asked = "wpg-16", {}
    if one.partner != "gemeente":
        code, asked = "wpg-20", {"convenant": make_agreement(partner, world.categorie)}
    if one.stand == "klaargezet":
        code, asked = "wpg-19", {"noodzaak": "Het is nodig", "belang": "Veiligheid"}
    verwijzing = verwijzingen.refer(
        melding, partner=partner, grond=Grond.objects.get(pk=code), doel="Leefbaarheid", by=world.users[OWN], now=then,
        tekst=canary(one.naam, "gedeeld"), bijlagen=[photo], vraagt_toestemming=one.consent, **asked,
    )  # fmt: skip
    clerk = next(who.naam for who in BEZOEKERS.values() if who.at_desk and who.partner == one.partner)
    take_steps(one, verwijzing, world.users[OWN], {"by": world.users[clerk], "now": then})
    return Verwijzing.objects.get(pk=verwijzing.pk)


def take_steps(one, verwijzing, officer, how):
    if one.consent:
        verwijzingen.give_consent(verwijzing, now=how["now"])
    if one.stand != "klaargezet":
        verwijzingen.note(verwijzing, tekst=canary(one.naam, "notitie"), **how)
    if one.stand in ("geaccepteerd", "teruggegeven", "gereed"):
        verwijzingen.accept(verwijzing, verwacht_datum=local_date(how["now"]) + DAY, **how)
    if one.stand == "geweigerd":
        verwijzingen.refuse(verwijzing, reden="Niet van ons", **how)
    if one.stand == "teruggegeven":
        verwijzingen.give_back(verwijzing, reden="Het lukt niet", **how)
    if one.stand == "gereed":
        verwijzingen.finish(verwijzing, slotzin="Het is klaar", **how)
    if one.stand == "ingetrokken":
        verwijzingen.withdraw(verwijzing, reden="Vergissing", by=officer, now=how["now"])


def as_fact(melding, naam):
    """The Zaak that a row is, to hold the rows to the facts."""
    accounts = {user.pk: user.username for user in Medewerker.objects.order_by("pk")}
    officers = dict(Wijkagent.objects.order_by("pk").values_list("pk", "medewerker__username"))
    about = {accounts[pk] for pk in melding.betrokkenen} | {officers[pk] for pk in melding.betrokken_wijkagenten}
    return type(ZAKEN[naam])(
        naam, melding.buurt_id, melding.basisteam.slug, melding.eigenaar.username, melding.is_beperkt,
        bool(melding.vermoeden) and melding.beoordeeld_op is None, tuple(sorted(about)), bool(melding.uit_gebruik_op),
    )  # fmt: skip


def values_of(world, regel, doel):
    """What stands in the path of an address: what its rule names, of the melding `doel` where it is about one."""
    here = world.buurten[HERE]
    values = {"gemeente": here.gemeente.slug, "wijk": here.wijk.slug, "buurt": here.slug, "slug": "groep", "token": "x"}
    melding = world.meldingen.get(doel) or world.doorgaven.get(doel)
    known = {
        **world.examples,
        "nummer": melding and melding.nummer,
        "pk": melding and melding.pk,
        "bijlage": photo_of(doel),
    }
    return values | {name: known.get(wanted, wanted) for name, wanted in regel.values.items()}


def unknown_values(world, regel):
    """As `values_of`, for a melding that is not there."""
    values = values_of(world, regel, "gewoon")
    nobodys = {"nummer": "0000000000", "pk": "999999", "bijlage": str(photo_of("nothing"))}
    return values | {name: nobodys[wanted] for name, wanted in regel.values.items() if wanted in nobodys}


def examples_of(world):
    """By the words that rules use: what to put into a path."""
    hours, foto = world.rows["agenten.spreekuur"], world.rows["agenten.foto"]
    verwijzing = world.rows["meldingen.aflevering"].verwijzing
    return {
        "verwijzing": verwijzing.nummer,
        "verwezen": verwijzing.melding.nummer,
        **{label: row.pk for label, row in world.rows.items()},
        "afspraak": world.afspraak.pk,
        "wijkagent": world.officers[OWN].slug,
        "spreekuur": hours.kenmerk,
        "datum": "2026-12-08",
        "foto": foto.kenmerk,
        "soort": ContentType.objects.get_for_model(Melding).pk,
        "app": "meldingen",
        "team": world.teams[NOORD].slug,
        "hulp": world.hulp.pk,
        "filter": BewaardFilter.objects.create(medewerker=world.users[OWN], naam="Laat", vraag="postvak=te-laat").pk,
        "sitemap": "wijkagenten",
    }


def logged(world):
    team = world.teams[NOORD]
    kind = ContentType.objects.get_for_model(team)
    return LogEntry.objects.create(
        user=world.users["beheerder"], content_type=kind, object_id=team.pk, object_repr=str(team), action_flag=CHANGE
    )


def given_up(world):
    """A referral that could not be filed at a partner that nobody here works for."""
    buurt = world.buurten[HERE]
    partner = make_partner("Gemeente Elders", gemeente=buurt.gemeente)
    confirm_grounds()
    verwijzing = verwijsmakers.refer(
        SimpleNamespace(buurt=buurt, gemeente=partner, users={"officer": world.users[OWN]}),
        submit(
            Inzending(categorie=world.categorie, groep=world.categorie.groep, buurt=buurt, verhaal="Er is lawaai.",
                      contactvorm="anoniem"),
            key=new_key(), now=NOW - DAY,
        ),
    )  # fmt: skip
    koppeling = Koppeling.objects.create(partner=partner, soort="signalen", adres="https://signalen.example.nl/")
    aflevering = Aflevering.objects.create(verwijzing=verwijzing, koppeling=koppeling, staat="opgegeven")
    sleutel = make(partner, "Zaaksysteem", key="a key of a form")[0]
    rows = {"meldingen.koppeling": koppeling, "meldingen.aflevering": aflevering}
    return {**rows, "meldingen.partnersleutel": sleutel}


def failed_job():
    wachtrij.put("send_mail", mail_id=0)
    taak = Taak.objects.latest("pk")
    for status in ("doing", "failed"):
        Taak.objects.filter(pk=taak.pk).update(status=status)
    return taak
