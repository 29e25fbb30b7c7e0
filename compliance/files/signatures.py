"""Who signed a PDF, when, whether it still holds and by which chain: read by pyHanko.

Loaded by worker.py in a process with limits, by its file: it imports nothing of the portal and
fetches nothing.
"""

from datetime import UTC, datetime
from pathlib import Path

MOST = 30  # signatures of one file


def read(source: str, trusted: str) -> list[dict]:
    """One answer a signature, in the order they were made. `trusted`: a folder of certificates;
    empty when there is no list to check a chain against.
    """
    import logging

    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.disable(logging.CRITICAL)
    roots, between = _certificates(trusted)
    with open(source, "rb") as file:
        reader = PdfFileReader(file, strict=False)
        made = list(reader.embedded_signatures)[:MOST]
        stamps = {id(stamp) for stamp in reader.embedded_timestamp_signatures}
        return [
            _one(signature, roots, between, bool(trusted))
            for signature in made
            if id(signature) not in stamps
        ]


def _certificates(folder: str) -> tuple[list, list]:
    """(roots, certificates between them and a signer) of a folder."""
    from asn1crypto import pem, x509

    roots: list = []
    between: list = []
    for path in sorted(Path(folder).iterdir()) if folder else ():
        if not path.is_file():
            continue
        data = path.read_bytes()
        several = pem.detect(data)
        for part in [body for _, _, body in pem.unarmor(data, True)] if several else [data]:
            certificate = x509.Certificate.load(part)
            own = certificate.subject == certificate.issuer
            (roots if own else between).append(certificate)
    return roots, between


def _one(signature, roots: list, between: list, listed: bool) -> dict:
    try:
        return _checked(signature, roots, between, listed)
    except Exception:  # many kinds for what cannot be read; all mean that nothing is proved
        return {"problem": "unreadable"}


def _checked(signature, roots: list, between: list, listed: bool) -> dict:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    signature.compute_integrity_info()
    certificate = signature.signer_cert
    claimed = signature.self_reported_timestamp
    status = validate_pdf_signature(
        signature, _context(roots, between, claimed), _context(roots, between, claimed)
    )
    stamp = status.timestamp_validity
    moment = stamp.timestamp if stamp and stamp.intact and stamp.valid else None
    holds = bool(status.intact and status.valid)
    allowed = bool(getattr(status, "docmdp_ok", True)) and _only_what_may_follow(status)
    return {
        "signer": _name(certificate),
        "organisation": _part(certificate, "organization_name"),
        "at": when.astimezone(UTC).isoformat() if (when := moment or claimed) else "",
        "stamped": moment is not None,
        "holds": holds and allowed,
        "changed": not holds or not allowed,
        "added": holds and allowed and status.coverage is not SignatureCoverageLevel.ENTIRE_FILE,
        "listed": listed,
        "trusted": bool(listed and status.trusted),
        "chain": _chain(certificate, [*signature.other_embedded_certs, *between, *roots]),
        "until": certificate.not_valid_after.astimezone(UTC).isoformat(),
    }


def _only_what_may_follow(status) -> bool:
    """After it only signatures, stamps of time and fields were added, or nothing."""
    from pyhanko.sign.diff_analysis import ModificationLevel

    level = status.modification_level
    return level is not None and level is not ModificationLevel.OTHER


def _context(roots: list, between: list, moment: datetime | None):
    """Certificates are judged by the moment of signing: most run out after a few years."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=roots,
        other_certs=between,
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
    )


def _chain(certificate, others: list) -> list[str]:
    """The names from the signer's authority upward, as far as certificates are at hand."""
    names: list[str] = []
    at = certificate
    while at.subject != at.issuer and len(names) < 8:
        above = next((other for other in others if other.subject == at.issuer), None)
        names.append(_common(at.issuer.native))
        if above is None:
            break
        at = above
    return names


def _name(certificate) -> str:
    return _common(certificate.subject.native)


def _common(parts: dict) -> str:
    for key in ("common_name", "organizational_unit_name", "organization_name"):
        value = parts.get(key)
        if value:
            return value if isinstance(value, str) else ", ".join(value)
    return ""


def _part(certificate, key: str) -> str:
    value = certificate.subject.native.get(key) or ""
    return value if isinstance(value, str) else ", ".join(value)
