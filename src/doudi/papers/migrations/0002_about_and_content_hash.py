"""Papers say what in a case they are about, and what they say has a hash of its own, beside that of the Word file."""

import hashlib
import json

from django.db import migrations, models


def fill(apps, schema_editor):
    """The hash of every paper that was made before. Through the query: a paper itself refuses to be saved again."""
    papers = apps.get_model("papers", "Paper").objects.using(schema_editor.connection.alias)
    for pk, said in papers.values_list("pk", "content").iterator(chunk_size=500):
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        papers.filter(pk=pk).update(content_sha256=hashlib.sha256(text.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]

    operations = [
        migrations.AddField("paper", "about", models.CharField(max_length=64, blank=True, default="")),
        migrations.AddField(
            "paper", "content_sha256", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.AlterField(
            "paper",
            "subject",
            models.CharField(db_index=True, max_length=32, verbose_name="办件、家庭或会议编号"),
        ),
        migrations.AlterField(
            "paper",
            "kind",
            models.CharField(
                choices=[
                    ("receipt", "受理通知书"),
                    ("missing", "一次性告知书"),
                    ("approval", "批准通知书"),
                    ("refusal", "不予批准通知书"),
                    ("application", "申请审核审批表"),
                    ("notice", "公示单"),
                    ("appraisal", "民主评议记录"),
                    ("household", "家庭档案"),
                    ("meeting_agenda", "会议议程"),
                    ("meeting_minutes", "会议纪要"),
                ],
                max_length=16,
                verbose_name="种类",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
