"""Meldingen in the admin: the inbox (postvak.py) and one melding (dossier.py). Every step goes through the workflow."""

from django.contrib import admin
from django.contrib.admin.utils import unquote

from agenten.admin.toegang import RechtenAdmin
from meldingen.admin.balie import Balie
from meldingen.admin.cijfers import Cijfers
from meldingen.admin.contactzoeken import Contactzoeker
from meldingen.admin.dossier import Dossier
from meldingen.admin.postvak import Postvak
from meldingen.admin.team import Team
from meldingen.models import Melding
from meldingen.models.zicht import seen_by
from meldingen.zicht import is_at_work


@admin.register(Melding)
class MeldingAdmin(Balie, Contactzoeker, Cijfers, Team, Postvak, Dossier, RechtenAdmin):
    """Who sees which melding is decided by `visible_to`, not by the table of rights. In addresses it is its nummer."""

    def get_queryset(self, request):
        return Melding.objects.filter(seen_by(self.lezer(request).sight))

    def get_object(self, request, object_id, from_field=None):
        return self.get_queryset(request).filter(nummer=unquote(object_id).replace("\x00", "")).first()

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return is_at_work(self.lezer(request).sight)
        return Melding.objects.visible_to(request.user).filter(pk=obj.pk).exists()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
