"""Write the invented country to the database with COPY, in one transaction."""

import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, models, transaction
from django.utils import timezone

from agenten.models import (
    Afwezigheid,
    Basisteam,
    Bureau,
    Foto,
    Medewerker,
    Rol,
    Spreekuur,
    Teamgebied,
    Uitzondering,
    Werkgebied,
    Wijkagent,
)
from buurten import kaarten, zoeknamen
from buurten.models import Buurt, Gemeente, Postcodereeks, Straat, Straatreeks, Vlak, Wijk
from meldingen.models import Boodschap, Gebeurtenis, Melding, Zoekwoorden
from wijkportal.bench.addresses import streets_and_pieces
from wijkportal.bench.country import EDITION, GENERATED, Country
from wijkportal.bench.people import FACES, MARK, SINCE, People
from wijkportal.bench.reports import BOODSCHAP, GEBEURTENIS, MELDING, ZOEKWOORDEN, Reports
from wijkportal.demo.portraits import portrait


class CountryError(Exception):
    """The country cannot be made here; the message says why."""


@transaction.atomic
def make_country(scale=1.0, *, today=None, force=False, report=lambda name, rows, seconds: None):
    """Fill the database with the invented country; what an earlier run made goes first.

    Raises CountryError when real areas are there, or on a production site, unless forced.
    """
    if not force:
        refuse_foreign_rows()
    clear()
    country = Country(scale)
    filling = Filling(country, today or date.today(), report)  # noqa: DTZ011
    filling.areas()
    filling.addresses()
    filling.people()
    filling.meldingen()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner knows nothing yet of what came in this transaction
    with filling.timed("maps") as rows:
        rows.append(len(country.buurten))
        kaarten.draw_maps({buurt.code for buurt in country.buurten})
    with filling.timed("search names") as rows:
        rows.append(zoeknamen.rebuild()[0])


def refuse_foreign_rows():
    if settings.HTTPS:
        raise CountryError("This is a production site (HTTPS=on): an invented country does not belong here.")
    real = Gemeente.objects.filter(is_demo=False).exclude(code__regex=GENERATED).order_by("naam", "pk").first()
    if real:
        raise CountryError(f"This database holds real areas ({real.naam}). Make the country in a database of its own.")


# The index is for the foreign key, which would otherwise read all postcodes for each buurt.
CLEAR = f"""
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL session_replication_role = replica;
DELETE FROM meldingen_boodschap b USING meldingen_melding m WHERE b.melding_id = m.id AND m.buurt_id ~ '{GENERATED}';
DELETE FROM meldingen_gebeurtenis g USING meldingen_melding m WHERE g.melding_id = m.id AND m.buurt_id ~ '{GENERATED}';
DELETE FROM meldingen_zoekwoorden z USING meldingen_melding m WHERE z.melding_id = m.id AND m.buurt_id ~ '{GENERATED}';
DELETE FROM meldingen_melding WHERE buurt_id ~ '{GENERATED}';
SET LOCAL session_replication_role = DEFAULT;
DELETE FROM agenten_uitzondering u USING agenten_spreekuur s, agenten_wijkagent w
    WHERE u.spreekuur_id = s.id AND s.wijkagent_id = w.id AND w.uid LIKE '{MARK}%';
DELETE FROM agenten_teamgebied WHERE buurt_id ~ '{GENERATED}';
DELETE FROM agenten_werkgebied WHERE buurt_id ~ '{GENERATED}' OR wijk_id ~ '{GENERATED}';
DELETE FROM agenten_spreekuur USING agenten_wijkagent w WHERE wijkagent_id = w.id AND w.uid LIKE '{MARK}%';
DELETE FROM agenten_afwezigheid USING agenten_wijkagent w WHERE wijkagent_id = w.id AND w.uid LIKE '{MARK}%';
DELETE FROM agenten_foto USING agenten_wijkagent w WHERE wijkagent_id = w.id AND w.uid LIKE '{MARK}%';
DELETE FROM agenten_wijkagent WHERE uid LIKE '{MARK}%';
DELETE FROM agenten_basisteam WHERE slug LIKE '{MARK}%';
DELETE FROM agenten_bureau WHERE uid LIKE '{MARK}%';
DELETE FROM agenten_medewerker WHERE username LIKE '{MARK}%';
DELETE FROM buurten_postcodereeks WHERE buurt_id ~ '{GENERATED}';
DELETE FROM buurten_straatreeks WHERE buurt_id ~ '{GENERATED}';
DELETE FROM buurten_straat WHERE gemeente_id ~ '{GENERATED}';
DELETE FROM buurten_vlak WHERE buurt_id ~ '{GENERATED}';
DELETE FROM buurten_kaart WHERE buurt_id ~ '{GENERATED}';
CREATE INDEX bench_buurt ON buurten_postcodereeks (buurt_id);
DELETE FROM buurten_buurt WHERE code ~ '{GENERATED}';
DROP INDEX bench_buurt;
DELETE FROM buurten_wijk WHERE code ~ '{GENERATED}';
DELETE FROM buurten_gemeente WHERE code ~ '{GENERATED}';
SET CONSTRAINTS ALL DEFERRED;
"""  # noqa: S608


