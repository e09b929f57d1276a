"""Nobody is told of what happened before notifications were there."""

from django.db import migrations
from django.db.models import Max


def begin_now(apps, schema_editor):
    activities = apps.get_model("activity", "Activity").objects
    last = activities.aggregate(last=Max("id"))["last"] or 0
    apps.get_model("notifications", "Progress").objects.get_or_create(
        name="told", defaults={"activity": last}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("activity", "0001_initial"),
    ]

    operations = [migrations.RunPython(begin_now, migrations.RunPython.noop)]
