"""The search index: plain tables, and the full-text part in each database's own way."""

from django.db import migrations, models

SQLITE = [
    """
    CREATE VIRTUAL TABLE core_search_index USING fts5(
        title, names, text, marks, scope, columnsize=0, tokenize="ascii tokenchars '_'"
    )
    """
]
POSTGRESQL = [
    "ALTER TABLE core_searchdocument ADD COLUMN vector tsvector",
    "CREATE INDEX core_search_vector ON core_searchdocument USING gin (vector) WITH (gin_pending_list_limit = 256)",
    # Beginnings are ranges of words, which only this collation orders by character.
    "DROP INDEX IF EXISTS core_searchword_word_like",
    'ALTER TABLE core_searchword ALTER COLUMN word TYPE varchar(64) COLLATE "C"',
    'ALTER TABLE core_searchidentifier ALTER COLUMN value TYPE varchar(200) COLLATE "C"',
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE core_search_index")
    else:
        schema_editor.execute("ALTER TABLE core_searchdocument DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("group", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=20)),
                ("at", models.BigIntegerField()),
                ("size", models.IntegerField()),
                ("scope", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("uses", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SearchIdentifier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=200)),
                ("group", models.BigIntegerField(db_index=True)),
                ("scope", models.TextField(default="")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["value", "kind", "group"], name="core_identifier_once")]},
        ),
        migrations.CreateModel(
            name="SearchRebuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(default=0)),
                ("documents", models.BigIntegerField(default=0)),
                ("started_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(create, drop, elidable=False),
    ]
