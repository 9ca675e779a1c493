"""The one table: a rule for every address of the site (SAFETY S1). An address without one fails the matrix."""

from agenten.rechten import ADD, CHANGE, DELETE, VIEW
from tests.matrix.mensen import DOORGAVEN, ZAKEN
from tests.matrix.regels import (
    OWN,
    REPORTER,
    SHARED,
    SHARED_WORDS,
    STORY,
    UNTRIED,
    Regel,
    all_of,
    answers_afspraak,
    any_of,
    asked_for_help,
    desk,
    inbox,
    keeps_partners,
    knows_case,
    leads_a_team,
    nobody,
    own_code,
    own_code_of_afspraak,
    owner_of_filter,
    public,
    reads,
    reads_case,
    reads_like_gewoon,
    reads_log,
    reads_register,
    reads_reporter_of_case,
    sees,
    staff,
    table,
)

ALL = tuple(ZAKEN)
CLOSED = "code"

# What the admin itself can do to a model at all (view, change, add, delete); the table of rights says who.
MODELS = {
    "admin.logentry": "v",
    "agenten.afwezigheid": "vcad",
    "agenten.basisteam": "vcad",
    "agenten.bureau": "vcad",
    "agenten.collegateam": "vcad",
    "agenten.medewerker": "vcad",
    "agenten.partner": "vcad",
    "agenten.spreekuur": "vcad",
    "agenten.teamgebied": "vcad",
    "agenten.tekst": "vcad",
    "agenten.voorstel": "vcd",
    "agenten.wijkagent": "vcad",
    "agenten.wijkteam": "vcad",
    "buurten.alias": "vcad",
    "buurten.buurt": "v",
    "buurten.gemeente": "vc",
    "buurten.oudpad": "v",
    "buurten.wijk": "v",
    "meldingen.aflevering": "vc",
    "meldingen.bewaarklasse": "vcad",
    "meldingen.categorie": "vcad",
    "meldingen.convenant": "vcad",
    "meldingen.grond": "vcad",
    "meldingen.groep": "vcad",
    "meldingen.koppeling": "vca",
    "meldingen.partnersleutel": "vca",
    "meldingen.loket": "vcad",
    "meldingen.taak": "vc",
    "meldingen.thema": "vcad",
    "meldingen.toewijsregel": "vcad",
    "meldingen.vastantwoord": "vcad",
}


def pages_of(label, can):
    """The six addresses that the admin makes for a model."""
    app, name = label.split(".")

    def right(letter, action, **how):
        return table(action, label, **how) if letter in can else nobody

    view, change = right("v", VIEW), right("c", CHANGE)
    add, delete = right("a", ADD), right("d", DELETE)
    row = {"object_id": label}
    start = f"admin:{app}_{name}"
    # Started again, or stopped, at an address of its own.
    look_only = {"meldingen.taak": nobody, "meldingen.aflevering": nobody, "meldingen.partnersleutel": nobody}
    return {
        f"{start}_changelist": Regel(right("v", VIEW, of_row=False), UNTRIED),
        f"{start}_add": Regel(add, add),
        f"{start}_history": Regel(view, UNTRIED, values=row),
        f"{start}_delete": Regel(delete, delete, values=row),
        f"{start}_change": Regel(view, look_only.get(label, change), values=row),
        f"admin/{app}/{name}/<path:object_id>/": Regel(staff, UNTRIED, values=row),
    }


def readable(*keys, **how):
    return dict.fromkeys(keys, Regel(public, **how))


def sendable(*keys, **how):
    return dict.fromkeys(keys, Regel(public, public, **how))


