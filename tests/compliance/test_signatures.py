"""Digital signatures are read: who, when, whether it still holds, by which chain; a signed scan
fills in signer and day.
"""

import io
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from compliance.files import kinds
from compliance.files.signing import UNLISTED, signatures
from compliance.incidents import actions as incident_actions
from compliance.incidents.models import Incident
from compliance.review import actions as review
from compliance.review.models import CaseDocument
from tests.compliance.test_bare_copies import moment, stored  # noqa: F401
from tests.compliance.test_documents import draft

pytestmark = pytest.mark.once  # the same whichever database answers

DATA = Path(__file__).with_name("data") / "pdf"
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
NOW = datetime.now(UTC).replace(microsecond=0)
YEARS = timedelta(days=9000)
ROOT, BETWEEN = "Chứng thư gốc thử", "Chứng thư cơ quan thử"
SIGNER, OFFICE = "Nguyễn Văn Ký", "UBND huyện Thử"


class Key:
    """A key with its certificate."""

    def __init__(self, name: str, above: "Key | None", office: str = "", ends=NOW + YEARS):
        self.key = rsa.generate_private_key(65537, 2048)
        own = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
        if office:
            own.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, office))
        self.name, leaf = x509.Name(own), bool(office)
        uses = dict.fromkeys(
            (
                *("digital_signature", "content_commitment", "key_encipherment"),
                *("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
                *("encipher_only", "decipher_only"),
            ),
            False,
        )
        uses |= dict.fromkeys(
            ("digital_signature", "content_commitment") if leaf else ("key_cert_sign",), True
        )
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(above.name if above else self.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - YEARS)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=not leaf, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**uses), critical=True)
            .sign(above.key if above else self.key, hashes.SHA256())
        )

    def signer(self, *others: "Key") -> signers.SimpleSigner:
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return signers.SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(self.certificate.public_bytes(DER)),
            signing_key=asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(DER, *plain)),
            cert_registry=SimpleCertificateStore.from_certs(
                [asn1_x509.Certificate.load(one.certificate.public_bytes(DER)) for one in others]
            ),
        )


@cache
def root() -> Key:
    return Key(ROOT, None)


@cache
def between() -> Key:
    return Key(BETWEEN, root())


@cache
def person() -> Key:
    return Key(SIGNER, between(), OFFICE)


@cache
def seal() -> Key:
    return Key(OFFICE, between(), OFFICE)


def plain() -> bytes:
    book = pikepdf.Pdf.new()
    book.add_blank_page(page_size=(300, 400))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sign(content: bytes, key: Key, field: str = "Ky1") -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    about = signers.PdfSignatureMetadata(field_name=field)
    return signers.sign_pdf(writer, about, signer=key.signer(between())).getvalue()


def altered(content: bytes) -> bytes:
    """A byte of what was signed is another."""
    at = content.index(b"/MediaBox")
    return content[: at + 12] + b"9" + content[at + 13 :]


