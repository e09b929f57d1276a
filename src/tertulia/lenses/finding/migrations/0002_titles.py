from django.db import migrations

from tertulia.kit.text.words import search_text

TOKENS = """tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'", columnsize = 0"""
FORWARDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE finding_titles"
        f" USING fts5(title, detail = none, prefix = '2 3', {TOKENS})",
        "INSERT INTO finding_titles(rowid, title)"
        " SELECT rowid, title FROM finding_words WHERE title <> '' ORDER BY rowid",
    ),
    "postgresql": (
        "ALTER TABLE finding_vector ADD COLUMN title tsvector",
        "CREATE INDEX finding_title_gin ON finding_vector"
        " USING gin (title) WITH (gin_pending_list_limit = 256) WHERE title IS NOT NULL",
    ),
}
BACKWARDS = {
    "sqlite": ("DROP TABLE finding_titles",),
    "postgresql": ("ALTER TABLE finding_vector DROP COLUMN title",),
}
AT_ONCE = 1_000


def run(statements):
    def each(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            for statement in statements[schema_editor.connection.vendor]:
                cursor.execute(statement)

    return each


def fill(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    starters = apps.get_model("threads", "Post").objects.filter(number=1).order_by("id")
    rows = starters.values_list("id", "thread__title")
    with schema_editor.connection.cursor() as cursor:
        some, after = list(rows[:AT_ONCE]), 0
        while some:
            words = ((search_text(title).split(), post) for post, title in some)
            cursor.executemany(
                "UPDATE finding_vector SET title = array_to_tsvector(%s) WHERE post_id = %s",
                [(list(dict.fromkeys(each)), post) for each, post in words if each],
            )
            after = some[-1][0]
            some = list(rows.filter(id__gt=after)[:AT_ONCE])


class Migration(migrations.Migration):

    dependencies = [
        ("finding", "0001_initial"),
        ("threads", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(run(FORWARDS), run(BACKWARDS)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
