"""An area: a place with a division code."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from doudi.areas import codes


def check_code(code: str) -> None:
    """Refuse what is not a twelve-digit division code."""
    try:
        if codes.full(code) != code:
            raise ValueError(_("区划代码应写满 12 位。"))
    except ValueError as error:
        raise ValidationError(str(error)) from None


class Area(models.Model):
    """A place, by its twelve-digit code. Its level and what lies within it follow from the code."""

    code = models.CharField("区划代码", max_length=12, primary_key=True, validators=[check_code])
    name = models.CharField("名称", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    class Meta:
        ordering = ("code",)
        verbose_name = "区划"

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> str:
        return codes.level(self.code)

    @property
    def prefix(self) -> str:
        """What the codes of all places within begin with."""
        return codes.prefix(self.code)

    def contains(self, other: Area) -> bool:
        return codes.within(other.code, self.code)

    def full_name(self) -> str:
        """The name with those of the areas above, down from the county: 古丈县古阳镇红星社区."""
        above = self.parent.full_name() if self.parent and self.level in ("township", "village") else ""
        return above + self.name
