"""The addresses of coming in."""

from django.urls import path

from doudi.desk.entry import account, password, role, second_factor, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("second-factor/", second_factor.check, name="second-factor"),
    path("second-factor/phone/", second_factor.enrol, name="enrol"),
    path("password/", password.change, name="change-password"),
    path("role/", role.choose, name="choose-role"),
    path("account/", account.mine, name="my-account"),
]
