"""The key of the second factor is sealed at rest: phones move out of django-otp's table, where keys were plain."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.core.management.color import no_style
from django.db import migrations, models

import doudi.accounts.models
from doudi import secrets

PLAIN = "otp_totp_totpdevice"
KEPT = (
    "id, user_id, name, confirmed, throttling_failure_timestamp, throttling_failure_count, created_at, last_used_at, "
    "key, drift, last_t"
)


def move(apps: Any, schema_editor: Any) -> None:
    """Move every phone over with its key sealed, and leave no plain key behind."""
    connection = schema_editor.connection
    if PLAIN not in connection.introspection.table_names():
        return  # a new site
    phones = apps.get_model("accounts", "Phone").objects
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO accounts_phone ({KEPT}) SELECT {KEPT} FROM {PLAIN}")
        cursor.execute(f"DELETE FROM {PLAIN}")
        for phone in phones.all():
            phones.filter(pk=phone.pk).update(key=secrets.seal("phone_key", phone.key))
        for statement in connection.ops.sequence_reset_sql(no_style(), [phones.model]):
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_membership_ends_after_it_begins")]

    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                (
                    "throttling_failure_timestamp",
                    models.DateTimeField(
                        blank=True,
                        default=None,
                        help_text="A timestamp of the last failed verification attempt. "
                        "Null if last attempt succeeded.",
                        null=True,
                    ),
                ),
                (
                    "throttling_failure_count",
                    models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts."),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        auto_now_add=True,
                        help_text="The date and time when this device was initially created in the system.",
                        null=True,
                    ),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(
                        blank=True, help_text="The most recent date and time this device was used.", null=True
                    ),
                ),
                ("key", models.TextField(default=doudi.accounts.models.new_phone_key, verbose_name="密钥")),
                ("drift", models.SmallIntegerField(default=0, verbose_name="时钟偏差")),
                ("last_t", models.BigIntegerField(default=-1, verbose_name="上次验证")),
                (
                    "user",
                    models.ForeignKey(
                        help_text="The user that this device belongs to.",
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "手机验证", "abstract": False},
        ),
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
    ]
