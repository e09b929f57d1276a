"""Begins a term for each role that somebody holds already."""

from django.db import migrations

MEMBER = 1


def begin_terms(apps, schema_editor):
    Membership = apps.get_model("communities", "Membership")
    Term = apps.get_model("communities", "Term")
    rows = Membership.objects.filter(roles__gt=MEMBER).values_list(
        "community_id", "person_id", "roles", "joined_at"
    )
    Term.objects.bulk_create(
        (
            Term(community_id=community, person_id=person, role=1 << bit, since=joined)
            for community, person, roles, joined in rows.iterator()
            for bit in range(1, 11)
            if roles >> bit & 1
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("communities", "0002_branches_terms_invitations")]

    operations = [migrations.RunPython(begin_terms, migrations.RunPython.noop)]
