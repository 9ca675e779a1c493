"""Appointments for who answers them: the most urgent first, and one page with what is asked and what can be done."""

from functools import partial

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenten.admin.toegang import RechtenAdmin
from meldingen import afspraken
from meldingen.codes import shown_nummer
from meldingen.forms.afspraakbeheer import AfzegForm, KlaarForm, VoorstelForm
from meldingen.models import Afspraak, AfspraakStatus, Dagdeel
from meldingen.models.afspraken import AFSPRAAK_TRANSITIONS
from meldingen.workflow import NotAllowed

S = AfspraakStatus
URGENCY = {S.VERLOPEN: 0, S.GEVRAAGD: 1, S.BEVESTIGD: 2, S.VOORGESTELD: 3}
RANK = Case(
    *(When(status=status, then=Value(rank)) for status, rank in URGENCY.items()),
    default=Value(9),
    output_field=IntegerField(),
)
CONTACT = {
    "naam": _("Naam"),
    "beller": _("Wie belt"),
    "telefoon": _("Telefoon"),
    "email": _("E-mail"),
    "adres": _("Adres"),
    "tolktaal": _("Taal voor de tolk"),
    "opmerking": _("Let op bij het bellen"),
}
# By the name of the button: the form, what it does, and what is said when it is done.
STEPS = {
    "_voorstel": (VoorstelForm, afspraken.propose, _("De bewoner ziet uw voorstel.")),
    "_vast": (VoorstelForm, partial(afspraken.propose, is_fixed=True), _("De afspraak staat vast.")),
    "_afzeggen": (AfzegForm, afspraken.cancel, _("De afspraak is afgezegd.")),
    "_geweest": (KlaarForm, afspraken.mark_done, _("De afspraak is geweest.")),
    "_gedaan": (KlaarForm, afspraken.settle, _("Dit is afgerond.")),
}


@admin.register(Afspraak)
class AfspraakAdmin(RechtenAdmin):
    """Who sees which is decided by afspraken.visible_to, not by the table of rights; every step goes through it too."""

    list_display = ("wat", "buurt", "status", "antwoord_voor_datum", "moment", "eigenaar")
    list_select_related = ("buurt", "eigenaar")
    list_filter = ("status", "wijze")

    def get_queryset(self, request):
        return afspraken.visible_to(request.user).annotate(rang=RANK)

    def get_ordering(self, request):
        return ("rang", "antwoord_voor_datum", "moment", "pk")

    def has_view_permission(self, request, obj=None):
        seen = afspraken.visible_to(request.user)
        return seen.filter(pk=obj.pk).exists() if obj else afspraken.may_answer(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False  # only by the steps on the page

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("wat"))
    def wat(self, afspraak):
        return _("%(wijze)s (%(nummer)s)") % {
            "wijze": afspraak.get_wijze_display(),
            "nummer": shown_nummer(afspraak.nummer),
        }

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of one appointment. Opening it is logged; a POST is one of the steps."""
        afspraak = self.get_object(request, object_id)
        if afspraak is None:
            raise Http404
        if request.method == "POST":
            return self.take_step(request, afspraak)
        afspraken.opened(afspraak, by=request.user)
        return self.show(request, afspraak)

    def take_step(self, request, afspraak):
        """One step; when it cannot be taken, the page as it is now, with the reason and what was typed."""
        name = next((name for name in STEPS if name in request.POST), None)
        if name is None:
            raise Http404
        make, step, said = STEPS[name]
        form = make(request.POST)
        if form.is_valid():
            try:
                step(afspraak, by=request.user, **form.values())
            except NotAllowed as problem:
                form.add_error(None, str(problem))
            else:
                self.message_user(request, said, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:meldingen_afspraak_changelist"))
        return self.show(request, self.get_object(request, str(afspraak.pk)), form)

    def show(self, request, afspraak, bound=None):
        """The forms carry what is seen now, so that after “intussen veranderd” the next click counts."""
        if afspraak is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": afspraak,
            "title": self.wat(afspraak),
            "contact": [(label, afspraak.contact.get(name)) for name, label in CONTACT.items()],
            "dagdelen": [Dagdeel(part).label for part in afspraak.dagdelen],
            "stappen": afspraak.stappen.select_related("door").order_by("-op", "-pk"),
            "problems": bound.non_field_errors() if bound else [],
            **forms_for(afspraak, bound),
        }
        page = "admin/meldingen/afspraak/change_form.html"
        return TemplateResponse(request, page, context, status=422 if bound else 200)


def forms_for(afspraak, bound):
    """The steps that are possible now, each with its form; the one that was refused with what was typed."""
    following = AFSPRAAK_TRANSITIONS[S(afspraak.status)]
    seen = {"gezien": afspraken.version_of(afspraak)}
    begin = local(afspraak.moment) if afspraak.moment else {}
    may_propose = S.VOORGESTELD in following or afspraak.status == S.VOORGESTELD
    is_past = bool(afspraak.moment) and afspraak.moment <= timezone.now()
    found = {
        "voorstel": VoorstelForm(initial={**begin, **seen}) if may_propose and not afspraak.gewist_op else None,
        "afzeggen": AfzegForm(initial=seen) if S.AFGEZEGD in following else None,
        "klaar": KlaarForm(initial=seen) if following else None,
        "may_mark": S.GEWEEST in following and is_past,
        "may_settle": S.BEVESTIGD in following or S.GEWEEST in following,
    }
    if bound:
        bound.data = {**bound.data.dict(), **seen}
        found[bound.name] = bound
    return found


def local(moment):
    here = timezone.localtime(moment)
    return {"datum": here.date(), "tijd": here.time()}