def clear():
    """Take away what an earlier run made."""
    if Gemeente.objects.filter(code__regex=GENERATED).exists():
        with connection.cursor() as cursor:
            cursor.execute(CLEAR)


def is_filled_by_database(field):
    return field.generated or field.has_db_default() or isinstance(field, models.AutoField)


class Filling:
    def __init__(self, country, today, report):
        self.country, self.today, self.report = country, today, report
        self.first_ids = defaultdict(int)

    @contextmanager
    def timed(self, name):
        rows, start = [], time.perf_counter()
        yield rows
        self.report(name, sum(rows), time.perf_counter() - start)

    def first_id(self, model):
        """Where our numbering of a table begins: after the rows of others."""
        if model not in self.first_ids:
            self.first_ids[model] = (model.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1
        return self.first_ids[model]

    def copy(self, model, columns, rows):
        """Stream rows (tuples in the order of `columns`) into a table; other columns get their default."""
        constants = {
            field.attname: timezone.now()
            if getattr(field, "auto_now", False)
            else field.get_db_prep_save(field.get_default(), connection)
            for field in model._meta.concrete_fields
            if field.attname not in columns and not is_filled_by_database(field)
        }
        rest = tuple(constants.values())
        names = ", ".join(f'"{name}"' for name in (*columns, *constants))
        count = 0
        with connection.cursor() as cursor:
            with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row + rest)
                    count += 1
            if columns[0] == "id":
                last = self.first_id(model) + count
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, last])
        return count

    def areas(self):
        country = self.country
        common = ("code", "naam", "slug", "inwoners", "jaar")

        def facts(areas):
            return ((area, (area.code, area.naam, area.slug, area.inwoners, EDITION)) for area in areas)

        with self.timed("areas") as count:
            rows = ((*row, "14 0999") for _, row in facts(country.gemeenten))
            count.append(self.copy(Gemeente, (*common, "telefoon"), rows))
            rows = ((*row, area.parent.code) for area, row in facts(country.wijken))
            count.append(self.copy(Wijk, (*common, "gemeente_id"), rows))
            rows = (
                (*row, area.parent.parent.code, area.parent.code, area.pc4, area.naam[:40])
                for area, row in facts(country.buurten)
            )
            count.append(self.copy(Buurt, (*common, "gemeente_id", "wijk_id", "pc4", "naam_kort"), rows))
        with self.timed("boundaries") as count:
            polygon = Vlak._meta.get_field("vlak").get_prep_value
            rows = ((b.code, False, polygon(country.shape.ring(b.cells.start))) for b in country.buurten)
            count.append(self.copy(Vlak, ("buurt_id", "is_gat", "vlak"), rows))

    def addresses(self):
        """Streets first, then both kinds of ranges from the pieces of the same pass."""
        first = self.first_id(Straat)
        pieces = []

        def streets():
            for street, parts in streets_and_pieces(self.country):
                pieces.extend(parts)
                yield first + street.number, street.naam, street.woonplaats, street.gemeente

        numbers = ("van", "tot", "zijde", "buurt_id")
        with self.timed("streets") as count:
            count.append(self.copy(Straat, ("id", "naam", "woonplaats", "gemeente_id"), streets()))
        with self.timed("street ranges") as count:
            rows = ((first + p.street, p.van, p.tot, p.zijde, p.buurt) for p in pieces)
            count.append(self.copy(Straatreeks, ("straat_id", *numbers), rows))
        with self.timed("postcode ranges") as count:
            rows = ((p.postcode, p.van, p.tot, p.zijde, p.buurt) for p in pieces)
            count.append(self.copy(Postcodereeks, ("postcode", *numbers), rows))

    def people(self):
        people = People(self.country, self.today)
        with self.timed("teams") as count:
            count.append(self.teams(people))
        with self.timed("officers") as count:
            count.append(self.officers(people))
        with self.timed("hours") as count:
            count.append(self.hours(people))
        self.places = list(people.places(self.first_id(Medewerker), self.first_id(Basisteam)))

    def teams(self, people):
        chief, bureau, team = (self.first_id(model) for model in (Medewerker, Bureau, Basisteam))
        columns = ("id", "username", "first_name", "last_name", "password", "rol", "is_staff", "is_active")
        rest = (UNUSABLE_PASSWORD_PREFIX, Rol.TEAMLID.value, True, True)
        self.copy(Medewerker, columns, ((chief + row[0], *row[1:], *rest) for row in people.accounts()))
        open_hours = "maandag tot en met vrijdag 9.00 tot 17.00 uur"
        columns = ("id", "naam", "uid", "adres", "openingstijden")
        rows = ((bureau + n, f"Bureau {naam}", slug, "Markt 1", open_hours) for n, naam, slug in people.teams())
        self.copy(Bureau, columns, rows)
        columns = ("id", "naam", "slug", "bureau_id", "teamchef_id", "plaatsvervanger_id")
        rows = (
            (team + n, f"Basisteam {naam}", slug, bureau + n, chief + 2 * n, chief + 2 * n + 1)
            for n, naam, slug in people.teams()
        )
        count = self.copy(Basisteam, columns, rows)
        rows = ((team + number, buurt, SINCE) for number, buurt in people.team_areas())
        self.copy(Teamgebied, ("basisteam_id", "buurt_id", "van"), rows)
        return count

    def officers(self, people):
        first, team = self.first_id(Wijkagent), self.first_id(Basisteam)
        account = self.first_id(Medewerker) + people.chief_count
        teams = people.team_of_officer()
        columns = ("id", "naam", "korte_naam", "slug", "taken", "talen", "werkdagen", "sinds_datum")
        more = ("basisteam_id", "medewerker_id", "uid", "over_mij")
        about = "Ik fiets elke week door de buurt. Spreek me gerust aan."
        rows = ((first + n, *row, team + teams[n], account + n, f"{MARK}{n}", about) for n, *row in people.officers())
        count = self.copy(Wijkagent, columns + more, rows)
        rows = ((first + officer, buurt, wijk, SINCE) for officer, buurt, wijk in people.areas())
        self.copy(Werkgebied, ("wijkagent_id", "buurt_id", "wijk_id", "van"), rows)
        faces = {number: portrait(number) for number in range(1, FACES + 1)}
        self.copy(
            Foto,
            ("wijkagent_id", "inhoud", "kenmerk"),
            ((first + number, *faces[face]) for number, face in people.faces()),
        )
        rows = (
            (first + officer, van, tot, None if other is None else first + other)
            for officer, van, tot, other in people.absences()
        )
        self.copy(Afwezigheid, ("wijkagent_id", "van", "tot", "vervanger_id"), rows)
        return count

    def hours(self, people):
        first, officer = self.first_id(Spreekuur), self.first_id(Wijkagent)
        columns = ("id", "wijkagent_id", "kenmerk", "herhaling", "om_de_weken", "weken_van_maand", "eerste_datum")
        more = ("begin_tijd", "eind_tijd", "plaats", "adres", "rolstoel")
        rows = ((first + row[0], officer + row[1], *row[2:]) for row in people.hours)
        count = self.copy(Spreekuur, columns + more, rows)
        columns = ("spreekuur_id", "datum", "soort", "reden", "nieuwe_datum")
        self.copy(Uitzondering, columns, ((first + row[0], *row[1:]) for row in people.exceptions))
        return count

    def meldingen(self):
        """Past every trigger: they guard the steps of people, and a log that begins with its end is none of theirs."""
        reports = Reports(self.places, self.first_id(Melding), self.country.scale, self.today)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        with self.timed("meldingen") as count:
            count.append(self.copy(Melding, MELDING, reports.rows))
        with self.timed("events") as count:
            count.append(self.copy(Gebeurtenis, GEBEURTENIS, reports.events()))
        with self.timed("messages") as count:
            count.append(self.copy(Boodschap, BOODSCHAP, reports.messages()))
        with self.timed("words") as count:
            count.append(self.words(reports))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    def words(self, reports):
        """The index is made afterwards: a row at a time it would take many times as long."""
        index = next(one for one in Zoekwoorden._meta.indexes if one.name == "zoekwoorden_gin")
        with connection.schema_editor() as editor:
            editor.remove_index(Zoekwoorden, index)
            count = self.copy(Zoekwoorden, ZOEKWOORDEN, reports.words())
            editor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            editor.add_index(Zoekwoorden, index)
        return count
