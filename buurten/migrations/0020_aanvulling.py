from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("buurten", "0031_zoeknaam_gebied")]

    operations = [
        migrations.AddField(
            "postcodereeks",
            "is_aanvulling",
            models.BooleanField(
                default=False,
                db_default=False,
                help_text="een nummer dat door huisletters in meer buurten ligt, uit een adressenbestand",
            ),
        ),
    ]
