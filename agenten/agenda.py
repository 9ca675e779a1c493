"""The coming dates of spreekuren as staff handle them: look ahead, cancel a date, let it go on after all."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from agenten.models import Afwezigheid, Spreekuur, Uitzondering
from agenten.spreekuren import local_date, moment_on, moments

FAR_AHEAD = timedelta(days=12 * 7 * 10)  # the rarest rule, every twelve weeks, has ten dates in it


class NotADate(Exception):
    """The spreekuur has no hour on that date by its rule; the message says so to the reader."""


def with_exceptions(queryset):
    """Spreekuren with all that `coming` needs, in two more queries for any number of them."""
    return queryset.select_related("wijkagent").prefetch_related("uitzonderingen", "wijkagent__afwezigheden")


def coming(spreekuur, now, most=10, uitzonderingen=None):
    """At most `most` moments of a spreekuur that are not over yet, cancelled ones too, in order of time.

    `uitzonderingen` replaces the saved ones, for a preview of a form. A spreekuur that starts later counts from there.
    """
    if uitzonderingen is None:
        uitzonderingen = spreekuur.uitzonderingen.all()
    absences = spreekuur.wijkagent.afwezigheden.all() if spreekuur.wijkagent_id else ()
    today = local_date(now)
    found = moments(spreekuur, uitzonderingen, today, max(today, spreekuur.eerste_datum) + FAR_AHEAD, absences)
    return [moment for moment in found if not moment.is_past(now)][:most]


def coming_of(spreekuren, now, most):
    """The first moments of several spreekuren together, in order of time."""
    found = [moment for spreekuur in spreekuren for moment in coming(spreekuur, now, most)]
    return sorted(found, key=lambda moment: (moment.begin, moment.spreekuur.pk))[:most]


def moment_by_rule(spreekuur, datum):
    """What becomes of the hour that the rule gives on a date. Raises NotADate when it gives none."""
    away = Afwezigheid.objects.filter(wijkagent=spreekuur.wijkagent_id)
    moment = moment_on(spreekuur, spreekuur.uitzonderingen.filter(datum=datum), datum, away)
    if moment is None:
        raise NotADate(_("Op deze datum is er geen spreekuur."))
    return moment


@transaction.atomic
def cancel(spreekuur, datum, *, reden=""):
    """The spreekuur of this date (by the rule) does not go on; a move of it is forgotten. Raises NotADate."""
    lock(spreekuur)
    moment_by_rule(spreekuur, datum)
    Uitzondering.objects.filter(spreekuur=spreekuur, datum=datum).delete()
    Uitzondering.objects.create(spreekuur=spreekuur, datum=datum, soort=Uitzondering.Soort.VERVALT, reden=reden)


@transaction.atomic
def go_on(spreekuur, datum):
    """The spreekuur of this date goes on after all, also on a holiday or during an absence. Raises NotADate."""
    lock(spreekuur)
    Uitzondering.objects.filter(spreekuur=spreekuur, datum=datum, soort=Uitzondering.Soort.VERVALT).delete()
    if not moment_by_rule(spreekuur, datum).is_on:
        Uitzondering.objects.create(spreekuur=spreekuur, datum=datum, soort=Uitzondering.Soort.GAAT_DOOR)


def lock(spreekuur):
    """Two people at once take turns; calendars that are subscribed see that something changed."""
    Spreekuur.objects.select_for_update(of=("self",)).get(pk=spreekuur.pk).save(update_fields=["gewijzigd_op"])
