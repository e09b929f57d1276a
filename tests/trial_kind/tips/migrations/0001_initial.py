import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("threads", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Tip",
            fields=[
                (
                    "thread",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="threads.thread",
                    ),
                ),
                ("applies_when", models.CharField(max_length=200)),
            ],
        ),
    ]
