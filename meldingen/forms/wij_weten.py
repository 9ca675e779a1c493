"""“Wij weten van …”: is what somebody wants to tell about something that the officer wrote about? (R26)"""

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen.forms.pagina import Pagina
from meldingen.stappen import EARLY, LATE, buurt_of_themas

ANDERS = "anders"


class WijWetenVanForm(Pagina):
    """Each theme is a button; so is “iets anders”."""

    page = EARLY
    kop = _("Wij weten van …")
    thema = forms.ChoiceField(
        label=_("Wij weten van …"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies waar uw bericht over gaat")),
    )

    def fill(self):
        self.themas = self.invulling.themas.get(self.page, []) if self.invulling else []
        names = [(str(thema.pk), thema.publieke_naam) for thema in self.themas]
        self.fields["thema"].choices = [*names, (ANDERS, _("Mijn bericht gaat over iets anders"))]

    def answers(self):
        return {
            "thema": self.cleaned_data["thema"],
            "onderwerp": self.invulling.onderwerp,
            "buurt": buurt_of_themas(self.invulling, self.page),
        }

    def regels(self):
        name = dict(self.fields["thema"].choices).get(self.initial.get("thema"), "")
        return [(_("Hoort bij"), name)]


class WijWetenHierForm(WijWetenVanForm):
    page = LATE
