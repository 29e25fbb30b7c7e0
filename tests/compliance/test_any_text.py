"""Whatever a person pastes, a paper comes out: every code point, every general category, every kind
of paper, every writer.
"""

import io
import random
import sys
import unicodedata
import zipfile
from email import message_from_bytes, policy
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
import typst
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document

from compliance.core.characters import legal
from compliance.core.spreadsheets import Table, write_table
from compliance.guidance.actions import send_instrument
from compliance.guidance.paper import sign_list_of
from compliance.outbox.actions import notify
from compliance.outbox.letters import letter
from compliance.outbox.processing import process_due
from compliance.papers import pdf
from compliance.papers.alphabet import NOTE, alphabet, printable, shapes
from compliance.papers.docx import to_docx
from compliance.papers.paper import Paper, Section, Signature, from_data, to_data
from compliance.papers.pdf import to_pdf
from compliance.rulebook.clocks import local_day
from compliance.rulebook.models import Instrument
from tests.compliance.test_documents import papers  # noqa: F401  a fixture
from tests.house.test_routes import MIXED, PAGES, ours, status_of
from tests.unit.papers.test_alphabet import PEOPLES

pytestmark = pytest.mark.once  # the same whichever database answers

CASES = Path(__file__).with_name("data") / "text"
SEQUENCES = (
    "Y Blŏ Niê, ĕ ĭ ŭ č ƀ",
    "👩\u200d👩\u200d👧 ❤️ 🇻🇳 👍🏽",
    "e\u0323\u0302 x\u0301\u0489",
    "\ud83d \udc00",
    "สวัสดีชาวโลก",
    "中文，日本語",
    "\u202eمرحبا\u202c",
    "𝐇𝐨𝐭 ① Ⅳ ☐ ✓",
    "\uf0b7 Lúc 9 giờ",
    "]]>&<'\"\\ #panic()",
)

SHORT = "Blŏ 😀 \x07\ud83d กข \uf0b7"


