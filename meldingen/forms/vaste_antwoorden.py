"""A ready answer as it is written: of one person or of one team, with gaps that can be filled in."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from meldingen.models import VastAntwoord
from meldingen.vaste_antwoorden import unknown_gaps

MOST_WORDS = 15
SENTENCE = re.compile(r"[^.!?\n]+")
ONE_OF_BOTH = _("Kies een team of één medewerker, niet allebei.")
NO_SUCH_GAP = _("Dit kunnen we niet invullen: %(namen)s. Gebruik {voornaam}, {buurt} of {spreekuur}.")
ONLY_AT_THE_END = _("Een uitkomst hoort alleen bij een afsluiting.")


class VastAntwoordForm(forms.ModelForm):
    class Meta:
        model = VastAntwoord
        fields = ("naam", "stap", "categorie", "uitkomst", "tekst", "tekst_en", "basisteam", "medewerker")
        help_texts = {
            "tekst": _("U kunt {voornaam}, {buurt} en {spreekuur} gebruiken. Bijvoorbeeld: Kom naar {spreekuur}."),
            "tekst_en": _("Leeg: ook wie Engels leest, krijgt de Nederlandse tekst."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}) for name in ("tekst", "tekst_en")
        }

    def clean(self):
        given = super().clean()
        is_asked = {"basisteam", "medewerker"} <= self.fields.keys() and not self.errors
        if is_asked and bool(given.get("basisteam")) == bool(given.get("medewerker")):
            self.add_error("basisteam", ONE_OF_BOTH)
        for name in ("tekst", "tekst_en"):
            if wrong := unknown_gaps(given.get(name) or ""):
                self.add_error(name, NO_SUCH_GAP % {"namen": ", ".join(f"{{{gap}}}" for gap in wrong)})
        if given.get("uitkomst") and given.get("stap") != VastAntwoord.Stap.AFSLUITING:
            self.add_error("uitkomst", ONLY_AT_THE_END)
        return given


def long_sentences(text):
    """Sentences of more words than many people read with ease."""
    return [one.strip() for one in SENTENCE.findall(text) if len(one.split()) > MOST_WORDS]
