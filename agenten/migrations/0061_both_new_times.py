from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agenten", "0060_standaardteksten"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="uitzondering",
            name="uitzondering_nieuwe_tijden",
        ),
        migrations.AddConstraint(
            model_name="uitzondering",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nieuwe_begin_tijd__isnull", True), ("nieuwe_eind_tijd__isnull", True)),
                    models.Q(
                        ("nieuwe_begin_tijd__isnull", False),
                        ("nieuwe_eind_tijd__gt", models.F("nieuwe_begin_tijd")),
                        ("nieuwe_eind_tijd__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="uitzondering_nieuwe_tijden",
                violation_error_message="Vul beide nieuwe tijden in, de eerste voor de tweede.",
            ),
        ),
    ]