def sample() -> str:
    """Three characters of every general category, control characters and all, and what people
    really pasted.
    """
    by_kind: dict[str, list[str]] = {}
    for code in range(sys.maxunicode + 1):
        by_kind.setdefault(unicodedata.category(chr(code)), []).append(chr(code))
    assert len(by_kind) == 30
    three = [
        char for chars in by_kind.values() for char in (chars[0], chars[len(chars) // 2], chars[-1])
    ]
    controls = [chr(code) for code in (*range(32), *range(0x7F, 0xA0))]
    return " ".join(
        [
            *three,
            *controls,
            *SEQUENCES,
            *(path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*.txt"))),
        ]
    )


def test_every_code_point_comes_out_as_something_the_paper_and_the_file_can_hold(counted):
    letters, lost, refused, rows = alphabet() | {"\n", "\t"}, [], [], 0
    for start in range(0, sys.maxunicode + 1, 2048):
        if start >= 0x20000 and start % 0x10000 not in (0, 0xF800):
            continue  # planes of one kind: their first and last blocks
        text = " ".join(map(chr, range(start, start + 2048)))
        rows += 2048
        lost += set(printable(text)) - letters
        kept = legal(text)
        try:
            ElementTree.fromstring(f"<t>{escape(kept)}</t>".encode())
        except (ElementTree.ParseError, UnicodeEncodeError) as error:
            refused.append((start, str(error)))
    counted(rows, "code points through both writers")
    assert not lost, sorted(lost)[:20]
    assert not refused, refused[:5]


def test_every_letter_of_the_alphabet_has_its_shape(counted, monkeypatch):
    """One PDF/A-2a holds every character of Tinos upright, bold and italic, and of the other faces
    upright; a shape that were missing would be an error of the compiler. So it is of every letter
    behind every other face's letter.
    """
    monkeypatch.setattr(pdf, "partial", _never)
    assert set("ŏĕĭŭčƀŎ→←≥≤≠•√□€№Ωπđẵ") <= shapes()[0]
    assert set("😀👍🇻☑✓➔①ꪼꨌខລไ") <= alphabet()
    ours = sorted(char for char in shapes()[0] if unicodedata.is_normalized("NFC", char))
    others = sorted(alphabet() - shapes()[0])
    texts = [_sheet(" ".join(ours), " ".join(ours)), _sheet("x", "".join(others))]
    dice = random.Random(308)
    every = [chr(code) for code in range(0x20000) if not 0xD800 <= code <= 0xDFFF]
    mixed = dice.choices(others, k=1500) + dice.choices(ours, k=1500) + dice.choices(every, k=1500)
    dice.shuffle(mixed)
    texts.append(_sheet("x", "".join(mixed)))
    counted(len(alphabet()), "letters of the paper's alphabet")
    assert NOTE[:20] not in texts[0]
    assert NOTE[:20] in " ".join(texts[2].split())


def _never(*args, **kwargs):
    raise AssertionError("the paper had to be set a second time, with the letters of Tinos alone")


def _sheet(everywhere: str, once: str) -> str:
    """The text of a PDF with the first text upright, bold and italic, the second upright."""
    paper = Paper(
        everywhere,
        "TỔ",
        "Số: 1",
        everywhere,
        "BIÊN BẢN",
        "x",
        [Section("x", [everywhere, once])],
        [everywhere],
        [Signature("TỔ TRƯỞNG", everywhere)],
        bases=[everywhere],
        label="Chữ",
    )
    return _text_of(to_pdf(paper))


def _text_of(content: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def test_what_a_script_asks_of_its_face_in_vain_stands_as_a_mark(monkeypatch):
    """The compiler refuses a paper; it is set again with the letters of Tinos alone."""
    tries, whole = [], pdf._set

    def refuse_once(data):
        tries.append(data)
        if len(tries) == 1:
            raise typst.TypstError("no glyph")
        return whole(data)

    monkeypatch.setattr(pdf, "_set", refuse_once)
    text = _sheet("x", "cười 😀")
    assert len(tries) == 2
    assert "[biểu tượng U+1F600]" in text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("đi làm như đi chơi 😀 nhé", "đi làm như đi chơi 😀 nhé"),
        ("Y Blŏ Niê", "Y Blŏ Niê"),
        ("≥ 5 bài → nhóm", "≥ 5 bài → nhóm"),
        ("\uf0b7 Lúc 9 giờ", "• Lúc 9 giờ"),
        ("Face\x1fbook", "Facebook"),
        ("dòng một\x0bdòng hai", "dòng một\ndòng hai"),
        ("❤️", "❤"),
        ("\ud83d", "[U+D83D]"),
        ("𝐇𝐨𝐭 ① ☐", "Hot ① ☐"),
        ("漢字仮名交文東京", "[chữ U+6F22 U+5B57 U+4EEE U+540D U+4EA4 U+6587 và 2 ký tự nữa]"),
        ("\ue123", "[ký tự U+E123]"),
        ("e\u0323\u0302", "ệ"),
    ],
)
def test_what_the_font_lacks_stands_as_a_mark_a_clerk_can_read(typed, read):
    assert printable(typed) == read
    assert printable(read) == read


@pytest.fixture
def every_paper(papers, world):  # noqa: F811
    """name -> Paper: the six of a case, the summary, the list to sign."""
    at, office = timezone.now(), world.offices["XA"]
    instrument = Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False).first()
    sent = send_instrument(
        instrument=instrument,
        offices=[office],
        due_on=local_day(at),
        note="",
        by=world.lead,
        at=at,
        quiet=True,
    )
    return {**papers, "sign list": sign_list_of(sent, office, [world.person_staff], local_day(at))}


def with_odd(paper: Paper, odd: str) -> Paper:
    """The paper with `odd` behind every text it holds, the words of its drawings included; headings
    of columns are the house's own words.
    """
    data = to_data(paper)
    charts = [
        {**chart, "svg": chart["svg"].replace("</text>", f"{escape(SHORT)}</text>")}
        for chart in data.pop("charts")
    ]
    code = {name: data.pop(name) for name in ("code", "check_at")}
    return from_data({**_behind(data, odd), **code, "charts": charts})


def _behind(data, odd: str):
    if isinstance(data, dict):
        short = {
            "headings": "",
            "links": "",
            "total_links": "",
            "rows": SHORT,
            "total": SHORT,
        }  # a table has hundreds of cells
        return {name: _behind(value, short.get(name, odd)) for name, value in data.items()}
    return (
        [_behind(one, odd) for one in data]
        if isinstance(data, list)
        else f"{data} {odd}".rstrip(" ")
        if isinstance(data, str) and odd
        else data
    )


def test_no_text_ends_a_paper(every_paper, counted):
    odd, rows = sample(), 0
    for name, paper in every_paper.items():
        strange = with_odd(paper, odd)
        pages = [
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(to_pdf(strange))
        ]
        assert "😀" in "".join(pages), name
        assert "U+D83D" in " ".join(pages), name
        words = "\n".join(
            paragraph.text for paragraph in Document(io.BytesIO(to_docx(strange))).paragraphs
        )
        assert "😀" in words, name  # Word has letters of its own
        rows += 2
    counted(rows * len(odd), "papers × writers × odd characters")
    assert NOTE[:20] in " ".join(" ".join(pages).split())


def test_a_run_longer_than_the_line_stays_on_the_paper_and_can_be_copied(every_paper, counted):
    address = (CASES / "long-link.txt").read_text(encoding="utf-8").strip()
    book = pypdfium2.PdfDocument(to_pdf(with_odd(every_paper["minutes"], f"{address} {'x' * 470}")))
    right, beyond, rows = (
        595 - 17 * 72 / 25.4 + 3,
        [],
        0,
    )  # points: the margin of 17 mm, and as far as a full stop hangs over
    for page in book:
        letters = page.get_textpage()
        rows += letters.count_chars()
        edges = [letters.get_charbox(number)[2] for number in range(letters.count_chars())]
        beyond += [
            (edge, letters.get_text_range(max(number - 30, 0), 40))
            for number, edge in enumerate(edges)
            if edge > right and letters.get_text_range(number, 1).strip()
        ]  # a space may hang over
    counted(rows, "letters of long runs on a page")
    assert not beyond, beyond[:5]
    assert "\u200b" not in book[0].get_textpage().get_text_range()


def test_the_languages_of_viet_nam_come_out_of_every_writer(counted):
    """As they were typed, in the .docx, the PDF, the workbook, the list and the mail."""
    typed = " · ".join(PEOPLES.values())
    letters = set(typed) - {" "}
    paper = Paper(
        "",
        "TỔ",
        "Số: 1",
        "",
        "BIÊN BẢN",
        "x",
        [Section("x", [typed])],
        [],
        [],
        label="Chữ",
    )
    posted = message_from_bytes(
        letter(key="a", to="a@thu.example", subject="Thư", body=typed).message().as_bytes(),
        policy=policy.default,
    )
    table = Table("Bảng", (("Cột", 20),), [[typed]], name="Bảng")
    book = zipfile.ZipFile(io.BytesIO(write_table(table, "xlsx")))
    written = {
        "docx": "".join(p.text for p in Document(io.BytesIO(to_docx(paper))).paragraphs),
        "pdf": _text_of(to_pdf(paper)),
        "xlsx": "".join(book.read(name).decode() for name in book.namelist() if "xml" in name),
        "csv": write_table(table, "csv").decode(),
        "mail": posted.get_content(),
    }
    counted(len(written) * len(letters), "letters × writers")
    lost = {name: "".join(sorted(letters - set(text))) for name, text in written.items()}
    assert {name: chars for name, chars in lost.items() if chars} == {}
    assert "U+" not in written["pdf"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_text_ends_a_table(kind, counted):
    odd = sample()
    table = Table(
        f"Bảng {odd}",
        (("Cột", 20), (odd[:200], 20)),
        [[odd, f"={odd}"], [None, odd * 40]],
        note=odd,
        name=f"'[{odd}]:*?/",
    )
    content = write_table(table, kind)
    counted(len(odd), "odd characters in a table")
    if kind == "csv":
        assert "😀" in content.decode()
    else:
        book = zipfile.ZipFile(io.BytesIO(content))
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))


