"""The database itself refuses to change or delete what the audit log holds, and the chain gets its first end."""

from django.db import migrations

TABLES = ("audit_entry", "audit_checkpoint")

POSTGRES = """
CREATE OR REPLACE FUNCTION doudi_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'audit log is append only'; END;
$$ LANGUAGE plpgsql;
"""


def add_triggers(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION doudi_append_only()"
                )
            elif vendor == "sqlite":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'audit log is append only'); END"
                )


def drop_triggers(apps, schema_editor):
    on = " ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on.format(table=table)}")


def first_end(apps, schema_editor):
    apps.get_model("audit", "Head").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = (("audit", "0001_initial"),)
    operations = (
        migrations.RunPython(first_end, migrations.RunPython.noop),
        migrations.RunPython(add_triggers, drop_triggers),
    )