OFFICER = {"slug": "wijkagent"}
PUBLIC = {
    **readable("live", "ready", "robots", "sitemap", "security_txt", "home", "zoek", "gemeenten", "suggesties"),
    **readable("sitemap_piece", values={"name": "sitemap"}),
    **readable("wijk", "buurt", "buurt_spreekuren", "poster", "straten", "gemeente", "wie_doet_wat"),
    **readable("wijkagent", "kaartje", "wijkagent_spreekuren", values=OFFICER),
    **readable("foto", values={**OFFICER, "kenmerk": "foto"}),
    **readable("spreekuur_datum", values={**OFFICER, "kenmerk": "spreekuur", "datum": "datum"}),
    **readable("uitleg", "privacy", "toegankelijkheid", "hulp"),
    **readable("cijfers", "cijfers_alle"),
    **readable("cijfers_csv", "cijfers_team", values={"slug": "team"}),
    **sendable("locatie", "snel_weg", "volgen", "melden", "melden_verder", "melden/fotos/"),
    **sendable("melden/controle/", "melden_verstuurd", "melden_stap", "afspraak", "afspraak_verstuurd"),
    **dict.fromkeys(("melden_wissen", "melden_bewaard", "afspraak_bewaard"), Regel(None, public)),
    **sendable("code_kwijt"),
    "nieuwe_code": Regel(nobody, nobody),  # without a token that was given
    "volg_sluiten": Regel(None, nobody, refused=CLOSED),  # whoever was in is out
    "bevestig_email": Regel(nobody, nobody),  # without a token that was sent
}
FOLLOWING = {
    key: Regel(own_code, own_code, shows=OWN, refused=CLOSED)
    for key in [
        *("volg_melding", "volg_nieuws", "volg_download", "volg_bericht", "volg_voorval", "volg_toestemming"),
        "volg_delen",
        *("volg_intrekken", "volg_heropenen", "volg_geholpen", "volg_mail", "volg_mail_stoppen"),
    ]
} | {
    "volg_foto": Regel(own_code, doelen=ALL, values={"kenmerk": "bijlage"}, shows=OWN),
    **{
        key: Regel(own_code_of_afspraak, own_code_of_afspraak, refused=CLOSED)
        for key in [
            *("volg_afspraak", "volg_afspraak_goed", "volg_afspraak_andere_tijd", "volg_afspraak_afzeggen"),
            "volg_afspraak_agenda",
        ]
    },
}
OF_AGENTEN = {
    "admin:agenten_spreekuur_datum": Regel(
        *[table(CHANGE, "agenten.spreekuur")] * 2, values={"pk": "agenten.spreekuur", "datum": "datum"}
    ),
    "admin:agenten_basisteam_gebied": Regel(
        *[all_of(table(VIEW, "agenten.basisteam"), table(ADD, "agenten.teamgebied"))] * 2,
        values={"pk": "agenten.basisteam"},
    ),
    "admin:agenten_voorstel_besluit": Regel(
        nobody, table(CHANGE, "agenten.voorstel"), values={"pk": "agenten.voorstel"}
    ),
    "admin:agenten_wijkagent_foto": Regel(
        *[table(VIEW, "agenten.wijkagent")] * 2, values={"pk": "agenten.wijkagent", "kenmerk": "foto"}
    ),
    "admin:auth_user_password_change": Regel(
        *[table(CHANGE, "agenten.medewerker")] * 2, values={"id": "agenten.medewerker"}
    ),
    "admin:meldingen_taak_opnieuw": Regel(nobody, table(CHANGE, "meldingen.taak"), values={"pk": "meldingen.taak"}),
    "admin:meldingen_partnersleutel_intrekken": Regel(
        nobody, table(CHANGE, "meldingen.partnersleutel"), values={"pk": "meldingen.partnersleutel"}
    ),
    "admin:meldingen_aflevering_opnieuw": Regel(
        nobody, table(CHANGE, "meldingen.aflevering"), values={"pk": "meldingen.aflevering"}
    ),
}
PARTNER = {"pk": "agenten.partner"}
OF_THE_DIRECTORY = {
    "admin:agenten_partner_uitnodigen": Regel(nobody, keeps_partners, values=PARTNER),
    "admin:agenten_partner_adressen": Regel(keeps_partners, keeps_partners, values=PARTNER),
    **dict.fromkeys(
        [f"admin:meldingen_verwijzing_{name}" for name in ("changelist", "afdruk", "csv")], Regel(reads_register, None)
    ),
}
SEES_ANY = [table(VIEW, label, of_row=False) for label in MODELS if label.startswith("meldingen.")]
OF_THE_ADMIN = {
    "admin:login": Regel(public, public),
    "admin:logout": Regel(None, public, refused="open"),
    **dict.fromkeys(("admin:index", "admin:password_change", "admin:password_change_done"), Regel(staff, staff)),
    "admin:jsi18n": Regel(staff, staff),
    "admin:autocomplete": Regel(nobody),  # without a field; with one: test_autocomplete
    "admin:view_on_site": Regel(nobody, nobody, doelen=ALL, values={"content_type_id": "soort", "object_id": "pk"}),
    "admin:app_list": Regel(
        *[
            any_of(
                inbox,
                reads_log,
                *(table(VIEW, label, of_row=False) for label in MODELS if label.startswith("meldingen.")),
            )
        ]
        * 2,
        values={"app_label": "app"},
    ),
    "admin/<url>": Regel(nobody, nobody, values={"url": "url"}),
}
AFSPRAAK = {"object_id": "afspraak"}
OF_AFSPRAKEN = {
    "admin:meldingen_afspraak_changelist": Regel(inbox, inbox),
    "admin:meldingen_afspraak_add": Regel(nobody, nobody),
    "admin:meldingen_afspraak_change": Regel(
        answers_afspraak, answers_afspraak, values=AFSPRAAK, body={"_geweest": ""}
    ),
    "admin:meldingen_afspraak_history": Regel(answers_afspraak, answers_afspraak, values=AFSPRAAK),
    "admin:meldingen_afspraak_delete": Regel(nobody, nobody, values=AFSPRAAK),
    "admin/meldingen/afspraak/<path:object_id>/": Regel(staff, staff, values=AFSPRAAK),
}
# Of a melding: its address takes the nummer. What an answer shows leaves these lines in the read log (SAFETY S11).
MELDING = {"object_id": "nummer", "nummer": "nummer"}
PAGE = {"shows": STORY, "logs": {"verhaal", "lijst"}}  # with the titles of other meldingen that it offers
A_STEP = Regel(reads, reads, doelen=ALL, values=MELDING, **PAGE)
STEPS = [
    *("opgepakt", "vraag", "notitie", "afronden", "antwoord", "leg-terug", "afwijzen", "heropenen", "verplaatsen"),
    *("overdragen", "samenvoegen", "beoordelen", "gebeld", "titel", "doorgeven"),
]
OF_ONE_MELDING = {
    "admin:meldingen_melding_change": Regel(sees, None, doelen=ALL, values=MELDING, **PAGE),
    "admin:meldingen_melding_history": Regel(sees, sees, doelen=ALL, values=MELDING),
    "admin:meldingen_melding_delete": Regel(nobody, nobody, doelen=ALL, values=MELDING),
    "admin/meldingen/melding/<path:object_id>/": Regel(staff, staff, doelen=ALL, values=MELDING),
    **{f"admin:meldingen_melding_{step}": A_STEP for step in STEPS},
    "admin:meldingen_melding_melder": Regel(
        None, reads, doelen=ALL, values=MELDING, body={"reden": "Ik bel terug."}, shows=REPORTER,
        logs={"verhaal", "lijst", "melder"},
    ),
    "admin:meldingen_melding_foto": Regel(
        reads, reads, doelen=ALL, values={**MELDING, "kenmerk": "bijlage"}, shows=STORY, logs={"bijlage"}
    ),
    "admin:meldingen_melding_verwijzing": Regel(
        None, reads_like_gewoon, values={"nummer": "verwezen", "verwijzing": "verwijzing", "doen": "intrekken"},
        body={"reden": "Vergissing", "versie": "1"},
    ),
    "admin:meldingen_melding_kijkers": Regel(sees, sees, doelen=ALL, values=MELDING),
    "admin:meldingen_melding_nieuwe_code": Regel(reads, reads, doelen=ALL, values=MELDING),
    "admin:meldingen_melding_afdruk": Regel(reads, None, doelen=ALL, values=MELDING, shows=STORY, logs={"afdruk"}),
    "admin:meldingen_melding_overdrachttekst": Regel(
        reads, reads, doelen=ALL, values=MELDING, body={"met_melder": "on", "reden": "Aangifte"}, shows=REPORTER,
        logs={"overdracht", "melder"},
    ),
}  # fmt: skip
OF_THE_INBOX = {
    "admin:meldingen_melding_changelist": Regel(inbox, nobody, shows=STORY, logs={"lijst"}),
    "admin:meldingen_melding_add": Regel(nobody, nobody),
    "admin:meldingen_melding_intake": Regel(inbox, inbox),
    "admin:meldingen_melding_uitvoer": Regel(inbox, inbox, shows=STORY, logs={"uitvoer"}),
    "admin:meldingen_melding_patronen": Regel(inbox, None),
    "admin:meldingen_melding_contact": Regel(inbox, inbox, body={"contact": "x@example.nl", "reden": "Terugbellen"}),
    "admin:meldingen_melding_team": Regel(leads_a_team, None),
    "admin:meldingen_melding_teamlijst": Regel(leads_a_team, None, values={"lijst": "open"}),
    "admin:meldingen_postvak_bewaar": Regel(None, inbox),
    "admin:meldingen_postvak_vergeet": Regel(None, owner_of_filter, values={"pk": "filter"}),
    "admin:meldingen_postvak_toetsen": Regel(None, inbox),
    "admin:meldingen_melding_hulpvragen": Regel(staff, staff),
    "admin:meldingen_melding_hulp": Regel(asked_for_help, asked_for_help, values={"pk": "hulp"}),
    "admin:meldingen_gebeurtenis_changelist": Regel(reads_log, None),
    "admin:meldingen_inzage_changelist": Regel(reads_log, None),
    "admin:meldingen_zoekactie_changelist": Regel(reads_log, None),
    "admin:meldingen_toewijsregel_probeer": Regel(*[table(VIEW, "meldingen.toewijsregel", of_row=False)] * 2),
}
# The partner desk: what was shared and not more, each answer with content one line in the read log of partners.
CASE = {"doelen": tuple(DOORGAVEN), "values": {"nummer": "nummer", "kenmerk": "bijlage"}, "shows": SHARED}
OF_PARTNERS = {
    "partner_inloggen": Regel(public, public),
    "partner_uitloggen": Regel(None, public),
    "partner_uitnodiging": Regel(nobody, nobody, values={"uidb64": "x"}, refused="410"),
    **dict.fromkeys(("partner_wachtwoord", "partner_nieuw"), Regel(desk, desk)),
    "partner_taal": Regel(None, desk),
    "partner_lijst": Regel(desk, None, shows=SHARED, secrets={"gedeeld"}, looks="lijst"),
    "partner_uitvoer": Regel(desk, None, shows=SHARED, secrets={"gedeeld"}, looks="uitvoer"),
    **dict.fromkeys(("partner_samen_oppakken", "partner_samen_toewijzen"), Regel(desk, desk)),
    "partner_zaak": Regel(knows_case, None, **CASE, secrets=SHARED_WORDS, looks="zaak"),
    "partner_afdruk": Regel(reads_case, None, **CASE, secrets={"gedeeld"}, looks="afdruk"),
    "partner_melder": Regel(None, reads_reporter_of_case, **CASE, secrets={"naam", "email", "bellen"}, looks="melder"),
    "partner_foto": Regel(reads_case, None, **CASE, secrets={"foto"}, looks="bijlage"),
    **{
        f"partner_{step}": Regel(reads_case, reads_case, **CASE)
        for step in [
            *("oppakken", "niet-voor-ons", "terug", "klaar", "bericht", "gevaar", "notitie", "zaaknummer"),
            "toewijzen",
        ]
    },
}
# The interface of partners: a token says who asks, and nobody here has one (test_partner_api.py has).
OF_A_CASE = {"nummer": "0000000000", "kenmerk": "bijlage", "rest": "x"}
PARTNER_API = {
    "partner_api_document": Regel(public),
    **{
        f"partner_api_{name}": Regel(nobody, nobody, values=OF_A_CASE, refused="401")
        for name in [
            *("verwijzingen", "verwijzing", "foto", "berichten", "acceptatie", "weigering", "teruggave", "afronding"),
            *("zaaknummer", "niets", "onbekend"),
        ]
    },
}
TABLE = {
    **PUBLIC,
    **PARTNER_API,
    **FOLLOWING,
    **OF_THE_ADMIN,
    **{key: rule for label, can in MODELS.items() for key, rule in pages_of(label, can).items()},
    **OF_AGENTEN,
    **OF_THE_DIRECTORY,
    **OF_AFSPRAKEN,
    **OF_ONE_MELDING,
    **OF_THE_INBOX,
    **OF_PARTNERS,
}
