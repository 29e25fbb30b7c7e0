"""Pages of logging and the list of cases."""

from django.urls import path

from compliance.incidents.views import evidence, log, queue, sent

app_name = "incidents"
urlpatterns = [
    path("don-vi/", queue.unit_home, name="unit_home"),
    path("ho-so/", queue.queue, name="queue"),
    path("ho-so/xuat/", queue.export, name="export"),
    path("vu-viec/moi/", log.log, name="log"),
    path("vu-viec/nhap/", sent.drafts, name="drafts"),
    path("vu-viec/quy-dinh/", log.provisions, name="provisions"),
    path("vu-viec/<str:code>/sua/", log.edit, name="edit"),
    path("vu-viec/<str:code>/luu/", log.autosave, name="autosave"),
    path("vu-viec/<str:code>/chung-cu/<uuid:pk>/bo/", log.drop_evidence, name="drop_evidence"),
    path("vu-viec/<str:code>/chung-cu/<uuid:pk>/sua/", log.edit_evidence, name="edit_evidence"),
    path("vu-viec/<str:code>/da-gui/", sent.submitted, name="submitted"),
    path("vu-viec/<str:code>/rut/", sent.withdraw, name="withdraw"),
    path("vu-viec/<str:code>/rut-ve/", sent.take_back, name="take_back"),
    path("vu-viec/<str:code>/chep/", sent.copy, name="copy"),
    path("chung-cu/<uuid:pk>/", evidence.evidence_file, name="evidence_file"),
    path("chung-cu/<uuid:pk>/anh/", evidence.evidence_image, name="evidence_image"),
]
