"""Pages of the review and of the person concerned."""

from functools import partial

from django.urls import path

from compliance.review.conclusion import views as fairness
from compliance.review.deadlines.views import calendars, ledger, terms
from compliance.review.documents import notices
from compliance.review.documents import views as documents
from compliance.review.evidence import views as evidence
from compliance.review.handover import views as handover
from compliance.review.hearing.views import delivery_scan
from compliance.review.identity import views as reveal
from compliance.review.paperwork.views import paper_scan
from compliance.review.triage import views as compare
from compliance.review.views import acts, case, own, turns, why, work

app_name = "review"
urlpatterns = [
    path("viec-can-lam/", work.work, name="work"),
    path("quyen-xem/", why.why, name="why"),
    path("ban-giao/", handover.departures, name="departures"),
    path("ban-giao/<int:pk>/", handover.departure, name="departure"),
    path(
        "ban-giao/<int:pk>/chuc-nang/<int:function>/", handover.hand_function, name="hand_function"
    ),
    path("ban-giao/<int:pk>/ho-so/", handover.hand_cases, name="hand_cases"),
    path("ban-giao/<int:pk>/ban-nhap/", handover.hand_drafts, name="hand_drafts"),
    path("ban-giao/<int:pk>/hoan-tat/", handover.finish, name="finish_departure"),
    path("ban-giao/<int:pk>/bo/", handover.drop, name="drop_departure"),
    path("de-nghi-danh-tinh/", reveal.reveals, name="reveals"),
    path("de-nghi-danh-tinh/<int:pk>/", reveal.vote, name="vote_reveal"),
    path("lich-lam-viec/thay-doi/", calendars.change_calendar, name="change_calendar"),
    path("lich-lam-viec/mau/", calendars.template, name="calendar_template"),
    path("sua-thoi-han/", terms.terms_changes, name="terms_changes"),
    path("sua-thoi-han/<int:pk>/", terms.terms_change, name="terms_change"),
    path("bo-quy-tac/<str:code>/sua/", terms.change_terms, name="change_terms"),
    path("ho-so/<str:code>/", case.case, name="case"),
    path("ho-so/<str:code>/dien-bien/", case.history, name="history"),
    path("ho-so/<str:code>/thoi-han/", ledger.ledger, name="ledger"),
    path("ho-so/<str:code>/phieu/", case.sheet, name="sheet"),
    path("ho-so/<str:code>/phieu-cong-bang/", fairness.record, name="fairness"),
    path("ho-so/<str:code>/in-thong-bao/", notices.notice, name="notice"),
    path("ho-so/<str:code>/giao-nhan/<int:pk>/", delivery_scan, name="delivery_scan"),
    path("ho-so/<str:code>/ban-giay/<int:pk>/", paper_scan, name="paper_scan"),
    path("ho-so/<str:code>/nhac/", turns.remind_them, name="remind"),
    path("ho-so/<str:code>/so-sanh/", compare.compare, name="compare"),
    path("ho-so/<str:code>/cung-bao-cao/", compare.report, name="siblings"),
    path("ho-so/<str:code>/nguoi-ghi-nhan/", reveal.reporter, name="reporter"),
    path("ho-so/<str:code>/khong-ghi-nhan/", reveal.not_reporter, name="not_reporter"),
    path("ho-so/<str:code>/danh-tinh/", reveal.ask, name="ask_reveal"),
    path("ho-so/<str:code>/tep/<uuid:pk>/", case.answer_file, name="answer_file"),
    path("ho-so/<str:code>/chung-cu/<uuid:pk>/", evidence.evidence, name="evidence"),
    path("ho-so/<str:code>/chung-cu/<uuid:pk>/luu-giu/", evidence.chain, name="custody"),
    path("ho-so/<str:code>/chung-cu/<uuid:pk>/che/", evidence.redact, name="redact"),
    path("ho-so/<str:code>/bien-phap/<int:pk>/tai-lieu/", case.proof_file, name="proof_file"),
    path("ho-so/<str:code>/van-ban/<uuid:pk>/", case.outside_file, name="outside_file"),
    path("so-van-ban/", documents.register, name="document_register"),
    path("so-van-ban/xuat/", documents.export, name="export_documents"),
    path("ho-so/<str:code>/van-ban/moi/<slug:kind>/", documents.new_document, name="new_document"),
    path("ho-so/<str:code>/van-ban/<int:pk>/", documents.document, name="document"),
    path(
        "ho-so/<str:code>/van-ban/<int:pk>/loi-van/", documents.edit_document, name="edit_document"
    ),
    path("ho-so/<str:code>/van-ban/<int:pk>/ghi-so/", documents.type_back, name="type_back"),
    path(
        "ho-so/<str:code>/van-ban/<int:pk>/bo/", documents.discard_document, name="discard_document"
    ),
    path(
        "ho-so/<str:code>/van-ban/<int:pk>/tai/<slug:form>/",
        documents.download,
        name="download_document",
    ),
    path("ho-so/<str:code>/<slug:slug>/", acts.act, name="act"),
    path("cua-toi/", own.mine, name="mine"),
    path("cua-toi/<str:code>/", own.my_case, name="my_case"),
    path("cua-toi/<str:code>/phieu-cong-bang/", fairness.my_record, name="my_fairness"),
    path("cua-toi/<str:code>/in-thong-bao/", notices.my_notice, name="my_notice"),
    path("cua-toi/<str:code>/nhan/", own.receive, name="my_receipt"),
    path("cua-toi/<str:code>/luu-nhap/", own.save_answer, name="save_answer"),
    path("cua-toi/<str:code>/giai-trinh/", own.answer, name="answer"),
    path("cua-toi/<str:code>/bien-phap/<int:pk>/", own.acknowledge, name="acknowledge"),
    path("cua-toi/<str:code>/van-ban/<uuid:pk>/", own.my_paper, name="my_paper"),
    path("cua-toi/<str:code>/chung-cu/<uuid:pk>/", own.my_evidence, name="my_evidence"),
    path("cua-toi/<str:code>/chung-cu/<uuid:pk>/xem/", own.my_viewer, name="my_viewer"),
    path(
        "cua-toi/<str:code>/anh/<uuid:pk>/", partial(own.my_evidence, inline=True), name="my_image"
    ),
    path("cua-toi/<str:code>/tep/<uuid:pk>/", own.my_file, name="my_file"),
    path(
        "cua-toi/<str:code>/van-ban/<int:pk>/<slug:form>/",
        documents.my_document,
        name="my_document",
    ),
    path("cua-toi/<str:code>/<slug:slug>/", acts.own_act, name="own_act"),
]
