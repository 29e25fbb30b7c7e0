"""Signing in, signing out and failing to are events, and so is every change of what opens an
account (NĐ 85/2016; QCVN 12:2026/BCA).

The owner is told by bell and mail of a changed password, a factor added or removed, new spare
codes: whoever did not do it knows at once.
"""

from allauth.account.signals import password_changed
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from compliance.audit.actions import keyed_hash, record
from compliance.core.language import _
from compliance.outbox.actions import notify
from compliance.registry.models import User

UNKNOWN = _("Chưa rõ")
TOLD = {
    "change_password": _("Mật khẩu của ông/bà vừa được đổi"),
    "factor_added": _("Tài khoản của ông/bà vừa bật thêm bước xác thực"),
    "factor_removed": _("Tài khoản của ông/bà vừa tắt một bước xác thực"),
    "recovery_codes_made": _("Tài khoản của ông/bà vừa lập mã dự phòng"),
}


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    record(by=user, verb="signed_in", obj=user, at=timezone.now(), label=user.username)


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs):
    if user is not None:
        record(by=user, verb="signed_out", obj=user, at=timezone.now(), label=user.username)


@receiver(user_login_failed)
def failed(sender, credentials, request=None, **kwargs):
    """What was typed is kept nowhere; of a name nobody has, its keyed fingerprint: the same name
    tried a thousand times is seen, a password
    typed in the wrong box is not."""
    name = str(credentials.get("username") or "")[:60]
    user = User.objects.filter(username__iexact=name).first()
    if user is not None:
        record(
            by=None,
            alias=UNKNOWN,
            verb="sign_in_failed",
            obj=user,
            at=timezone.now(),
            label=user.username,
        )
    else:
        record(
            by=None,
            alias=UNKNOWN,
            verb="sign_in_unknown",
            obj=User(pk=0),
            at=timezone.now(),
            label=_("tên lạ {name}").format(name=keyed_hash(name)[:12]),
        )


def changed(user: User, verb: str, by: User | None = None) -> None:
    """Record what was changed about the account of `user` and tell its owner."""
    now = timezone.now()
    event = record(by=by, verb=verb, obj=user, at=now, label=user.username)
    if verb in TOLD:
        text = _("{told}. Nếu không phải ông/bà làm, báo ngay quản trị hệ thống").format(
            told=TOLD[verb]
        )
        notify(
            users=[user],
            kind="account",
            text=text,
            url=reverse("account"),
            at=now,
            key=f"account:{verb}:{event.seq}",
        )


def _actor() -> User | None:
    request = context.request
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


@receiver(password_changed)
def changed_password(sender, request, user, **kwargs):
    changed(user, "change_password", by=user)


@receiver(post_save, sender=Authenticator)
def added(sender, instance, created, **kwargs):
    """In the transaction of the change itself, whoever makes it."""
    if created:
        codes = instance.type == Authenticator.Type.RECOVERY_CODES
        changed(instance.user, "recovery_codes_made" if codes else "factor_added", by=_actor())


@receiver(post_delete, sender=Authenticator)
def removed(sender, instance, **kwargs):
    if (
        instance.type != Authenticator.Type.RECOVERY_CODES
    ):  # those go with the factor, or are made anew
        changed(instance.user, "factor_removed", by=_actor())


@receiver(authentication_failed)
def wrong_code(sender, request, user, **kwargs):
    record(
        by=None,
        alias=UNKNOWN,
        verb="factor_failed",
        obj=user,
        at=timezone.now(),
        label=user.username,
    )


@receiver(authenticator_used)
def used(sender, request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(by=user, verb="recovery_code_used", obj=user, at=timezone.now(), label=user.username)
