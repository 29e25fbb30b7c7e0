"""Pages of the registry."""

from django.urls import path, register_converter

from compliance.core.codes import CodeConverter
from compliance.registry.views import (
    access,
    door,
    functions,
    imports,
    offices,
    people,
    postings,
    relations,
    requests,
    staff,
)

register_converter(CodeConverter, "code")
app_name = "registry"
urlpatterns = [
    path("can-bo/", staff.staff, name="staff"),
    path("can-bo/xuat/", staff.export, name="export"),
    path("can-bo/mau/", staff.template, name="template"),
    path("can-bo/moi/", staff.new_person, name="new_person"),
    path("can-bo/nhap/", imports.staff_import, name="staff_import"),
    path("can-bo/nhap/<int:pk>/", imports.preview, name="import_preview"),
    path("can-bo/nhap/<int:pk>/thuc-hien/", imports.apply, name="import_apply"),
    path("can-bo/nhap/<int:pk>/tien-do/", imports.state, name="import_state"),
    path("can-bo/nhap/<int:pk>/tai/", imports.download, name="import_download"),
    path("can-bo/nhap/<int:pk>/doc-lai/", imports.read_again, name="import_read_again"),
    path("can-bo/nhap/<int:pk>/chon/", imports.choose, name="import_choose"),
    path("can-bo/nhap/<int:pk>/don-vi/", imports.name_offices, name="import_offices"),
    path("can-bo/nhap/<int:pk>/hoan-tac/", imports.undo, name="import_undo"),
    path("can-bo/nhap/<int:pk>/bo/", imports.cancel, name="import_cancel"),
    path("can-bo/vi-tri/<int:pk>/ket-thuc/", postings.end, name="end_posting"),
    path("can-bo/vi-tri/<int:pk>/giu-tiep/", postings.resume, name="resume_posting"),
    path("can-bo/vi-tri/<int:pk>/huy/", postings.take_back, name="take_back_posting"),
    path("can-bo/vi-tri/<int:pk>/dinh-chinh/", postings.correct, name="correct_posting"),
    path("can-bo/<code:code>/lich-su/", people.history, name="history"),
    path("can-bo/<code:code>/sua/", people.change, name="change_person"),
    path("can-bo/<code:code>/vi-tri/<slug:kind>/", postings.new, name="new_posting"),
    path("can-bo/<code:code>/quan-he/", people.declare_kin, name="declare_kin"),
    path("can-bo/<code:code>/tai-khoan/", people.account, name="account"),
    path("can-bo/<code:code>/cap-lai/", access.ask, name="ask_access"),
    path("can-bo/<code:code>/ma/", people.change_code, name="change_code"),
    path("can-bo/<code:code>/", people.person, name="person"),
    path("can-bo/<path:code>/", people.old_address, name="old_address"),
    path("quan-he/", relations.relations, name="relations"),
    path("quan-he/<int:pk>/", relations.relation, name="relation"),
    path("du-lieu-cua-toi/", requests.my_data, name="my_data"),
    path("du-lieu-cua-toi/de-nghi/", requests.ask, name="ask"),
    path("du-lieu-cua-toi/ban-sao/", requests.copy, name="own_copy"),
    path("du-lieu-cua-toi/<int:pk>/rut/", requests.withdraw, name="withdraw_request"),
    path("de-nghi-du-lieu/", requests.queue, name="data_requests"),
    path("de-nghi-du-lieu/moi/", requests.paper, name="paper_request"),
    path("de-nghi-du-lieu/<int:pk>/", requests.data_request, name="data_request"),
    path("don-vi-hanh-chinh/", offices.offices, name="offices"),
    path("don-vi-hanh-chinh/moi/", offices.new_office, name="new_office"),
    path(
        "don-vi-hanh-chinh/thay-doi/<int:pk>/huy/",
        offices.take_back_change,
        name="take_back_change",
    ),
    path(
        "don-vi-hanh-chinh/thay-doi/<int:pk>/dinh-chinh/",
        offices.correct_version,
        name="correct_version",
    ),
    path("don-vi-hanh-chinh/cach-ghi/<int:pk>/bo/", offices.forget_alias, name="forget_alias"),
    path("don-vi-hanh-chinh/<code:code>/", offices.office, name="office"),
    path("don-vi-hanh-chinh/<code:code>/thay-doi/", offices.change_office, name="change_office"),
    path(
        "don-vi-hanh-chinh/<code:code>/ma/", offices.change_office_code, name="change_office_code"
    ),
    path("don-vi-hanh-chinh/<code:code>/gio-lam-viec/", offices.office_hours, name="office_hours"),
    path("don-vi-hanh-chinh/<code:code>/ket-thuc/", offices.close_office, name="close_office"),
    path("cap-lai/", access.access, name="access"),
    path("cap-lai/<int:pk>/xac-nhan/", access.confirm, name="confirm_access"),
    path("cap-lai/<int:pk>/tu-choi/", access.refuse, name="refuse_access"),
    path("cap-lai/<int:pk>/huy/", access.withdraw, name="withdraw_access"),
    path("cap-lai/<int:pk>/phieu/", access.slip, name="slip"),
    path("tai-khoan/xac-nhan/", door.own_door, name="door"),
    path("tai-khoan/dia-chi-thu/", access.confirm_address, name="confirm_address"),
    path("tai-khoan/dat-mat-khau/<str:token>/", access.set_password, name="set_password"),
    path("chuc-nang-phan-quyen/", functions.functions, name="functions"),
    path("chuc-nang-phan-quyen/<int:pk>/ket-thuc/", functions.end_function, name="end_function"),
    path(
        "chuc-nang-phan-quyen/<int:pk>/giu-tiep/", functions.resume_function, name="resume_function"
    ),
]
