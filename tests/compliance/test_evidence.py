"""Evidence end to end: who had it in hand, what the viewer shows, what is covered stays covered
through every door, and words that name nobody.
"""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image, ImageDraw

from compliance.audit.models import Event
from compliance.core.refusals import NotNow
from compliance.files import intact, picture, root
from compliance.incidents import actions as incident_actions
from compliance.incidents import custody, serving
from compliance.incidents.models import CustodyEvent, Evidence, Incident
from compliance.review import actions as review
from tests.compliance.test_attack_files import docx
from tests.world import copy_of

BOX = {"page": 1, "x": 25.0, "y": 25.0, "w": 30.0, "h": 20.0, "why": "third"}
SECRET = (250, 20, 20)
FORM = {
    "o-TOTAL_FORMS": "1",
    "o-INITIAL_FORMS": "0",
    "o-0-page": "1",
    "o-0-x": "25",
    "o-0-y": "25",
    "o-0-w": "30",
    "o-0-h": "20",
    "o-0-why": "third",
}


def screenshot(kind: str = "JPEG", size=(640, 480)) -> bytes:
    """A picture with a red secret under the box and, for JPEG, the name of who took it hidden in
    its metadata.
    """
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle(
        [size[0] * 0.26, size[1] * 0.26, size[0] * 0.54, size[1] * 0.44], fill=SECRET
    )
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = "To Thu Mot"
    image.save(out, kind, **({"exif": exif, "quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


def paper(pages: int = 2) -> bytes:
    """A PDF with a text layer and an author."""
    text = b"BT /F1 24 Tf 80 140 Td (Nguoi thu ba) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids["
        + b" ".join(b"%d 0 R" % (6 + n) for n in range(pages))
        + b"]/Count %d>>" % pages,
    ]
    parts += [
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Author(To Thu Mot)>>",
    ]
    parts += [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 3 0"
        b" R>>>>>>"
    ] * pages
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Info 5 0"
        b" R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(parts) + 1,
            table,
            len(parts) + 1,
            start,
        )
    )


@pytest.fixture
def case(story, world):
    """A case in review with, besides its first item, a photograph, a PDF and an office file. ->
    (story, {name: item})
    """
    made = story("draft")
    by, items = world.unit_head, {}
    for name, content in (
        ("anh-cua-To-Thu-Mot.jpg", screenshot()),
        ("bien-ban.pdf", paper()),
        ("bang.docx", docx()),
    ):
        file = incident_actions.store_file(
            upload=SimpleUploadedFile(name, content),
            by=None,
            at=made.step(),
            incident=made.incident,
            sender=by,
        )
        about = (
            {
                "account_name": "Tài khoản thử",
                "captured_by": "Tô Thử Một",
                "later_status": "there",
                "translation_note": "Dịch từ tiếng Tày",
            }
            if name.endswith("jpg")
            else {}
        )
        items[name[-3:]] = incident_actions.add_evidence(
            incident=made.incident,
            file=file,
            caption=f"Mục {name[-3:]}",
            by=by,
            at=made.step(),
            **about,
        )
    made.to("in_review")
    return made, items


def cover(made, item, **more) -> Evidence:
    return incident_actions.redact(
        incident=made.fresh(),
        evidence=item,
        boxes=[{**BOX, **more}],
        caption="Bản che",
        by=made.user("member"),
        at=made.step(),
    )


def all_black(image: Image.Image, margin: int = 8) -> bool:
    """Every pixel of the covered place, but for the blur of a picture made smaller at its very
    edge.
    """
    width, height = image.size
    left, top, right, bottom = (
        int(v)
        for v in (
            0.25 * width + margin,
            0.25 * height + margin,
            0.55 * width - margin,
            0.45 * height - margin,
        )
    )
    return image.convert("RGB").crop((left, top, right, bottom)).getextrema() == (
        (0, 0),
        (0, 0),
        (0, 0),
    )


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_what_is_covered_is_black_everywhere_and_the_original_is_as_it_was(case):
    made, items = case
    before = items["jpg"].file.sha256
    copy = cover(made, items["jpg"])
    with Image.open(root() / copy.file.path) as image:
        assert all_black(image, margin=0)
        assert not image.getexif()
        assert image.getpixel((5, 5)) == (255, 255, 255), "and the rest is still there"
    for large in (False, True):
        with Image.open(copy_of(picture(copy.file, 1, large))) as image:
            assert all_black(image)
            assert not image.getexif()
    assert b"Thu Mot" not in (root() / copy.file.path).read_bytes()
    original = Evidence.objects.select_related("file").get(pk=items["jpg"].pk)
    assert original.file.sha256 == before
    assert intact(original.file)
    assert (copy.label, copy.redacts_id, copy.captured_by) == (
        f"{original.label} (bản che)",
        original.pk,
        "",
    )
    assert cover(made, original).label.endswith("(bản che 2)")
    assert [row.verb for row in custody.chain(original)] == ["received", "redacted", "redacted"]
    assert [(row.verb, row.parent_sha256) for row in custody.chain(copy)] == [("derived", before)]
    with pytest.raises(NotNow):
        cover(made, copy)


