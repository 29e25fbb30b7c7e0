"""What of a second factor lies sealed in its row: where the secrets stand, and how all of them are
sealed, opened or sealed anew.
"""

from collections.abc import Callable

USE = "factors"
SECRETS = ("secret", "seed")


def changed(data: dict, change: Callable[[str], str]) -> dict:
    """A row's data with every secret in it passed through `change`; the public key of a passkey is
    no secret.
    """
    made = {**data, **{name: change(data[name]) for name in SECRETS if name in data}}
    if "migrated_codes" in data:
        made["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
    return made
