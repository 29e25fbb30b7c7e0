"""Signing in, signing out and failing to are events (NĐ 85/2016; QCVN 12:2026/BCA)."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from compliance.audit.actions import record
from compliance.registry.models import User


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs):
    record(by=user, verb="signed_in", obj=user, at=timezone.now(), label=user.username)


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs):
    if user is not None:
        record(by=user, verb="signed_out", obj=user, at=timezone.now(), label=user.username)


@receiver(user_login_failed)
def failed(sender, credentials, request=None, **kwargs):
    """Of an account that exists; what was typed is kept nowhere."""
    user = User.objects.filter(username__iexact=str(credentials.get("username") or "")[:60]).first()
    if user is not None:
        record(by=None, alias="Chưa rõ", verb="sign_in_failed", obj=user, at=timezone.now(), label=user.username)
