from django.db import migrations, models

import meldingen.geheim


class Migration(migrations.Migration):
    dependencies = [("meldingen", "0020_overzicht_aantallen")]

    operations = [
        migrations.AddField(
            model_name="melder",
            name="email_hash",
            field=models.BinaryField(db_index=True, max_length=33, null=True),
        ),
        migrations.AddField(
            model_name="melder",
            name="telefoon_hash",
            field=models.BinaryField(db_index=True, max_length=33, null=True),
        ),
        migrations.AddField(
            model_name="zoekactie",
            name="reden",
            field=meldingen.geheim.GeheimeTekst(
                default=b"", editable=False, help_text="bij zoeken op e-mail of telefoon"
            ),
            preserve_default=False,
        ),
    ]
