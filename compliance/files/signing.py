"""What the signatures of a PDF say, in words, and what of them a form may be filled with."""

from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form
from django.utils import timezone

from compliance.core.language import _
from compliance.files.kinds import sniff
from compliance.files.parse import Refused
from compliance.files.renditions import read_signatures, signatures_of_upload
from compliance.rulebook.clocks import local_day

UNLISTED = _("không kiểm tra được chuỗi: cổng chưa có danh sách chứng thư gốc tin cậy")


@dataclass(frozen=True)
class Signature:
    """One signature as a person reads it. `holds`: what was signed is unchanged."""

    signer: str
    organisation: str
    at: datetime | None
    stamped: bool
    holds: bool
    added: bool
    listed: bool
    trusted: bool
    chain: tuple[str, ...]
    until: datetime | None
    unread: bool = False

    @property
    def state(self) -> str:
        """Whether it still holds."""
        if self.unread:
            return _("không đọc được chữ ký này")
        if not self.holds:
            return _("không còn giá trị: nội dung đã bị thay đổi sau khi ký")
        later = _("; sau đó chỉ ký thêm hoặc điền biểu mẫu") if self.added else ""
        return _("nội dung nguyên vẹn từ khi ký{later}").format(later=later)

    @property
    def path(self) -> str:
        """By which chain, and whether that was checked."""
        names = " ← ".join(self.chain)
        if not self.listed:
            checked = UNLISTED
        elif self.trusted:
            checked = _("chuỗi dẫn tới chứng thư gốc tin cậy")
        else:
            checked = _("chuỗi không dẫn tới chứng thư gốc tin cậy nào")
        return f"{names} ({checked})" if names else checked

    @property
    def clock(self) -> str:
        return _("dấu thời gian") if self.stamped else _("giờ do máy người ký ghi")

    @property
    def valid(self) -> bool:
        """It holds, and its chain was checked or there is no list to check it against."""
        return self.holds and not self.unread and (self.trusted or not self.listed)


@dataclass(frozen=True)
class Signed:
    """What a form is filled with: who signed first, the day of the last signature."""

    signer: str
    at: datetime
    checked: bool


def signatures(stored) -> list[Signature]:
    """Of a stored file, in the order they were made; none when it cannot be read."""
    try:
        return [_read(row) for row in read_signatures(stored)]
    except Refused:
        return []


def signed(upload) -> Signed | None:
    """Who signed a PDF that is being handed in and when, if all its signatures are valid."""
    try:
        made = [_read(row) for row in signatures_of_upload(upload)]
    except Refused:
        return None
    dated = [signature.at for signature in made if signature.at]
    if (
        not made
        or not dated
        or not all(signature.valid for signature in made)
        or not made[0].signer
    ):
        return None
    return Signed(made[0].signer, max(dated), all(signature.trusted for signature in made))


def fill(form: Form, *, upload: str, signer: str, day: str, today: date) -> Signed | None:
    """In `clean` of a form that asks who signed a paper and which day: what was left empty is taken
    from the signatures of the PDF in the field `upload`, or asked for. Returns what it was taken
    from.
    """
    data = form.cleaned_data
    lacking = [name for name in (signer, day) if not data.get(name) and name not in form.errors]
    scan = data.get(upload)
    said = signed(scan) if lacking and scan and is_pdf(scan) else None
    if said and local_day(said.at) > today:
        said = None
    for name in lacking:
        if said is None:
            form.add_error(name, form.fields[name].error_messages["required"])
        else:
            data[name] = said.signer if name == signer else local_day(said.at)
    return said


def taken_from(said: Signed) -> str:
    """What is said after a form was filled."""
    chain = _("chuỗi chứng thư đã kiểm tra") if said.checked else UNLISTED
    day = f"{timezone.localtime(said.at):%d/%m/%Y}"
    return _("Lấy từ chữ ký số của tệp: {signer} ký, {day} ({chain}).").format(
        signer=said.signer, day=day, chain=chain
    )


def is_pdf(upload) -> bool:
    """By its first bytes, whatever it is called."""
    return sniff(next(iter(upload.chunks()), b"")) == "pdf"


def _read(row: dict) -> Signature:
    if row.get("problem"):
        return Signature("", "", None, False, False, False, False, False, (), None, unread=True)
    return Signature(
        signer=row["signer"],
        organisation=row["organisation"] if row["organisation"] != row["signer"] else "",
        at=_moment(row["at"]),
        stamped=row["stamped"],
        holds=row["holds"],
        added=row["added"],
        listed=row["listed"],
        trusted=row["trusted"],
        chain=tuple(row["chain"]),
        until=_moment(row["until"]),
    )


def _moment(text: str) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(text)) if text else None
