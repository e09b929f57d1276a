"""Whoever had an account before addresses were verified keeps it: theirs counts as verified."""

from django.db import migrations

AT_ONCE = 500


def verify_those_we_know(apps, schema_editor):
    Person = apps.get_model("people", "Person")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = set(EmailAddress.objects.values_list("user_id", flat=True))
    people = Person.objects.exclude(email=None).exclude(email="").order_by("pk")
    new = []
    for pk, email in people.values_list("pk", "email").iterator(chunk_size=AT_ONCE):
        if email != email.lower():
            Person.objects.filter(pk=pk).update(email=email.lower())
        if pk not in known:
            new.append(EmailAddress(user_id=pk, email=email.lower(), verified=True, primary=True))
    EmailAddress.objects.bulk_create(new, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_sign_in"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(verify_those_we_know, migrations.RunPython.noop)]
