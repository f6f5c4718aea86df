"""People are found by ID number by an index, records that were merged into another too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("registry", "0002_one_household_at_a_time"),)
    operations = (
        migrations.AddIndex(
            model_name="person", index=models.Index(fields=("id_number_index",), name="person_by_id_number")
        ),
    )