def test_no_name_ends_a_mail(world, settings):
    user = world.fresh("lead")
    user.display_name = "Y Blŏ \x07Niê\r\nBcc: x@thu.example 😀"
    user.save(update_fields=["display_name"])
    notify(users=[user], kind="test", text="Có việc mới.", url="/", at=timezone.now(), key="chữ lạ")
    process_due()
    sent = [message for message in mail.outbox if user.email in message.to]
    assert sent
    assert all(
        b"\nBcc:" not in message.message().as_bytes().partition(b"\n\n")[0] for message in sent
    )


ODD = " Blŏ😀→≥\uf0b7\x07\x0b\x1f\u202eก中"
ASIDE = {
    "dedup_key",
    "path",
    "sha256",
    "hash",
    "key",
    "url",
    "username",
    "password",
    "topic",
    "payload",
    "code",
    "slug",
    "email",
    "signature",
    "prev_hash",
    "verb",
    "session_key",
}


def _pour() -> int:
    """ODD behind every free text of every row; what the database itself refuses to change stays.
    Returns how many columns took it.
    """
    columns = 0
    for model in apps.get_models():
        if (
            model._meta.app_label
            not in {
                "incidents",
                "review",
                "registry",
                "rulebook",
                "guidance",
                "reports",
                "retention",
            }
            or not model._meta.managed
        ):
            continue
        for field in model._meta.local_concrete_fields:
            if (
                not isinstance(field, models.CharField | models.TextField)
                or field.choices
                or field.unique
                or field.name in ASIDE
                or (field.max_length or 999) < 60
            ):
                continue
            rows = (
                model._base_manager.exclude(**{field.name: ""}).exclude(**{field.name: None})
                if field.null
                else model._base_manager.exclude(**{field.name: ""})
            )
            try:
                with transaction.atomic():
                    for pk, text in rows.values_list("pk", field.name)[:20]:
                        columns += model._base_manager.filter(pk=pk).update(
                            **{field.name: text[: (field.max_length or 9999) - len(ODD)] + ODD}
                        )
            except DatabaseError:
                continue
    return columns


