"""Texts of the site."""

from django.contrib import admin
from django.urls import reverse
from django.utils import translation

from agenten.admin.toegang import RechtenAdmin
from agenten.models import Tekst


@admin.register(Tekst)
class TekstAdmin(RechtenAdmin):
    list_display = ("titel", "sleutel", "taal", "gecontroleerd_op")
    list_filter = ("taal",)
    search_fields = ("titel", "inhoud")
    ordering = ("sleutel", "taal", "pk")

    def get_readonly_fields(self, request, obj=None):
        """Which page a text is on does not change: the page would be empty."""
        given = super().get_readonly_fields(request, obj)
        return [*given, "sleutel", "taal"] if obj else given

    def view_on_site(self, tekst):
        with translation.override(tekst.taal):
            return reverse(tekst.sleutel)
