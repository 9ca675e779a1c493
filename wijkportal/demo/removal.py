"""Take the demo data away again, and nothing else."""

import pgtrigger
from django.db import transaction
from django.db.models import ProtectedError, Q

from agenten.models import (
    Afwezigheid,
    Basisteam,
    Bureau,
    Collegateam,
    Teamgebied,
    Voorstel,
    Werkgebied,
    Wijkagent,
    Wijkteam,
)
from buurten import zoeknamen
from buurten.models import Buurt, Gemeente, OudPad, Postcodereeks, Straat, Wijk
from meldingen.models import (
    Aflevering,
    Afspraak,
    Afspraakstap,
    Gebeurtenis,
    Inzage,
    Kwartaalcijfers,
    Melding,
    Partnerinzage,
    Verwijzing,
    Verwijzingstap,
)
from wijkportal.demo.loading import DemoError, accounts
from wijkportal.demo.partners import remove_partners

LOGS = ("Gebeurtenis", "Inzage", "Afspraakstap", "Verwijzingstap", "Partnerinzage")


def remove():
    """Delete all demo areas, officers, teams and accounts; what is real and points to them is let go first.

    Raises DemoError, and changes nothing, when something real cannot do without them.
    """
    try:
        with transaction.atomic():
            remove_meldingen()
            let_go()
            remove_people()
            remove_areas()
            zoeknamen.rebuild()
    except ProtectedError as error:
        kinds = ", ".join(sorted({row._meta.model_name for row in error.protected_objects}))
        raise DemoError(f"The demo data is still in use by: {kinds}. Delete or move those first.") from error


def remove_meldingen():
    """What was sent about demo buurten, or to demo teams without a buurt; with its log, that nobody else may touch."""
    gone = Q(buurt__is_demo=True) | Q(buurt=None, basisteam__is_demo=True)
    meldingen = Melding.objects.filter(pk__in=list(Melding.objects.filter(gone).values_list("pk", flat=True)))
    afspraken = Afspraak.objects.filter(buurt__is_demo=True)
    with pgtrigger.ignore(*(f"meldingen.{model}:alleen_toevoegen" for model in LOGS)):
        Gebeurtenis.objects.filter(melding__in=meldingen).delete()
        Inzage.objects.filter(melding__in=meldingen).delete()
        remove_verwijzingen(Verwijzing.objects.filter(melding__in=meldingen))
        Afspraakstap.objects.filter(afspraak__in=afspraken).delete()
    afspraken.delete()
    Kwartaalcijfers.objects.filter(basisteam__is_demo=True).delete()
    meldingen.exclude(leidend=None).delete()
    meldingen.delete()


def remove_verwijzingen(verwijzingen):
    """What was shared of them, with its log."""
    for model in (Verwijzingstap, Partnerinzage, Aflevering):
        model.objects.filter(verwijzing__in=verwijzingen).delete()
    verwijzingen.delete()


def let_go():
    """Real rows that refer to demo rows lose that reference."""
    real_officers = Wijkagent.objects.filter(is_demo=False)
    real_teams = Basisteam.objects.filter(is_demo=False)
    Afwezigheid.objects.filter(wijkagent__is_demo=False, vervanger__is_demo=True).update(vervanger=None)
    real_officers.filter(basisteam__is_demo=True).update(basisteam=None)
    real_officers.filter(medewerker__in=accounts()).update(medewerker=None)
    real_teams.filter(teamchef__in=accounts()).update(teamchef=None)
    real_teams.filter(plaatsvervanger__in=accounts()).update(plaatsvervanger=None)
    real_teams.filter(bureau__is_demo=True).update(bureau=None)
    Voorstel.objects.filter(besloten_door__in=accounts()).update(besloten_door=None)
    Werkgebied.objects.filter(Q(buurt__is_demo=True) | Q(wijk__is_demo=True)).delete()
    Teamgebied.objects.filter(buurt__is_demo=True).delete()


def remove_people():
    Afwezigheid.objects.filter(wijkagent__is_demo=True).delete()
    Wijkagent.objects.filter(is_demo=True).delete()
    Wijkteam.objects.filter(basisteam__is_demo=True).delete()
    Collegateam.objects.filter(basisteam__is_demo=True).delete()
    Basisteam.objects.filter(is_demo=True).delete()
    Bureau.objects.filter(is_demo=True).delete()
    accounts().delete()
    remove_partners()


def remove_areas():
    for slug in Gemeente.objects.demo().values_list("slug", flat=True):
        OudPad.objects.filter(nieuw_pad__contains=f"{slug}/").delete()
    Postcodereeks.objects.filter(buurt__is_demo=True).delete()
    Straat.objects.filter(gemeente__is_demo=True).delete()
    Buurt.objects.demo().delete()
    Wijk.objects.demo().delete()
    Gemeente.objects.demo().delete()