def test_a_covered_pdf_is_pictures_only(case):
    import pypdfium2 as pdfium

    made, items = case
    copy = cover(made, items["pdf"], page=2)
    assert items["pdf"].file.facts == {"pages": 2, "author": True}
    document = pdfium.PdfDocument(root() / copy.file.path)
    assert len(document) == 2
    assert not "".join(page.get_textpage().get_text_range() for page in document).strip()
    assert not any(document.get_metadata_value(name) for name in ("Author", "Title", "Subject"))
    assert b"Thu Mot" not in (root() / copy.file.path).read_bytes()
    with Image.open(copy_of(picture(copy.file, 2))) as image:
        assert all_black(image)
    with Image.open(copy_of(picture(copy.file, 1))) as image:
        assert not all_black(image), "only the page that was asked for"


def test_the_person_meets_only_what_was_chosen_through_every_door(case, as_, world, counted):
    made, items = case
    copy = cover(made, items["jpg"])
    incident, client = made.fresh(), as_("member")
    page = " ".join(client.get(f"/ho-so/{incident.code}/thong-bao/").content.decode().split())
    assert f'value="{copy.pk}" id="b-{copy.pk}" checked' in page
    assert f'value="{items["jpg"].pk}" id="b-{items["jpg"].pk}" checked' not in page
    assert "tên người soạn" in page, "the PDF names who wrote it"
    both = {"version": incident.version, "bundle": [copy.pk, items["jpg"].pk]}
    assert (
        "không gửi cả hai"
        in client.post(f"/ho-so/{incident.code}/thong-bao/", both).content.decode()
    )
    sent = {
        "version": incident.version,
        "bundle": [copy.pk, items["pdf"].pk],
        f"caption_{items['pdf'].pk}": "Biên bản của đơn vị",
    }
    assert client.post(f"/ho-so/{incident.code}/thong-bao/", sent).status_code == 302
    person, own = as_("person"), f"/cua-toi/{incident.code}"
    rows = 0
    for item, status in (
        (copy, 200),
        (items["pdf"], 200),
        (items["jpg"], 404),
        (items["ocx"], 404),
        (incident.evidence.get(number=1), 404),
    ):
        for address in (
            f"{own}/chung-cu/{item.pk}/xem/",
            f"{own}/chung-cu/{item.pk}/",
            f"{own}/anh/{item.pk}/",
            f"{own}/anh/{item.pk}/?co=lon",
        ):
            answer = person.get(address)
            body = body_of(answer)
            assert answer.status_code == status, address
            assert (
                not [
                    word
                    for word in ("Tô Thử Một", "To-Thu-Mot", "To Thu Mot")
                    if word.encode() in body + str(answer.headers).encode()
                ]
                or item == items["pdf"]
            )
            rows += 1
        for address in (
            f"/chung-cu/{item.pk}/",
            f"/chung-cu/{item.pk}/anh/",
            f"/ho-so/{incident.code}/chung-cu/{item.pk}/",
            f"/ho-so/{incident.code}/chung-cu/{item.pk}/luu-giu/",
        ):
            assert person.get(address).status_code == 404, address
            rows += 1
    page = person.get(f"{own}/").content.decode()
    assert "Biên bản của đơn vị" in page
    assert "Tô Thử Một" not in page
    taken = person.get(f"{own}/chung-cu/{copy.pk}/")
    assert body_of(taken)[:3] == b"\xff\xd8\xff"
    assert (
        taken["Content-Disposition"] == f'attachment; filename="CC-{copy.number:02d}-ban-che.jpg"'
    )
    assert person.get(f"/api/v1/incidents/{incident.code}/").status_code == 404
    counted(rows, "door × item of the person concerned")
    verbs = [row.verb for row in custody.chain(copy)]
    assert verbs[:2] == ["derived", "disclosed"]
    assert [row.note for row in custody.chain(copy) if row.verb == "viewed"] == [
        "",
        "phóng to",
    ], "the picture of the page is the look at the page"
    assert {row.who for row in custody.chain(copy) if row.verb == "viewed"} == {
        "Người được phản ánh"
    }


