import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tertulia.lenses.finding.models

TOKENS = """tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'", columnsize = 0"""
FORWARDS = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE finding_words USING fts5(title, words, {TOKENS})",
        f"CREATE VIRTUAL TABLE finding_stems USING fts5(stems, detail = none, {TOKENS})",
    ),
    "postgresql": (
        "CREATE TABLE finding_vector"
        " (post_id bigint NOT NULL PRIMARY KEY, vector tsvector NOT NULL)",
        "CREATE INDEX finding_vector_gin ON finding_vector"
        " USING gin (vector) WITH (gin_pending_list_limit = 1024)",
    ),
}
BACKWARDS = {
    "sqlite": ("DROP TABLE finding_words", "DROP TABLE finding_stems"),
    "postgresql": ("DROP TABLE finding_vector",),
}


def run(statements):
    def each(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in statements[schema_editor.connection.vendor]:
                cursor.execute(statement)

    return each


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('threads', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('post', tertulia.lenses.finding.models.RowId(db_column='post_id', primary_key=True, serialize=False)),
                ('day', models.BigIntegerField()),
                ('language', models.CharField(blank=True, max_length=12)),
                ('fingerprint', models.BigIntegerField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.thread')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['author', '-post'], name='entries_by_author')],
            },
        ),
        migrations.RunPython(run(FORWARDS), run(BACKWARDS)),
    ]