def rewritten(content: bytes) -> bytes:
    """Saved on by a program that puts another page in: what was signed is still there, below."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/MediaBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500)))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def trusting(settings, tmp_path):
    """The portal is given a list of roots."""

    def give(*keys: Key, encoding=PEM) -> None:
        for number, key in enumerate(keys):
            path = tmp_path / f"{number}.crt"
            path.write_bytes(key.certificate.public_bytes(encoding))
        settings.SIGNATURE_TRUST_DIR = str(tmp_path)

    return give


def test_who_when_whether_and_by_which_chain(db, moment, trusting):  # noqa: F811
    file = stored("pdf", sign(plain(), person()), moment)
    (made,) = signatures(file)
    assert (made.signer, made.organisation) == (SIGNER, OFFICE)
    assert abs(made.at - timezone.now()) < timedelta(minutes=10)
    assert made.clock == "giờ do máy người ký ghi"
    assert made.state == "nội dung nguyên vẹn từ khi ký"
    assert made.path == f"{BETWEEN} ← {ROOT} ({UNLISTED})"
    trusting(root())
    assert signatures(file)[0].path.endswith("(chuỗi dẫn tới chứng thư gốc tin cậy)")


@pytest.mark.parametrize(
    ("content", "holds", "valid", "state"),
    [
        (lambda: sign(plain(), person()), True, True, "nguyên vẹn từ khi ký"),
        (lambda: altered(sign(plain(), person())), False, False, "đã bị thay đổi sau khi ký"),
        (lambda: rewritten(sign(plain(), person())), False, False, "đã bị thay đổi sau khi ký"),
        (
            lambda: sign(plain(), Key("Người lạ", Key("Gốc lạ", None), "Nơi lạ")),
            True,
            False,
            "nguyên vẹn từ khi ký",
        ),
    ],
)
def test_a_signature_holds_or_not(content, holds, valid, state, db, moment, trusting):  # noqa: F811
    trusting(root(), encoding=DER)
    (made,) = signatures(stored("pdf", content(), moment))
    assert (made.holds, made.valid) == (holds, valid)
    assert state in made.state


def test_a_second_signature_leaves_the_first_whole(db, moment, trusting):  # noqa: F811
    trusting(root())
    both = sign(sign(plain(), person()), seal(), "Ky2")
    first, second = signatures(stored("pdf", both, moment))
    assert (first.signer, second.signer) == (SIGNER, OFFICE)
    assert first.valid
    assert second.valid
    assert "sau đó chỉ ký thêm" in first.state


def test_a_certificate_is_judged_by_the_moment_of_signing(db, moment, trusting):  # noqa: F811
    """One that ran out since then does not undo what was signed with it; one that had run out
    before is no proof.
    """
    trusting(root())
    gone = Key("Hết hạn", between(), OFFICE, ends=NOW - timedelta(days=1))
    (made,) = signatures(stored("pdf", sign(plain(), gone), moment))
    assert made.holds
    assert not made.valid


def test_a_drawn_block_is_no_signature(story, as_, world):
    """The paper of the findings shows “Ky boi: UBND HUYEN” and holds no signature."""
    case = story("in_review")
    content = (DATA / "bien-ban-ky-so-va-dien-mau.pdf").read_bytes()
    file = stored("pdf", content, case.at)
    assert signatures(file) == []
    item = incident_actions.add_evidence(
        incident=Incident.objects.get(pk=case.incident.pk),
        file=file,
        caption="biên bản",
        by=world.member,
        at=case.at,
    )
    address = f"/ho-so/{case.incident.code}/chung-cu/{item.pk}/"
    text = " ".join(as_("member").get(address).content.decode().split())
    assert "1 khung chữ ký không kèm chữ ký số" in text


def test_the_viewer_tells_it_and_the_person_learns_no_name_from_it(story, as_, world):
    """Whoever signed may be who reported: at the person's own door the name is not told, as the
    copy does not bear it.
    """
    case = story("in_review")
    file = stored("pdf", sign(plain(), person()), case.at)
    common = {"by": world.member, "at": case.at}
    fresh = Incident.objects.get(pk=case.incident.pk)
    item = incident_actions.add_evidence(incident=fresh, file=file, caption="giấy", **common)
    page = as_("member").get(f"/ho-so/{case.incident.code}/chung-cu/{item.pk}/").content.decode()
    assert SIGNER in page
    assert UNLISTED.split(":")[0] in page.lower()
    fresh = Incident.objects.get(pk=case.incident.pk)
    review.notify(incident=fresh, bundle=[item], **common)
    own = as_("person").get(f"/cua-toi/{case.incident.code}/chung-cu/{item.pk}/xem/")
    assert SIGNER not in own.content.decode()


@pytest.mark.parametrize(
    ("content", "typed", "signer"),
    [
        (lambda: sign(plain(), person()), "", SIGNER),
        (lambda: sign(sign(plain(), person()), seal(), "Ky2"), "", SIGNER),
        (lambda: sign(plain(), person()), "Lý Thị Khác", "Lý Thị Khác"),
        (lambda: altered(sign(plain(), person())), "", None),
        (plain, "", None),
    ],
)
def test_a_signed_scan_fills_in_who_signed_and_the_day(content, typed, signer, story, as_):
    made = story("concluded")
    found = draft(made, CaseDocument.Kind.RESULT)
    address = reverse("review:type_back", args=[made.incident.code, found.pk])
    data = {
        "number": "05/TB-TKTGS",
        "issued_on": "",
        "signer": typed,
        "version": found.version,
        "upload": SimpleUploadedFile("ban ky", content()),
    }
    answer = as_("member").post(address, data, follow=True)
    found.refresh_from_db()
    if signer is None:
        assert answer.status_code == 422
        assert not found.is_issued
        return
    assert (found.signer, found.issued_on) == (signer, timezone.localdate())
    text = answer.content.decode()
    assert "Lấy từ chữ ký số của tệp" in text
    assert "không kiểm tra được chuỗi" in text.lower()
    assert kinds.named_for(found.signed_file.name, "pdf") == "ban ky.pdf"
