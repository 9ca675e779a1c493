"""Whether something may be shared: the grounds of the Wet politiegegevens with what each asks for (PRODUCT §4).

Sources: https://wetten.overheid.nl/BWBR0022463, art. 16 and 18 to 20. Which ground allows which partner is data.
"""

from django.utils.translation import gettext_lazy as _

from meldingen.handelingen import require
from meldingen.models import Convenant, Grond


def grounds_for(partner):
    """Confirmed grounds on which this partner may receive, in order."""
    return Grond.objects.usable().filter(ontvangers__contains=[partner.soort]).in_order()


def agreements_for(partner, categorie, day):
    """Agreements with this partner about a category that hold on a date, the one that ends last first."""
    return Convenant.objects.on(day).filter(partner=partner, categorieen=categorie).order_by("-tot", "pk")


def require_ground(*, partner, grond, convenant, categorie, doel, noodzaak, belang, day):
    """Raises NotAllowed with a sentence when this may not be shared on this ground on this date."""
    require(partner.is_actief, _("Deze partner doet niet meer mee. Kies een andere."))
    known = Grond.objects.usable().filter(pk=grond.pk).exists()
    require(known, _("De privacyfunctionaris heeft deze grond niet bevestigd. Kies een andere."))
    require(partner.soort in grond.ontvangers, _("Deze partner mag op deze grond niets ontvangen. Kies een andere."))
    require(doel.strip(), _("Schrijf op met welk doel u dit deelt."))
    require(noodzaak.strip() or not grond.eist_noodzaak, _("Schrijf op waarom delen noodzakelijk is."))
    require(belang.strip() or not grond.eist_belang, _("Schrijf op welk zwaarwegend belang er is."))
    if grond.eist_convenant:
        require_agreement(partner, convenant, categorie, day)
    else:
        require(convenant is None, _("Bij deze grond hoort geen convenant."))


def require_agreement(partner, convenant, categorie, day):
    require(convenant is not None, _("Kies het convenant waarop u dit deelt."))
    require(convenant.partner_id == partner.pk, _("Dit convenant is met een andere partner. Kies een ander."))
    require(convenant.holds_on(day), _("Dit convenant geldt vandaag niet. Kies een ander."))
    is_about = convenant.categorieen.filter(pk=categorie.pk).exists()
    require(is_about, _("Dit convenant gaat niet over dit onderwerp. Kies een ander."))
