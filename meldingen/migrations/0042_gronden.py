from django.db import migrations

from meldingen.fixtures import load_gronden


def add_gronden(apps, schema_editor):
    load_gronden(apps)


class Migration(migrations.Migration):
    dependencies = [("meldingen", "0041_verwijzingen")]

    operations = [migrations.RunPython(add_gronden, migrations.RunPython.noop)]