def test_the_form_covers_without_script_and_says_what_is_wrong(case, as_):
    made, items = case
    code, client = made.incident.code, as_("member")
    url = f"/ho-so/{code}/chung-cu/{items['jpg'].pk}/che/"
    page = client.get(url).content.decode()
    assert page.count('name="o-0-x"') == 1
    posted = {"version": made.fresh().version, "caption": "Ảnh, đã che người khác", **FORM}
    preview = client.post(url, {**posted, "preview": "1"})
    assert preview.status_code == 200
    assert '<rect class="hide" x="25.0" y="25.0" width="30.0" height="20.0"' in " ".join(
        preview.content.decode().split()
    )
    assert not items["jpg"].redacted_copies.exists()
    for wrong, says in (
        ({"o-0-w": ""}, "Ghi đủ bốn số"),
        ({"o-0-x": "", "o-0-y": "", "o-0-w": "", "o-0-h": ""}, "ít nhất một ô"),
        ({"o-0-page": "7"}, "chỉ có 1 trang"),
        ({"caption": ""}, "field-error"),
    ):
        answer = client.post(url, {**posted, **wrong})
        assert answer.status_code == 422
        assert says in answer.content.decode()
    stale = client.post(url, {**posted, "version": 1})
    assert "bấm lại để lập bản che" in stale.content.decode()
    done = client.post(url, posted, follow=True)
    assert "(bản che)" in done.content.decode()
    assert "Người thứ ba" in done.content.decode()
    assert made.fresh().steps.filter(verb="redact").count() == 1
    assert as_("unit_head").get(url).status_code == 403


def test_every_item_has_a_page_and_a_chain_for_those_who_see_the_case(case, as_, counted):
    made, items = case
    code, rows = made.incident.code, 0
    for who in ("member", "lead", "unit_head"):
        for kind, item in items.items():
            page = as_(who).get(f"/ho-so/{code}/chung-cu/{item.pk}/").content.decode()
            assert item.file.sha256 in page
            assert ("Tải về để xem" in page) == (kind == "ocx")
            assert ("Trang 1/2" in page) == (kind == "pdf")
            rows += 1
    chain = as_("member").get(f"/ho-so/{code}/chung-cu/{items['jpg'].pk}/luu-giu/").content.decode()
    assert "Người ghi nhận" in chain
    assert "Tô Thử Một" not in chain
    for page, status in (("2", 200), ("3", 404), ("0", 404), ("x", 404), ("99999", 404)):
        assert (
            as_("member").get(f"/chung-cu/{items['pdf'].pk}/anh/?trang={page}").status_code
            == status
        )
        rows += 1
    counted(rows, "viewer × person")
    assert Event.objects.filter(verb="viewed_evidence").count() == 10, (
        "nine pages, and the second page of the PDF, which no page had shown"
    )


def looks_at(item) -> tuple[list[str], int]:
    events = (
        Event.objects.about(item)
        .filter(verb__in=("viewed_evidence", "opened_evidence", "downloaded", "saw_custody"))
        .order_by("seq")
    )
    return [event.verb for event in events], item.custody.filter(
        verb__in=("viewed", "downloaded")
    ).count()


