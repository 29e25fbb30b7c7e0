"""Every route × every person: who gets in, who is told 403, for whom it does not exist. A new route
without a row here is a failure.
"""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from compliance.assurance import actions as assurance
from compliance.assurance.models import Review
from compliance.guidance.actions import hold_briefing, send_instrument
from compliance.outbox.models import Message, Notification
from compliance.registry.actions import (
    ask_about_data,
    ask_access,
    ask_first_accounts,
    confirm_access,
    confirm_first_accounts,
)
from compliance.registry.models import (
    AccessRequest,
    Departure,
    Function,
    ImportRun,
    OfficeAlias,
    OfficeVersion,
)
from compliance.retention.models import DisposalBatch, LegalHold
from compliance.review.case.queries import live_measures
from compliance.review.documents.composing import compose
from compliance.review.models import CaseDocument, RevealRequest
from compliance.rulebook.changes import RuleChange
from compliance.rulebook.models import Instrument, RuleSet
from reports import actions as reporting
from reports.models import Delivery, PeriodKind, Recipient, SavedView, Summary, UnitReturn
from reports.periods import period_of, previous
from tests.engines import asked_here
from tests.world import PEOPLE, png, related

ANYBODY = set(PEOPLE)
CASE = {
    "unit_head",
    "lead",
    "deputy_lead",
    "member",
    "affairs",
    "chairman",
    "vice",
}  # who sees the case of the story; kin, recused and superuser do not
HEADS, LEADS, CHAIRS = (
    {"unit_head", "other_head"},
    {"lead", "deputy_lead", "recused"},
    {"chairman", "vice"},
)
KEEPS = LEADS | {"auditor"}
MEMBERS = {"member", "other_member", "kin"}
REGISTRY = HEADS | LEADS | MEMBERS | CHAIRS | {"affairs", "administrator"}
DASHBOARD = HEADS | LEADS | CHAIRS
PREPARES = LEADS | MEMBERS
SUMMARIES = PREPARES | CHAIRS
RETURNS = HEADS | LEADS | CHAIRS
DIRECTIONS = RETURNS | MEMBERS
BREACHES = LEADS | CHAIRS | {"affairs", "administrator", "auditor"}
OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_signup",
    "help",
    "privacy",
    "healthz",
    "readyz",
    "security_txt",
    "robots",
    "disclosure",
    "csp_report",
    "set_language",
    "reports:verify_form",
    "reports:verify",
    "reports:copy",
    "reports:copy_file",
    "registry:set_password",
}
ALLAUTH = ("mfa_", "usersessions_", "account_")

DRAFTERS = {"lead", "deputy_lead", "member"}  # of documents of the case: its handler and the leads

