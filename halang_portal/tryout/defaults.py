"""What the try-out is given when its environment says nothing: here alone code names a place.

Settings read this under TRY_OUT alone; production must be given names, contact, sender and keys of
its own (halang_portal/production.py).
"""

# of what follows: first values of the committee's profile, which an empty try-out goes without
NAMES = (
    *("AUTHORITY_NAME", "AUTHORITY_SHORT", "AUTHORITY_PLACE", "CODE_PREFIX", "HELP_CONTACT"),
    *("FOUNDING_INSTRUMENT", "FOUNDING_DAY"),
)
_AUTHORITIES = {"2017": ("huyện Hạ Lang", "Hạ Lang"), "2025": ("tỉnh Cao Bằng", "Cao Bằng")}


def defaults_of(sample_set: str) -> dict:
    """{setting: value} of the set that is shown: '2017' or '2025'."""
    authority, place = _AUTHORITIES[sample_set]
    return {
        "SECRET_KEY": "try-out-only-not-a-secret-0123456789-0123456789-0123456789",
        "IDENTITY_KEYS": ["try-out-only-identity-key-0123456789-0123456789"],
        "AUDIT_SIGNING_KEY": "try-out-only-signing-key",
        "AUTHORITY_NAME": f"Ủy ban nhân dân {authority}",
        "AUTHORITY_SHORT": f"UBND {authority}",
        "AUTHORITY_PLACE": place,
        "CODE_PREFIX": "HL",
        "HELP_CONTACT": "Phòng Nội vụ, 0206 3000 308 (giờ hành chính)",
        "DEFAULT_FROM_EMAIL": "Cổng 308 <khong-tra-loi@cong308.example>",
        "FOUNDING_INSTRUMENT": "Công văn số 308/UBND-TH",
        "FOUNDING_DAY": "2017-09-19",
    }
