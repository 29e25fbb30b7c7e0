"""Codes of the second factor: in Vietnamese, counted in the database per account and known device,
and used once.

A code is good for three half minutes (MFA_TOTP_TOLERANCE); allauth remembers a used one for half a
minute and in the cache alone, so the use is
kept here, in the database."""

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils import timezone

from compliance.core.language import _
from compliance.registry.models import User
from compliance.registry.signin import give_back, take_attempt, use_once
from halang_portal.devices import device_of

TOO_MANY = _("Quá nhiều mã sai. Thử lại sau 15 phút, hoặc dùng máy ông/bà vẫn đăng nhập.")


def share_of(user: User) -> str:
    """A strange machine that knows the password does not use up the tries of the owner's own."""
    device = device_of(context.request, user.username)
    return f"factor:{device}:{user.pk}" if device else f"factor:{user.pk}"


class CodeForm(base.BaseAuthenticateForm):
    """Checks a code of the telephone or a spare one. Raises ValidationError when it is wrong, used,
    or one of too many.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Mã xác thực")
        self.fields["code"].error_messages["required"] = _("Nhập mã.")

    def clean_code(self) -> str:
        code, share, now = self.cleaned_data["code"], share_of(self.user), timezone.now()
        if not take_attempt(share, now):
            raise forms.ValidationError(TOO_MANY)
        typed = list(
            Authenticator.objects.filter(user=self.user)
            .exclude(type=Authenticator.Type.WEBAUTHN)
            .order_by("-type")
        )
        right = next((factor for factor in typed if factor.wrap().validate_code(code)), None)
        if right and (
            right.type != Authenticator.Type.TOTP
            or use_once(f"totp:{self.user.pk}:{''.join(code.split())}", now)
        ):
            right.user = self.user
            self.authenticator = right
            give_back(share, now)
            return code
        if typed:
            self._emit_authentication_failed(typed[0])
        raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(CodeForm, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeForm, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Mã 6 chữ số")
        self.fields["code"].error_messages["required"] = _("Nhập mã.")
