from django.db import migrations, models


def unlogged(table):
    # Empty when this runs, so it takes no time.
    return migrations.RunSQL(f"ALTER TABLE {table} SET UNLOGGED", f"ALTER TABLE {table} SET LOGGED")


class Migration(migrations.Migration):
    dependencies = [("meldingen", "0101_categorieen")]

    operations = [
        migrations.CreateModel(
            name="Dagsleutel",
            fields=[
                ("dag", models.DateField(primary_key=True, serialize=False)),
                ("sleutel", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Teller",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sleutel", "uur", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sleutel", models.BinaryField(max_length=16)),
                ("uur", models.DateTimeField()),
                ("aantal", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("aantal__gte", 0)), name="teller_niet_negatief")
                ],
            },
        ),
        unlogged("meldingen_dagsleutel"),
        unlogged("meldingen_teller"),
    ]
