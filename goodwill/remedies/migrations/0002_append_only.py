"""The database itself refuses to change what the ledger says, whoever asks."""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION remedies_ledger_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'The ledger is only ever added to.'; END; $$ LANGUAGE plpgsql;
CREATE TRIGGER remedies_ledger_append_only BEFORE UPDATE OR DELETE ON remedies_ledgerentry
FOR EACH ROW EXECUTE FUNCTION remedies_ledger_append_only();
"""
# No trigger for deleting: emptying a whole database, as tests do, is done with DELETE there.
SQLITE = """
CREATE TRIGGER remedies_ledger_append_only BEFORE UPDATE ON remedies_ledgerentry
BEGIN SELECT RAISE(ABORT, 'The ledger is only ever added to.'); END
"""


def guard(apps, schema_editor):
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION remedies_ledger_append_only() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER remedies_ledger_append_only")


class Migration(migrations.Migration):
    dependencies = [("remedies", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