# name: (people who get 200 or a redirect on GET, status for everybody else)
PAGES = {
    "home": (ANYBODY, None),
    "account": (ANYBODY, None),
    "help": (ANYBODY, None),
    "privacy": (ANYBODY, None),
    "healthz": (ANYBODY, None),
    "readyz": (ANYBODY, None),
    "security_txt": (ANYBODY, None),
    "robots": (ANYBODY, None),
    "disclosure": (ANYBODY, None),
    "api:staff": (REGISTRY, 403),
    "api:reportable": (HEADS | LEADS | MEMBERS, 403),
    "api:incidents": (ANYBODY, None),
    "api:incident": (CASE, 404),
    "files:uploads": (ANYBODY, None),
    "files:upload": (set(), 404),
    "incidents:log": (HEADS | LEADS | MEMBERS, 403),
    "incidents:drafts": (HEADS | LEADS | MEMBERS, 403),
    "incidents:unit_home": (ANYBODY, None),
    "incidents:queue": (ANYBODY, None),
    "incidents:export": (ANYBODY, None),
    "incidents:provisions": (ANYBODY, None),
    "incidents:edit": ({"unit_head"}, 404),
    "incidents:submitted": ({"unit_head"}, 404),
    "incidents:withdraw": ({"unit_head"}, 404),
    "incidents:edit_evidence": ({"unit_head"}, 404),
    "review:evidence": (CASE, 404),
    "review:custody": (CASE, 404),
    "review:my_viewer": ({"person"}, 404),
    "incidents:evidence_file": (CASE, 404),
    "incidents:evidence_image": (CASE, 404),
    "review:departures": (LEADS | {"affairs", "administrator"}, 403),
    "review:departure": (LEADS | {"affairs", "administrator"}, 403),
    "review:why": (LEADS | {"auditor"}, 403),
    "review:reveals": (LEADS | MEMBERS | {"auditor"}, 403),
    "review:work": (ANYBODY, None),
    "review:case": (CASE, 404),
    "review:change_calendar": (LEADS | {"affairs", "administrator"}, 403),
    "review:change_terms": (LEADS | {"affairs", "administrator"}, 403),
    "review:terms_change": (LEADS | {"affairs", "administrator", "auditor"}, 403),
    "review:terms_changes": (LEADS | {"affairs", "administrator", "auditor"}, 403),
    "review:calendar_template": (LEADS | {"affairs", "administrator"}, 403),
    "review:not_reporter": (CASE, 404),
    "review:history": (CASE, 404),
    "review:ledger": (CASE, 404),
    "review:sheet": (CASE, 404),
    "review:fairness": (CASE, 404),
    "review:notice": (CASE, 404),
    "review:compare": (CASE, 404),
    "review:siblings": (CASE, 404),
    "review:delivery_scan": (set(), 404),
    "review:paper_scan": (set(), 404),
    "review:answer_file": (set(), 404),
    "review:proof_file": (set(), 404),
    "review:outside_file": (set(), 404),
    "review:my_paper": (set(), 404),
    "review:document_register": (LEADS | MEMBERS | {"affairs"}, 403),
    "review:export_documents": (LEADS | MEMBERS | {"affairs"}, 403),
    **{
        f"review:{name}": (DRAFTERS, 404)
        for name in ("document", "edit_document", "type_back", "download_document")
    },
    "review:my_document": (set(), 404),
    "review:mine": (ANYBODY, None),
    "review:my_case": ({"person"}, 404),
    "review:my_receipt": ({"person"}, 404),
    "registry:door": (ANYBODY, None),
    "review:answer": ({"person"}, 404),
    "review:my_evidence": ({"person"}, 404),
    "review:my_image": ({"person"}, 404),
    "review:my_file": (set(), 404),
    "review:my_fairness": ({"person"}, 404),
    "review:my_notice": ({"person"}, 404),
    "registry:staff": (REGISTRY, 403),
    "registry:export": (REGISTRY, 403),
    "registry:template": ({"affairs"}, 403),
    "registry:new_person": ({"affairs"}, 403),
    "registry:staff_import": ({"affairs"}, 403),
    "registry:import_preview": ({"affairs"}, 403),
    "registry:import_state": ({"affairs"}, 403),
    "registry:import_download": ({"affairs"}, 403),
    "registry:relations": (ANYBODY, 403),
    "registry:relation": ({"affairs", "person", "other_staff"}, 404),
    "registry:my_data": (ANYBODY - {"superuser"}, 403),
    "registry:ask": (ANYBODY - {"superuser"}, 403),
    "registry:own_copy": (ANYBODY - {"superuser"}, 403),
    "registry:data_requests": (LEADS | {"affairs"}, 403),
    "registry:paper_request": ({"affairs"}, 403),
    "registry:data_request": ({"affairs"}, 404),
    "audit:exports": (ANYBODY, None),
    "audit:export_ledger": (ANYBODY, None),
    "registry:person": (
        LEADS | MEMBERS | CHAIRS | {"affairs", "administrator", "unit_head", "person"},
        404,
    ),
    "registry:access": ({"administrator", "auditor"}, 403),
    "registry:slip": ({"administrator"}, 404),
    "first_steps": (LEADS | {"administrator", "affairs"}, 403),
    "registry:new_accounts": ({"administrator", "auditor"}, 403),
    "registry:slips": ({"administrator"}, 403),
    "registry:slip_numbers": ({"administrator", "auditor"}, 403),
    "registry:set_password": (set(), 410),
    "registry:old_address": (
        LEADS | MEMBERS | CHAIRS | {"affairs", "administrator", "unit_head", "person"},
        404,
    ),
    "registry:committee": (ANYBODY, None),
    "registry:change_committee": ({"lead", "administrator"}, 403),
    "registry:offices": (REGISTRY, 403),
    "registry:new_office": ({"affairs"}, 403),
    "registry:office_import": ({"affairs"}, 403),
    "registry:office_template": ({"affairs"}, 403),
    "registry:office": (REGISTRY, 403),
    **{
        f"registry:{name}": ({"affairs"}, 403)
        for name in (
            "change_office",
            "change_office_code",
            "office_hours",
            "close_office",
            "correct_version",
        )
    },
    "registry:functions": ({"administrator"}, 403),
    "rulebook:instruments": (ANYBODY, None),
    "rulebook:instrument": (ANYBODY, None),
    "rulebook:rule_sets": (ANYBODY, None),
    "rulebook:rule_set": (ANYBODY, None),
    "rulebook:new_instrument": (LEADS | {"affairs", "administrator"}, 403),
    "rulebook:calendar": (ANYBODY, None),
    "guidance:briefings": (ANYBODY, None),
    "guidance:new_briefing": (HEADS, 403),
    "guidance:dispatches": (ANYBODY, None),
    "guidance:new_dispatch": (LEADS | {"affairs", "administrator"}, 403),
    **{
        f"guidance:{name}": (LEADS | CHAIRS | {"affairs", "unit_head"}, 404)
        for name in ("dispatch", "people", "sign_list", "briefing", "file")
    },
    "guidance:sources": (ANYBODY, None),
    "outbox:notifications": (ANYBODY, None),
    "outbox:open": ({"lead"}, 404),
    "outbox:dead": ({"administrator"}, 403),
    "condition": ({"administrator"}, 403),
    "retention:due": (LEADS, 403),
    "retention:due_book": (LEADS, 403),
    "retention:batches": (KEEPS, 403),
    "retention:holds": (KEEPS, 403),
    "retention:terms": (KEEPS, 403),
    "retention:tombstones": (KEEPS, 403),
    "retention:register": ({"auditor"}, 403),
    "audit:trail": ({"auditor"}, 403),
    "audit:export": ({"auditor"}, 403),
    "audit:verify": ({"auditor"}, 403),
    "audit:verify_state": ({"auditor"}, 403),
    "audit:chain": (set(), 403),
    "audit:verifier": ({"auditor"}, 403),
    "reports:dashboard": (DASHBOARD, 403),
    "reports:export": (DASHBOARD, 403),
    "reports:summaries": (SUMMARIES, 403),
    "reports:summary": (PREPARES, 404),
    "reports:document": (PREPARES, 404),
    "reports:returns": (RETURNS, 403),
    "reports:return": (LEADS | CHAIRS | {"unit_head"}, 404),
    "reports:directions": (DIRECTIONS, 403),
    "reports:new_direction": (CHAIRS, 403),
    "reports:direction": (LEADS | MEMBERS | CHAIRS | {"unit_head"}, 404),
    "reports:entries": (PREPARES, 404),
    "reports:deliveries": (PREPARES, 404),
    "reports:recipients": (PREPARES, 403),
    "reports:recipient": (PREPARES, 403),
    "reports:saved_view": ({"lead"}, 404),
    "reports:export_returns": (RETURNS, 403),
    "reports:export_directions": (DIRECTIONS, 403),
    "reports:summary_scan": (set(), 404),
    "reports:reply_file": (set(), 404),
    "api:figures": (DASHBOARD, 403),
    "assurance:breaches": (BREACHES, 403),
    "assurance:export_breaches": (BREACHES, 403),
    "assurance:new_breach": (ANYBODY, None),
    "assurance:breach": (BREACHES, 404),
    "assurance:reviews": (CHAIRS | {"auditor"}, 403),
    "assurance:review": (CHAIRS | {"auditor"}, 404),
    "reports:verify_form": (ANYBODY, None),
    "reports:verify": (set(), 404),
    "reports:copy": (set(), 404),
    "reports:copy_file": (set(), 404),
}
# name: {status: people} of a GET that depends on more than one thing; everybody else 404
MIXED = {
    "guidance:signatures": {200: LEADS | {"affairs", "unit_head"}, 403: CHAIRS},
    **{
        f"registry:{name}": {
            200: {"affairs"},
            403: REGISTRY - {"affairs", "other_head"} | {"person"},
        }
        for name in ("new_posting", "end_posting", "correct_posting", "change_code")
    },
    "registry:ask_access": {
        200: {"administrator"},
        403: REGISTRY - {"administrator", "other_head"} | {"person"},
    },
    "registry:history": {
        200: {"affairs", "administrator", "person"},
        403: LEADS | MEMBERS | CHAIRS | {"unit_head"},
    },
    "review:new_document": {200: DRAFTERS, 403: CASE - DRAFTERS},
    "review:act": {200: {"unit_head", "affairs"}, 403: CASE - {"unit_head", "affairs"}},
    "review:redact": {
        200: {"lead", "deputy_lead", "member"},
        403: CASE - {"lead", "deputy_lead", "member"},
    },
    "review:own_act": {200: {"person"}, 409: set()},
    "retention:batch": {200: KEEPS - {"recused"}, 403: ANYBODY - KEEPS},
    "retention:minutes": {409: KEEPS - {"recused"}, 403: ANYBODY - KEEPS},
    "retention:hold": {200: {"lead", "deputy_lead"}, 403: CASE - {"lead", "deputy_lead"}},
    "retention:archive": {
        200: {"lead", "deputy_lead", "affairs"},
        403: CASE - {"lead", "deputy_lead", "affairs"},
    },
    "reports:edit_summary": {200: PREPARES},
    "reports:revise_summary": {200: {"lead"}, 403: PREPARES - {"lead"}},
}
# POST only: {status: people who are refused so}; whoever is not named may do it, and is tried in
# the stories
POSTS = {
    "test_letter": {403: ANYBODY - {"administrator"}},
    "review:discard_document": {404: ANYBODY - DRAFTERS},
    "set_language": {},
    "switch_function": {},
    "desk:keep": {403: ANYBODY},
    "csp_report": {},
    "end_session": {404: ANYBODY},
    "review:reporter": {403: CASE - {"lead", "deputy_lead", "member"}, 404: ANYBODY - CASE},
    "review:ask_reveal": {403: CASE - {"lead", "deputy_lead", "member"}, 404: ANYBODY - CASE},
    "review:remind": {404: ANYBODY - CASE},
    "review:hand_function": {403: ANYBODY - {"administrator"}},
    "review:hand_cases": {403: ANYBODY - LEADS},
    "review:hand_drafts": {403: ANYBODY - {"administrator"}},
    "review:finish_departure": {403: ANYBODY - {"administrator"}},
    "review:drop_departure": {403: ANYBODY - LEADS - {"affairs", "administrator"}},
    "review:vote_reveal": {
        404: ANYBODY - LEADS - {"member", "auditor"} | {"recused"},
        403: {"member"},
    },
    "incidents:autosave": {404: ANYBODY - {"unit_head"}},
    "incidents:take_back": {404: ANYBODY - {"unit_head"}},
    "incidents:copy": {404: ANYBODY - {"unit_head"}},
    "incidents:drop_evidence": {404: ANYBODY - {"unit_head"}},
    "review:save_answer": {404: ANYBODY - {"person"}},
    "review:acknowledge": {404: ANYBODY - {"person"}},
    "retention:propose": {403: ANYBODY - LEADS},
    "retention:decide": {403: ANYBODY - {"auditor", "recused"}, 404: {"recused"}},
    "retention:decide_hold": {403: ANYBODY - {"auditor", "recused"}, 404: {"recused"}},
    "retention:release": {403: ANYBODY - LEADS, 404: {"recused"}},
    "rulebook:publish": {403: ANYBODY - LEADS - {"affairs", "administrator"}},
    **{
        f"registry:import_{name}": {403: ANYBODY - {"affairs"}}
        for name in ("apply", "cancel", "read_again", "undo", "choose", "offices")
    },
    "registry:forget_alias": {403: ANYBODY - {"affairs"}},
    "registry:change_person": {
        403: REGISTRY - {"affairs", "other_head"} | {"person"},
        404: {"auditor", "other_staff", "superuser", "other_head"},
    },
    **{
        f"registry:{name}": {
            403: REGISTRY - {"affairs", "other_head"} | {"person"},
            404: {"auditor", "other_staff", "superuser", "other_head"},
        }
        for name in ("take_back_posting", "resume_posting")
    },
    "registry:declare_kin": {404: {"auditor", "other_staff", "superuser", "other_head"}},
    **{
        f"registry:{name}": {403: ANYBODY - {"auditor"}}
        for name in ("confirm_access", "refuse_access")
    },
    "registry:confirm_new_accounts": {
        403: ANYBODY - {"administrator", "auditor"},
        409: {"administrator", "auditor"},
    },
    "registry:withdraw_access": {404: ANYBODY - {"administrator", "other_staff"}},
    "registry:confirm_address": {409: ANYBODY},
    "registry:account": {
        403: REGISTRY - {"administrator", "other_head"} | {"person"},
        404: {"auditor", "other_staff", "superuser", "other_head"},
    },
    "registry:take_back_change": {403: ANYBODY - {"affairs"}},
    "registry:take_back_committee": {403: ANYBODY - {"lead", "administrator"}},
    "registry:withdraw_request": {404: ANYBODY - {"person"}},
    **{
        f"registry:{name}": {403: ANYBODY - {"administrator"}}
        for name in ("end_function", "resume_function")
    },
    "guidance:acknowledge": {403: {"superuser"}},
    "guidance:remind": {403: CHAIRS, 404: ANYBODY - LEADS - CHAIRS - {"affairs", "unit_head"}},
    **{
        f"guidance:{name}": {
            403: CHAIRS | {"unit_head"},
            404: ANYBODY - LEADS - CHAIRS - {"affairs", "unit_head"},
        }
        for name in ("end_dispatch", "resume_dispatch")
    },
    "outbox:read_all": {},
    **{
        f"outbox:{name}": {403: ANYBODY - {"administrator"}}
        for name in ("resend", "resend_all", "leave_undone")
    },
    "reports:approve_summary": {403: PREPARES - {"lead"}, 404: ANYBODY - PREPARES},
    "reports:read_summary": {403: PREPARES, 404: ANYBODY - PREPARES},
    "reports:accept_return": {
        403: CHAIRS | {"unit_head"},
        404: ANYBODY - LEADS - CHAIRS - {"unit_head"},
    },
    "reports:send_back_return": {404: ANYBODY - LEADS - CHAIRS - {"unit_head"}},
    **{
        f"reports:{name}": {
            403: LEADS - {"lead"} | MEMBERS | {"unit_head"},
            404: ANYBODY - DIRECTIONS | {"other_head"},
        }
        for name in ("close_direction", "reopen_direction")
    },
    "reports:reply_direction": {404: ANYBODY - DIRECTIONS | {"other_head"}},
    "reports:accept_reply": {
        403: LEADS - {"lead"} | MEMBERS | {"unit_head"},
        404: ANYBODY - DIRECTIONS | {"other_head"},
    },
    **{
        f"reports:{name}": {404: ANYBODY - DIRECTIONS | {"other_head"}}
        for name in ("send_back_reply", "move_due")
    },
    "reports:reopen_task": {
        403: LEADS | MEMBERS | {"unit_head"},
        404: ANYBODY - DIRECTIONS | {"other_head"},
    },
    "reports:send_back_summary": {403: PREPARES, 404: ANYBODY - PREPARES},
    "reports:sign_summary": {404: ANYBODY - PREPARES},
    "reports:record_extract": {404: ANYBODY - PREPARES},
    "reports:hand_over": {404: ANYBODY - PREPARES},
    **{
        f"reports:{name}": {403: PREPARES - {"lead"}, 404: ANYBODY - PREPARES}
        for name in ("distribute", "resend")
    },
    **{
        f"reports:{name}": {403: ANYBODY - {"lead"}}
        for name in ("end_recipient", "restore_recipient")
    },
    "reports:recall_return": {404: ANYBODY - LEADS - CHAIRS - {"unit_head"}},
    "reports:remind_return": {
        403: CHAIRS | {"unit_head"},
        404: ANYBODY - LEADS - CHAIRS - {"unit_head"},
    },
    "reports:save_view": {403: ANYBODY - DASHBOARD},
    "reports:drop_view": {404: ANYBODY - {"lead"}},
}


