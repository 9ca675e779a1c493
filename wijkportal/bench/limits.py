"""The least that a Django view does under the same server and middleware: what the real pages are compared with."""

from django.db import connection
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from buurten.models import Buurt

TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, made_on timestamptz DEFAULT now(), text text)"


@require_GET
def page(request, code):
    """*page*: the base template and one indexed query."""
    return render(request, "wijkportal/bench_limit.html", {"buurt": Buurt.objects.get(pk=code)})


@require_GET
def not_modified(request):
    """*304*: a bare conditional answer."""
    return HttpResponseNotModified()


@require_POST
def insert(request):
    """*insert*: one durable row, in a table that only the benchmark has."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (text) VALUES (%s)", [request.POST.get("text", "")])
    return HttpResponse(status=204)
