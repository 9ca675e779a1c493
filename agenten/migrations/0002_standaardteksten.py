from django.db import migrations

from agenten.standaardteksten import read_text

PAGES = ["uitleg", "privacy", "toegankelijkheid", "hulp"]


def add_texts(apps, schema_editor):
    Tekst = apps.get_model("agenten", "Tekst")
    for taal in ("nl", "en"):
        for sleutel in PAGES:
            Tekst.objects.get_or_create(sleutel=sleutel, taal=taal, defaults=read_text(sleutel, taal))


class Migration(migrations.Migration):
    dependencies = [("agenten", "0001_people")]

    operations = [migrations.RunPython(add_texts, migrations.RunPython.noop)]
