"""How allauth behaves here: accounts are made by an administrator, guessing is counted by account
and known device, passkeys have Vietnamese names.
"""

import base64
import logging
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from compliance.core import keys
from compliance.core.language import _
from compliance.core.text import fold
from compliance.registry import factors
from compliance.registry.actions import ask_own_reset, keep_language
from compliance.registry.models import User
from compliance.registry.queries import recovery_address
from compliance.registry.signin import MOST, MOST_AN_ADDRESS, give_back, take_all
from halang_portal.devices import device_of, remember
from halang_portal.language import forget_switch, language_of_switch

log = logging.getLogger(__name__)


def user_display(user) -> str:
    return user.display_name


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_authenticate(self, request, **credentials) -> None:
        """One attempt of the known device's own share; of a strange device, one of the account's
        and one of the address's.
        """
        name = fold(credentials.get("username") or "")[:60]
        device = device_of(request, name)
        self._shares = (
            {f"device:{device}:{name}": MOST}
            if device
            else {f"account:{name}": MOST, f"address:{get_ip(request)}": MOST_AN_ADDRESS}
        )
        if not take_all(self._shares, timezone.now()):
            raise forms.ValidationError(
                _(
                    "Quá nhiều lần thử từ máy lạ. Thử lại sau 15 phút, hoặc đăng nhập trên máy "
                    "ông/bà vẫn dùng."
                )
            )

    def _rollback_login_failed_rl_usage(self) -> None:
        for key in self._shares:
            give_back(key, timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        return ""  # allauth's own key is not used: the link is one of ours

    def send_password_reset_mail(self, user, email: str, context: dict) -> None:
        """One of our one-time links, by the outbox, to the address recovery may use."""
        ask_own_reset(user=user, address=email, at=timezone.now())

    def respond_user_inactive(self, request, user):
        return render(request, "account/inactive.html", status=403)

    def post_login(self, request, user, **kwargs):
        """Past every factor: this device is known from now on, and the language chosen on the page
        of signing in goes with an account that has none.
        """
        response = super().post_login(request, user, **kwargs)
        remember(request, response, user)
        if (chosen := language_of_switch(request)) and not user.language:
            keep_language(user=user, language=chosen, at=timezone.now())
            forget_switch(response)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens accounts that exist: matched once by the address the provider has
    verified, by the provider's own key afterwards.
    """

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.is_existing:
            return
        verified = [
            address.email
            for address in sociallogin.email_addresses
            if address.verified and address.email
        ]
        now = timezone.now()
        accounts_like = [
            user
            for user in User.objects.filter(email__in=verified, is_active=True)[:2]
            if recovery_address(user, now) in verified
        ]
        if len(accounts_like) != 1:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.connect(request, accounts_like[0])


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor lie sealed: who reads or writes the database alone can neither
    use one nor plant one.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            _(
                "Mã không đúng hoặc đã dùng. Chờ mã mới hiện trên điện thoại rồi nhập lại; xem giờ "
                "của điện thoại có đúng không."
            )
        ),
        "cannot_delete_authenticator": _("Chưa tắt được xác thực hai bước."),
        "cannot_generate_recovery_codes": _("Bật xác thực hai bước trước, rồi lập mã dự phòng."),
    }

    def encrypt(self, text: str) -> str:
        return keys.seal(text, factors.USE)

    def decrypt(self, encrypted_text: str) -> str:
        """What no key opens fits no code: a secret nobody has takes its place."""
        try:
            return keys.unseal(encrypted_text, factors.USE)
        except InvalidToken:
            log.error("a second factor cannot be opened with SECRET_KEY or SECRET_KEY_FALLBACKS")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user, type) -> str:
        return _("Khóa của tôi")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.PORTAL_NAME}
