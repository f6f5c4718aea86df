"""PostgreSQL itself refuses that a person is in two households on one day, as far as we know now."""

from django.db import migrations


def add_exclusion(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return  # SQLite has one writer at a time, and the services look before they write
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        "ALTER TABLE registry_householdmember ADD CONSTRAINT one_household_at_a_time "
        "EXCLUDE USING gist (person_id WITH =, daterange(from_date, until_date, '[]') WITH &&) "
        "WHERE (retired_at IS NULL)"
    )


def drop_exclusion(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE registry_householdmember DROP CONSTRAINT one_household_at_a_time")


class Migration(migrations.Migration):
    dependencies = (("registry", "0001_initial"),)
    operations = (migrations.RunPython(add_exclusion, drop_exclusion),)
