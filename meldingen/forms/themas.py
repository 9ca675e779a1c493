"""A theme as an officer writes it: only about buurten where that officer works."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.models import Werkgebied
from buurten.models import Buurt
from meldingen.models import Thema

ELSEWHERE = _("Kies buurten waar deze wijkagent werkt. Hier niet: %(buurten)s")


def buurten_of(officers, day=None):
    """The active buurten where one of these officers (ids) works on a day, by name."""
    day = day or timezone.localdate()
    now = Q(van__lte=day) & (Q(tot__isnull=True) | Q(tot__gte=day))
    areas = Werkgebied.objects.filter(now, wijkagent__in=officers)
    inside = Q(pk__in=areas.filter(buurt__isnull=False).values("buurt")) | Q(
        wijk__in=areas.filter(wijk__isnull=False).values("wijk")
    )
    return Buurt.objects.active().filter(inside).select_related("gemeente").by_name()


class ThemaForm(forms.ModelForm):
    class Meta:
        model = Thema
        fields = ("naam", "naam_en", "tekst", "tekst_en", "categorie", "wijkagent", "buurten", "van", "tot")
        widgets = {"tekst": forms.Textarea(attrs={"rows": 3}), "tekst_en": forms.Textarea(attrs={"rows": 3})}

    def clean(self):
        given = super().clean()
        officer, chosen = given.get("wijkagent"), given.get("buurten")
        if officer and chosen is not None:
            own = set(buurten_of([officer.pk]).values_list("pk", flat=True))
            wrong = [buurt.naam for buurt in chosen if buurt.pk not in own]
            if wrong:
                self.add_error("buurten", ELSEWHERE % {"buurten": ", ".join(wrong)})
        return given
