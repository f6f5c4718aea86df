"""The list of cases comes by day of application without sorting all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("cases", "0003_samples_and_meetings"),)
    operations = (
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=("-applied_on", "-number"), name="case_by_day")
        ),
    )
