"""Evidence that nobody relies on and that the person concerned was not shown carries nothing: who
judges opens it nowhere, the record names it, and no conclusion cites it.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.core.refusals import NotNow
from compliance.files.attachments import PERMITS
from compliance.incidents import actions as incident_actions
from compliance.incidents.custody import labels_kept_back
from compliance.incidents.models import Evidence, Incident
from compliance.review import actions as review
from compliance.review.conclusion.checks.fairness import fairness
from tests.world import CANARIES, PEOPLE, png

SECRET = "chim-hoàng-yến-chứng-cứ-để-riêng"
GATHER = {"unit_head", "member", "lead"}  # reporter, handler, triager


def left_aside(made) -> Evidence:
    """A second picture: added during the review, shown to nobody, not relied on."""
    by = made.user("member")
    upload = SimpleUploadedFile("anh-2.png", png(), "image/png")
    file = incident_actions.store_file(upload=upload, incident=made.fresh(), by=by, at=made.step())
    incident_actions.add_evidence(
        incident=made.fresh(), file=file, caption=SECRET, by=by, at=made.step()
    )
    item = made.fresh().evidence.get(number=2)
    decide(made, item, relied_on=False)
    return item


def decide(made, item: Evidence, *, relied_on: bool) -> None:
    incident_actions.update_evidence(
        incident=made.fresh(),
        evidence=item,
        later_status="",
        later_status_on=None,
        relied_on=relied_on,
        note="",
        by=made.user("member"),
        at=made.step(),
    )


def doors(incident: Incident, item: Evidence) -> dict[str, str]:
    """Every address that hands out the item or speaks of it."""
    case = f"/ho-so/{incident.code}/"
    return {
        "viewer": f"{case}chung-cu/{item.pk}/",
        "custody": f"{case}chung-cu/{item.pk}/luu-giu/",
        "redact": f"{case}chung-cu/{item.pk}/che/",
        "file": f"/chung-cu/{item.pk}/",
        "picture": f"/chung-cu/{item.pk}/anh/",
        "case": case,
        "history": f"{case}dien-bien/",
        "sheet": f"{case}phieu/",
        "conclude": f"{case}ket-luan/",
        "send back": f"{case}tra-du-thao/",
        "fairness": f"{case}phieu-cong-bang/",
        "api": f"/api/incidents/{incident.code}/",
    }


def body_of(answer) -> bytes:
    """What was handed out, read to its end: closing the answer instead would close the connection
    of the test.
    """
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


HANDS_OUT = ("viewer", "custody", "redact", "file", "picture")


def test_only_who_gathers_evidence_opens_what_is_kept_back(story, world, as_, counted):
    made = story("consulting")
    made.opine()
    item = left_aside(made)
    made.propose()
    incident, rows, opened = made.fresh(), 0, set()
    for who in PEOPLE:
        client = as_(who)
        for door, address in doors(incident, item).items():
            answer = client.get(address)
            content = body_of(answer)
            if answer.status_code == 404 and door not in HANDS_OUT:
                continue
            rows += 1
            if door in HANDS_OUT and answer.status_code == 200:
                opened.add(who)
            elif answer.status_code == 200 and who not in GATHER:
                assert SECRET not in content.decode(), (who, door)
    counted(rows, "doors to evidence that is kept back × person")
    assert opened == GATHER
    page = as_("deputy_lead").get(f"/ho-so/{incident.code}/").content.decode()
    assert "CC-02" in page, "that there is one is said, by number alone"
    assert SECRET in as_("member").get(f"/ho-so/{incident.code}/").content.decode()


def test_the_addresses_of_the_table_are_those_of_the_portal(story, as_, counted):
    """For who gathers, every door of the item opens."""
    made = story("consulting")
    item = left_aside(made)
    found = doors(made.fresh(), item)
    for door in HANDS_OUT:
        answer = as_("member").get(found[door])
        body_of(answer)
        assert answer.status_code == 200, door
    counted(len(HANDS_OUT), "doors that hand out an item")


def test_a_stored_file_is_asked_the_same(story, world, counted):
    made = story("consulting")
    item = left_aside(made)
    for who in ("deputy_lead", "chairman", "affairs", "recused"):
        assert not PERMITS[Evidence](world.fresh(who), item, item.file), who
    for who in GATHER:
        assert PERMITS[Evidence](world.fresh(who), item, item.file), who
    counted(7, "people asking for a stored file that is kept back")


def test_what_is_relied_on_or_shown_is_open_again(story, as_):
    made = story("consulting")
    item = left_aside(made)
    door, lead = f"/ho-so/{made.incident.code}/chung-cu/{item.pk}/", as_("deputy_lead")
    assert lead.get(door).status_code == 404
    decide(made, item, relied_on=True)
    assert lead.get(door).status_code == 200
    decide(made, item, relied_on=False)
    assert lead.get(door).status_code == 404
    review.disclose_more(
        incident=made.fresh(),
        bundle=[item],
        reason="Cho xem.",
        by=made.user("member"),
        at=made.step(),
    )
    assert lead.get(door).status_code == 200, "the person has it, so the decider may"


def test_before_it_is_taken_up_every_lead_reads_everything(story, as_):
    made = story("submitted")
    item = made.fresh().evidence.get()
    Evidence.objects.filter(pk=item.pk).update(relied_on=False)
    assert (
        as_("deputy_lead").get(f"/ho-so/{made.incident.code}/chung-cu/{item.pk}/").status_code
        == 200
    )
    assert labels_kept_back(made.fresh()) == []


def test_the_record_names_it_and_every_paper_leaves_its_words_out(story, world, as_, counted):
    made = story("consulting")
    left_aside(made)
    made.opine()
    made.propose()
    review.conclude(incident=made.fresh(), by=made.user("deputy_lead"), at=made.step())
    incident = made.fresh()
    conclusion = incident.conclusions.get(state="concluded")
    said = str(conclusion.fairness)
    assert "không được viện dẫn: CC-02" in said
    assert SECRET not in said
    assert "CC-02" not in str(
        [row for row in conclusion.fairness["rows"] if row.get("key") == "disclosed"]
        if "rows" in conclusion.fairness
        else ""
    )
    own = as_("person").get(f"/cua-toi/{incident.code}/").content.decode()
    assert SECRET not in own
    assert (
        CANARIES["evidence"] in as_("deputy_lead").get(f"/ho-so/{incident.code}/").content.decode()
    )
    counted(4, "papers and pages after the conclusion")


@pytest.mark.parametrize(
    "words", ["theo CC-02", "xem CC 2", "chứng cứ số 2", "Chứng cứ 02 cho thấy"]
)
def test_no_proposal_cites_it(words, story, counted, monkeypatch):
    made = story("consulting")
    left_aside(made)
    made.opine()
    monkeypatch.setitem(CANARIES, "finding", words)
    with pytest.raises(NotNow, match="CC-02"):
        made.propose()
    monkeypatch.setitem(CANARIES, "finding", words.replace("2", "1"))
    made.propose()
    counted(1, "ways to cite an item that is kept back")


def test_what_is_left_aside_after_it_was_cited_stops_the_conclusion(story):
    """The shown item goes on; one cited while it was relied on, and then put aside, does not."""
    made = story("consulting")
    item = left_aside(made)
    decide(made, item, relied_on=True)
    made.opine()
    Evidence.objects.filter(pk=item.pk).update(relied_on=True)
    CITING = {**CANARIES, "finding": "theo CC-02"}
    kept, CANARIES["finding"] = CANARIES["finding"], CITING["finding"]
    try:
        made.propose()
    finally:
        CANARIES["finding"] = kept
    decide(made, item, relied_on=False)
    incident = made.fresh()
    proposal = incident.conclusions.get(state="proposed")
    rows = {row.key: row for row in fairness(incident, proposal, None, made.at)}
    assert not rows["cited"].ok
    with pytest.raises(NotNow, match="CC-02"):
        review.conclude(incident=incident, by=made.user("deputy_lead"), at=made.step())