def test_every_look_at_evidence_at_every_door_is_an_event_and_a_row_of_custody(
    case, as_, world, counted
):
    """Viewer, each page, each size, the picture alone, the file, the copy, the bundle of the person
    concerned. What a page has just shown is one look.
    """
    made, items = case
    copy = cover(made, items["jpg"])
    logging_page = f"/ho-so/{made.incident.code}/chung-cu"
    made.fresh()
    review.notify(
        incident=made.fresh(), bundle=[copy, items["pdf"]], by=world.fresh("member"), at=made.step()
    )
    own, pdf, jpg = f"/cua-toi/{made.incident.code}", items["pdf"], items["jpg"]
    doors = (  # who, address, item, (events, rows of custody)
        ("member", f"{logging_page}/{pdf.pk}/", pdf, 1),
        ("member", f"/chung-cu/{pdf.pk}/anh/?trang=1", pdf, 0),
        ("member", f"/chung-cu/{pdf.pk}/anh/?trang=1&co=lon", pdf, 1),
        ("member", f"/chung-cu/{pdf.pk}/anh/?trang=2", pdf, 1),
        ("member", f"/chung-cu/{pdf.pk}/anh/?trang=2", pdf, 0),
        ("member", f"{logging_page}/{pdf.pk}/?trang=2&co=lon", pdf, 1),
        ("member", f"/chung-cu/{pdf.pk}/anh/?trang=2&co=lon", pdf, 0),
        ("lead", f"/chung-cu/{pdf.pk}/anh/?trang=2", pdf, 1),
        ("unit_head", f"/chung-cu/{jpg.pk}/anh/", jpg, 1),
        ("unit_head", f"/chung-cu/{jpg.pk}/anh/", jpg, 0),
        ("member", f"{logging_page}/{jpg.pk}/che/", jpg, 1),
        ("member", f"/chung-cu/{jpg.pk}/anh/?trang=1", jpg, 0),
        ("member", f"/chung-cu/{jpg.pk}/", jpg, 1),
        ("member", f"/chung-cu/{jpg.pk}/", jpg, 1),
        ("member", f"{logging_page}/{copy.pk}/", copy, 1),
        ("member", f"/chung-cu/{copy.pk}/anh/", copy, 0),
        ("person", f"{own}/anh/{copy.pk}/", copy, 1),
        ("person", f"{own}/anh/{copy.pk}/", copy, 0),
        ("person", f"{own}/anh/{copy.pk}/?co=lon", copy, 1),
        ("person", f"{own}/chung-cu/{pdf.pk}/xem/", pdf, 1),
        ("person", f"{own}/anh/{pdf.pk}/", pdf, 0),
        ("member", f"/chung-cu/{items['ocx'].pk}/", items["ocx"], 1),
        ("member", f"{logging_page}/{items['ocx'].pk}/", items["ocx"], 1),
        (
            "lead",
            f"{logging_page}/{made.incident.evidence.get(number=1).pk}/",
            made.incident.evidence.get(number=1),
            1,
        ),
    )
    wrong = []
    for who, address, item, due in doors:
        (before, rows_before), answer = looks_at(item), as_(who).get(address)
        body_of(answer)
        after, rows_after = looks_at(item)
        if answer.status_code != 200 or (len(after) - len(before), rows_after - rows_before) != (
            due,
            due,
        ):
            wrong.append(
                (
                    who,
                    address,
                    answer.status_code,
                    len(after) - len(before),
                    rows_after - rows_before,
                )
            )
    counted(len(doors), "looks at evidence, door by door")
    assert not wrong, wrong
    named = Event.objects.filter(
        subject_type="evidence", actor_name__in=("Tô Thử Một", "Chu Yến Phản Ánh")
    )
    assert not named.filter(verb__in=("viewed_evidence", "opened_evidence")).exists()


def test_the_picture_of_a_page_is_its_look_for_ten_minutes_only(case, as_, world):
    made, items = case
    item, by, at = items["jpg"], world.fresh("member"), made.step()
    serving.show(item, by=by, at=at, pages=[1])
    for minutes, looks in ((9, 1), (11, 2), (20, 2), (30, 3)):
        serving.serve_picture(item, by=by, at=at + timedelta(minutes=minutes))
        assert len(looks_at(item)[0]) == looks, minutes
    serving.serve_picture(item, by=world.fresh("unit_head"), at=at + timedelta(minutes=31))
    serving.serve_picture(item, by=world.fresh("lead"), at=at + timedelta(minutes=31))
    assert len(looks_at(item)[0]) == 5, "somebody else's look is not mine"


def test_a_damaged_item_is_refused_at_every_door_and_written_down(case, as_):
    made, items = case
    item, code = items["jpg"], made.incident.code
    (root() / item.file.path).write_bytes(b"khac")
    for address in (
        f"/ho-so/{code}/chung-cu/{item.pk}/",
        f"/chung-cu/{item.pk}/",
        f"/chung-cu/{item.pk}/anh/",
        f"/ho-so/{code}/chung-cu/{item.pk}/che/",
    ):
        assert as_("member").get(address).status_code == 409, address
    assert item.custody.filter(verb="damaged").count() == 4
    with pytest.raises(NotNow, match="nguyên vẹn"):
        cover(made, item)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_row_of_custody_is_never_changed(change, story):
    story("submitted")
    rows = CustodyEvent.objects.filter(verb="received")
    assert rows.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(who="Khác") if change == "update" else rows._raw_delete(rows.db)