def test_no_stored_text_ends_a_page_or_a_file(arguments, world, as_, counted):
    """Every address is asked once by somebody who may open it, and every writer it has."""
    keys = {name: (pattern, arguments(name, pattern)) for name, pattern in ours()}
    poured, clients, files, broken, rows = _pour(), {}, 0, [], 0
    for name, (pattern, given) in keys.items():
        people = PAGES[name][0] if name in PAGES else MIXED.get(name, {}).get(200, set())
        who = next(
            (
                one
                for one in (
                    "lead",
                    "affairs",
                    "auditor",
                    "unit_head",
                    "person",
                    "administrator",
                    "chairman",
                )
                if one in people
            ),
            "",
        )
        if not who or name in ("switch_function", "healthz", "readyz"):
            continue
        client = clients.setdefault(who, as_(who))
        for more in _writers(name, given):
            answer = client.get(
                reverse(name, kwargs={**given, **more.get("keys", {})}), more.get("query", {})
            )
            rows, files = (
                rows + 1,
                files + ("attachment" in answer.headers.get("Content-Disposition", "")),
            )
            if status_of(answer) >= 500:
                broken.append((name, pattern, who, more))
    counted(rows, "addresses whose every text is odd")
    counted(poured, "texts made odd")
    counted(files, "files written of odd text")
    assert not broken, broken


def _writers(name: str, given: dict) -> list[dict]:
    """The ways one address writes: as it is, and in each kind of file it knows."""
    kinds = [
        {"keys": {key: kind}}
        for key in ("kind", "form")
        if given.get(key) in ("pdf", "docx")
        for kind in ("pdf", "docx")
    ]
    asked = (
        [{"query": {"dang": kind}} for kind in ("pdf", "docx")]
        if name == "guidance:sign_list"
        else []
    )
    tables = [{"query": {"dang": "csv"}}, {"query": {"dang": "xlsx"}}] if "export" in name else []
    return kinds or [{}, *asked, *tables]
