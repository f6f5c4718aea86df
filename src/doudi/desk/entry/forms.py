"""The forms of coming in."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import forms as auth
from django.utils.translation import gettext_lazy as _

_BOX = {"class": "form-control"}


class SignIn(auth.AuthenticationForm):
    """User name and password. What was wrong of the two is not said."""

    error_messages: ClassVar = {
        "invalid_login": _("账号或密码不对。连续错五次，账号会锁定半小时。"),
        "inactive": _("账号或密码不对。连续错五次，账号会锁定半小时。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")
        for field in self.fields.values():
            field.widget.attrs |= _BOX


class Code(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=16,
        widget=forms.TextInput(
            attrs=_BOX | {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class Password(auth.PasswordChangeForm):
    """The old password and twice the new one."""

    error_messages = auth.PasswordChangeForm.error_messages | {
        "password_incorrect": _("现在的密码不对。"),
        "password_mismatch": _("两次输入的新密码不一样。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"old_password": _("现在的密码"), "new_password1": _("新密码"), "new_password2": _("再输一次新密码")}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs |= _BOX

    def clean_new_password1(self) -> str:
        """The new password; it must be another one."""
        new = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise forms.ValidationError(_("新密码和现在的一样，请换一个。"))
        return new