def test_a_sealed_case_writes_its_seal_and_opens_nothing(story, as_):
    made = story("submitted")
    made.screen_out("denunciation")
    item = made.incident.evidence.get()
    assert item.custody.filter(verb="sealed").count() == 1
    assert as_("lead").get(f"/ho-so/{made.incident.code}/chung-cu/{item.pk}/").status_code == 404


def test_what_is_known_of_a_post_is_kept_amended_and_updated_as_a_step(as_, world, story):
    client = as_("unit_head")
    client.post("/vu-viec/moi/")
    incident = Incident.objects.get()
    url = f"/vu-viec/{incident.code}/sua/"
    about = {
        "ev-account_name": "Trang thử",
        "ev-account_kind": "personal",
        "ev-posted_at": "09/11/2026 14:20",
        "ev-captured_at": "10/11/2026 08:00",
        "ev-captured_by": "tô thử một",
        "ev-seen_how": "public",
        "ev-later_status": "edited",
        "ev-later_status_on": "11/11/2026",
        "ev-translation_note": "Tiếng Tày",
        "ev-relied_on": "on",
    }
    given = {
        "version": incident.version,
        "save": "1",
        "evidence_url": "https://mang.example/1",
        "caption": "Bài viết",
    }
    wrong = client.post(url, {**given, **about, "ev-posted_at": "hôm nào đó"})
    assert (wrong.status_code, Evidence.objects.count()) == (422, 0)
    assert "Trang thử" in wrong.content.decode()
    named = client.post(
        url,
        {**given, **about, "version": Incident.objects.get().version, "caption": "Tô Thử Một chụp"},
    )
    assert "không ghi tên ông/bà" in named.content.decode()
    assert (
        client.post(url, {**given, **about, "version": Incident.objects.get().version}).status_code
        == 302
    )
    item = Evidence.objects.get()
    assert (item.account_name, item.later_status, item.later_status_on, item.captured_by) == (
        "Trang thử",
        "edited",
        date(2026, 11, 11),
        "",
    ), "empty: the reporter"
    edit = f"/vu-viec/{incident.code}/chung-cu/{item.pk}/sua/"
    assert "14:20 09/11/2026" in client.get(edit).content.decode()
    assert (
        client.post(
            edit, {"caption": "Bài viết, bản đầu", "account_name": "Trang khác"}
        ).status_code
        == 302
    )
    item.refresh_from_db()
    assert (item.caption, item.account_name, item.relied_on, item.later_status) == (
        "Bài viết, bản đầu",
        "Trang khác",
        False,
        "",
    )

    made = story("in_review")
    item, handler = made.incident.evidence.get(), as_("member")
    act = f"/ho-so/{made.incident.code}/cap-nhat-chung-cu/"
    assert "checked" in handler.get(f"{act}?cc={item.pk}").content.decode()
    change = {
        "version": made.fresh().version,
        "item": item.pk,
        "later_status": "deleted",
        "later_status_on": "12/11/2026",
        "relied_on": "no",
        "note": "Đã mở lại đường dẫn",
    }
    assert handler.post(act, change).status_code == 302
    item.refresh_from_db()
    assert (item.later_status, item.relied_on) == ("deleted", False)
    assert "đã gỡ ngày 12/11/2026" in made.fresh().steps.get(verb="update_evidence").note
    assert item.custody.filter(verb="changed").count() == 1


def test_more_evidence_is_one_version_too(case, world):
    made, items = case
    copy = cover(made, items["jpg"])
    review.notify(incident=made.fresh(), bundle=[items["pdf"]], by=world.member, at=made.step())
    with pytest.raises(NotNow, match="chỉ gửi một bản"):
        review.disclose_more(
            incident=made.fresh(),
            bundle=[copy, items["jpg"]],
            reason="Bổ sung",
            by=world.member,
            at=made.step(),
        )
    review.disclose_more(
        incident=made.fresh(), bundle=[copy], reason="Bổ sung", by=world.member, at=made.step()
    )
    assert copy.custody.filter(verb="disclosed").count() == 1