def routes(resolver=None, space: str = "", route: str = ""):
    """Every (name, pattern) of the portal."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}:{entry.name}" if space else entry.name, route + str(entry.pattern)
        else:
            yield from routes(entry, entry.namespace or space, route + str(entry.pattern))


def one_of_everything(story, world) -> tuple[dict, dict]:
    """The keys every route is tried with: one case in consultation, and one of everything else.
    Plain values: they are kept (tests/kept.py).
    """
    made = story("consulting")
    made.recuse()
    incident, now = made.fresh(), timezone.now()
    month = previous(period_of(PeriodKind.MONTH, timezone.localdate()))
    reporting.plan_summary(period=month, at=now)
    summary = reporting.draw(summary=Summary.objects.get(), at=now)
    reporting.plan_returns(period=month, at=now, quiet=True)
    direction = reporting.give_direction(
        text="Báo cáo kết quả.",
        offices=[world.offices["XA"]],
        due_on=timezone.localdate() + timedelta(days=9),
        by=world.fresh("chairman"),
        at=now,
    )
    enforced = story("enforcing")
    enforced.recuse()
    kinship = related(world.person_staff, world.other_staff.staff)
    run = ImportRun.objects.create(
        name="a.csv",
        path="khong-co.csv",
        sha256="0",
        by=world.affairs,
        at=now,
        state=ImportRun.State.APPLIED,
    )
    alias = OfficeAlias.objects.create(
        office=world.offices["NV"],
        spelling="Phòng Tổ chức",
        folded="phong to chuc",
        by=world.affairs,
        at=now,
    )
    evidence = incident.evidence.get().pk
    own = {"code": incident.code, "pk": evidence, "kind": "record", "form": "pdf"}
    words = compose(
        incident=incident,
        kind="invitation",
        issuer="team",
        given={"chair": "Tổ trưởng", "time": now, "day": now.date(), "place": "Phòng họp"},
        day=now.date(),
    )
    paper = CaseDocument.objects.create(
        incident=incident,
        kind="invitation",
        issuer="team",
        words=words,
        drafted_by=world.member,
        drafted_at=now,
    )
    pk = {
        "review:delivery_scan": 1,
        "review:paper_scan": 1,
        "review:proof_file": live_measures(enforced.incident).get().pk,
        "review:acknowledge": live_measures(enforced.incident).get().pk,
    }
    receiver = Recipient.objects.create(name="Sở Nội vụ", inside=False)
    copy = Delivery.objects.create(
        summary=summary, recipient=receiver, state="paper", by=world.lead, at=now
    )
    view = SavedView.objects.create(user=world.lead, name="Tháng", kind="month", created_at=now)
    held = LegalHold.objects.create(
        incident=incident,
        reason="Có khiếu nại.",
        until=now.date() + timedelta(days=90),
        asked_by=world.lead,
        asked_at=now,
    )
    batch = DisposalBatch.objects.create(note="Đợt thử.", proposed_by=world.lead, proposed_at=now)
    batch.items.create(
        incident=incident,
        kind="guidance",
        closed_on=now.date(),
        due_on=now.date(),
        counts={"rows": 4, "texts": 3, "files": 1, "bytes": 900},
    )
    breach = assurance.record_breach(
        title="Thư gửi nhầm",
        what="Nhầm địa chỉ.",
        data="Họ tên.",
        noticed_at=now,
        by=world.person,
        at=now,
    )
    review = Review.objects.create(
        kind="rights", start=date(2025, 1, 1), end=date(2025, 12, 31), due_on=date(2026, 1, 31)
    )
    asked = RuleChange.objects.create(
        base=RuleSet.objects.get(code="VC-2026"),
        values={"steps": {"answer_workdays": 6}},
        document="Luật thử",
        article="Điều 1",
        document_date=now.date(),
        valid_from=date(2026, 7, 1),
        reason="Thử.",
        asked_by=world.administrator,
        asked_at=now,
    )
    keys = {
        "assurance:": {"pk": breach.pk},
        "retention:": {"code": incident.code, "pk": batch.pk},
        "review:": own,
        "incidents:": own,
        "reports:": {"pk": summary.pk, "copy": "ban-chinh", "kind": "pdf"},
        "registry:": {"code": world.person_staff.code, "pk": kinship.pk},
        "rulebook:": {
            "pk": (
                Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False)
                .first()
                .pk
            )
        },
        "api:": own,
        "audit:": {},
        "guidance:": {
            "pk": (
                Instrument.objects.filter(to_acknowledge=True, published_at__isnull=False)
                .first()
                .pk
            )
        },
    }
    exact = {
        "assurance:review": {"pk": review.pk},
        "rulebook:rule_set": {"code": "CC-2025"},
        "review:change_terms": {"code": "CC-2025"},
        "review:terms_change": {"pk": asked.pk},
        "review:act": {"slug": "cho-y-kien"},
        "review:own_act": {"slug": "de-nghi-thay-nguoi"},
        **{
            f"registry:{name}": {"code": "XA"}
            for name in (
                "office",
                "change_office",
                "change_office_code",
                "office_hours",
                "close_office",
            )
        },
        **{
            f"registry:{name}": {"pk": OfficeVersion.objects.get(office__code="XA").pk}
            for name in ("take_back_change", "correct_version")
        },
        "registry:import_preview": {"pk": run.pk},
        "registry:forget_alias": {"pk": alias.pk},
        "registry:new_posting": {"code": world.person_staff.code, "kind": "chuyen"},
        **{
            f"registry:{name}": {"pk": world.person_staff.postings.get().pk}
            for name in ("end_posting", "correct_posting", "take_back_posting", "resume_posting")
        },
        **{
            f"registry:import_{name}": {"pk": run.pk}
            for name in (
                *("apply", "cancel", "read_again", "undo", "choose", "offices"),
                *("state", "download"),
            )
        },
        **{
            f"registry:{name}": {"pk": Function.objects.first().pk}
            for name in ("end_function", "resume_function")
        },
        "reports:return": {"pk": UnitReturn.objects.get(office__code="XA").pk},
        "reports:accept_return": {"pk": UnitReturn.objects.get(office__code="XA").pk},
        "reports:send_back_return": {"pk": UnitReturn.objects.get(office__code="XA").pk},
        **{
            f"reports:{name}": {"pk": direction.pk}
            for name in ("direction", "close_direction", "reopen_direction")
        },
        **{
            f"reports:{name}": {"pk": direction.tasks.get().pk}
            for name in (
                "reply_direction",
                "accept_reply",
                "send_back_reply",
                "reopen_task",
                "move_due",
            )
        },
        **{
            f"reports:{name}": {"pk": UnitReturn.objects.get(office__code="XA").pk}
            for name in ("recall_return", "remind_return")
        },
        "reports:summary_scan": {"pk": summary.pk, "file": 1},
        "reports:reply_file": {"pk": 1},
        "reports:verify": {"code": "K7M29QXTH4RB"},
        "reports:copy": {"token": "x"},
        "reports:copy_file": {"token": "x", "kind": "pdf"},
        **{
            f"reports:{name}": {"pk": receiver.pk}
            for name in ("recipient", "end_recipient", "restore_recipient")
        },
        **{f"reports:{name}": {"pk": copy.pk} for name in ("resend", "hand_over")},
        **{f"reports:{name}": {"pk": view.pk} for name in ("saved_view", "drop_view")},
        "outbox:open": {
            "pk": Notification.objects.filter(user=world.lead, subject_type="incident").first().pk
        },
        **{
            f"outbox:{name}": {"pk": Message.objects.first().pk}
            for name in ("resend", "leave_undone")
        },
        **{name: {"pk": value} for name, value in pk.items()},
        **{
            f"review:{name}": {"pk": paper.pk}
            for name in (
                "document",
                "edit_document",
                "type_back",
                "download_document",
                "discard_document",
                "my_document",
            )
        },
    }
    instrument = Instrument.objects.get(pk=keys["rulebook:"]["pk"])
    sent = send_instrument(
        instrument=instrument,
        offices=[world.offices["XA"]],
        due_on=now.date() + timedelta(days=9),
        note="",
        by=world.lead,
        at=now,
        quiet=True,
    )
    meeting = hold_briefing(
        office=world.offices["XA"],
        held_on=now.date(),
        instruments=[instrument],
        attendees=[world.person_staff],
        minutes="",
        by=world.fresh("unit_head"),
        at=now,
        uploads=[SimpleUploadedFile("anh.png", png())],
    )
    exact |= {
        f"guidance:{name}": {"pk": sent.pk}
        for name in (
            "dispatch",
            "people",
            "sign_list",
            "signatures",
            "remind",
            "end_dispatch",
            "resume_dispatch",
        )
    }
    asked_data = ask_about_data(
        staff=world.person_staff,
        kind="correct",
        part="name",
        text="Sai tên đệm.",
        by=world.fresh("person"),
        at=now,
    )
    exact |= {
        f"registry:{name}": {"pk": asked_data.pk} for name in ("data_request", "withdraw_request")
    }
    exact |= {
        "guidance:briefing": {"pk": meeting.pk},
        "guidance:file": {"pk": meeting.files.get().pk},
    }
    asked = RevealRequest.objects.create(
        incident=incident, asked_by=world.member, reason="Cần hỏi thêm.", asked_at=now
    )
    leaver = Departure.objects.create(
        staff=world.other_member.staff,
        reason="retired",
        last_day=now.date(),
        by=world.administrator,
        at=now,
    )
    exact["review:vote_reveal"] = {"pk": asked.pk}
    exact["end_session"] = {"pk": 1}
    lost = ask_access(
        user=world.other_staff,
        kind="password",
        way="slip",
        reason="Quên.",
        by=world.fresh("administrator"),
        at=now,
    )
    confirm_access(asked=lost, by=world.fresh("auditor"), at=now)
    ask_first_accounts(users=[world.other_member], by=world.fresh("administrator"), at=now)
    first = AccessRequest.objects.filter(kind=AccessRequest.Kind.FIRST)
    confirm_first_accounts(requests=list(first), by=world.fresh("auditor"), at=now)
    exact |= {
        f"registry:{name}": {"pk": lost.pk}
        for name in ("confirm_access", "refuse_access", "withdraw_access", "slip")
    }
    exact["registry:set_password"] = {"token": "x"}
    exact["files:upload"] = {"pk": evidence}  # the key of no file on its way
    exact["retention:decide_hold"] = exact["retention:release"] = {"pk": held.pk}
    for name in (
        "departure",
        "hand_function",
        "hand_cases",
        "hand_drafts",
        "finish_departure",
        "drop_departure",
    ):
        exact[f"review:{name}"] = {
            "pk": leaver.pk,
            "function": world.other_member.functions.get().pk,
        }
    return keys, exact


def status_of(response) -> int:
    """Read to the end: a streamed file is closed by that."""
    b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code


def known() -> set[str]:
    return set(PAGES) | set(MIXED) | set(POSTS)


def ours() -> list[tuple[str, str]]:
    return [(name, pattern) for name, pattern in routes() if not name.startswith(ALLAUTH)]


def test_every_route_has_a_row_and_every_row_a_route():
    assert {name for name, _ in ours()} == known()


def expected_get(name: str, who: str) -> set[int]:
    if name == "readyz":
        return {
            200,
            503,
        }  # no work in the background is heard of here: tests/house/test_redis_away.py
    if name in POSTS:
        return {405}
    if name in MIXED:
        return {next((status for status, people in MIXED[name].items() if who in people), 404)}
    people, otherwise = PAGES[name]
    return {200, 302} if who in people else {otherwise}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_opens_for_whom_it_should_and_for_nobody_else(who, arguments, as_, counted):
    client, wrong, rows = as_(who), [], 0
    for turn, (name, pattern) in enumerate(ours()):
        if not asked_here(PEOPLE.index(who), turn):
            continue
        status = status_of(client.get(reverse(name, kwargs=arguments(name, pattern))))
        rows += 1
        if status not in expected_get(name, who):
            wrong.append((name, status, expected_get(name, who)))
    counted(rows, "route × person, GET")
    assert not wrong, wrong


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_posts_what_is_not_theirs(who, arguments, as_, counted, settings):
    settings.LIMITS = {}  # one person posts everywhere at once
    client, wrong, rows = as_(who), [], 0
    for turn, (name, pattern) in enumerate(
        ours(), 1
    ):  # where one engine asks GET, the other asks POST
        if name in ("healthz", "readyz") or not asked_here(PEOPLE.index(who), turn):
            continue
        refused = POSTS[name] if name in POSTS else _refusals(name)
        status = next((status for status, people in refused.items() if who in people), None)
        if status is None:
            continue
        got = status_of(client.post(reverse(name, kwargs=arguments(name, pattern)), {"text": "x"}))
        rows += 1
        if got not in (status, 405):
            wrong.append((name, got, status))
    counted(rows, "route × person, POST")
    assert not wrong, wrong


def _refusals(name: str) -> dict:
    if name in MIXED:
        named = set().union(*MIXED[name].values())
        return {
            **{status: people for status, people in MIXED[name].items() if status >= 400},
            404: ANYBODY - named,
        }
    people, otherwise = PAGES[name]
    return {otherwise: ANYBODY - people} if otherwise else {}


def test_without_signing_in_every_route_leads_to_the_sign_in_page(arguments, as_, counted):
    client, wrong, rows = as_("anonymous"), [], 0
    for turn, (name, pattern) in enumerate(ours()):
        for number, method in enumerate((client.get, client.post)):
            if not asked_here(turn, number):
                continue
            answer = method(reverse(name, kwargs=arguments(name, pattern)))
            rows += 1
            if name in OPEN:
                continue
            if not (
                answer.status_code == 403
                if name.startswith("api:")
                else answer.status_code == 302 and "/tai-khoan/dang-nhap/" in answer["Location"]
            ):
                wrong.append((name, answer.status_code))
    counted(rows, "route × anonymous")
    assert not wrong, wrong


@pytest.mark.parametrize("who", ["kin", "recused", "person", "superuser", "other_head"])
def test_a_case_that_is_hidden_reads_like_one_that_does_not_exist(who, as_, story):
    made = story("consulting")
    made.recuse()
    client = as_(who)
    hidden, absent = (
        client.get(f"/ho-so/{code}/") for code in (made.incident.code, "HL-2026-ZZZZZZ")
    )
    assert hidden.status_code == absent.status_code == 404
    assert _without_tokens(hidden) == _without_tokens(absent)


def _without_tokens(response) -> str:
    return re.sub(
        r'value="[A-Za-z0-9]{64}"|value="[0-9a-f-]{36}"|nonce="[^"]+"',
        "",
        response.content.decode(),
    )
