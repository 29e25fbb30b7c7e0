"""How the account of a session is loaded: with it, in the same question, what every page says of
the committee.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from compliance.registry.committee import account_with_committee
from compliance.registry.models import User
from compliance.rulebook.clocks import local_day


class AccountBackend(AuthenticationBackend):
    """allauth's, but for the question it asks on every page."""

    def get_user(self, user_id: Any) -> User | None:
        try:
            user = account_with_committee(user_id, local_day(timezone.now()))
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
