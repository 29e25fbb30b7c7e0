"""Pages of audit."""

from django.urls import path

from compliance.audit import views

app_name = "audit"
urlpatterns = [
    path("nhat-ky/", views.trail, name="trail"),
    path("nhat-ky/xuat/", views.export, name="export"),
    path("nhat-ky/kiem-tra/", views.verify, name="verify"),
    path("nhat-ky/kiem-tra/tien-do/", views.verify_state, name="verify_state"),
    path("nhat-ky/chuoi/", views.chain, name="chain"),
    path("nhat-ky/bo-kiem-tra/", views.verifier, name="verifier"),
    path("so-xuat-du-lieu/", views.exports, name="exports"),
    path("so-xuat-du-lieu/xuat/", views.export_ledger, name="export_ledger"),
]
