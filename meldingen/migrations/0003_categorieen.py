from django.db import migrations

from meldingen.fixtures import load_categorieen


def add_categorieen(apps, schema_editor):
    load_categorieen(apps)


class Migration(migrations.Migration):
    dependencies = [("meldingen", "0002_unlogged")]

    operations = [migrations.RunPython(add_categorieen, migrations.RunPython.noop)]
