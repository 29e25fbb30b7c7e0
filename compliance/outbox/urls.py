"""Pages of outbox."""

from django.urls import path

from compliance.outbox import views

app_name = "outbox"
urlpatterns = [
    path("thong-bao/", views.notifications, name="notifications"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("thong-bao/<int:pk>/", views.open_notification, name="open"),
    path("viec-chua-gui/", views.dead, name="dead"),
    path("viec-chua-gui/gui-lai/", views.resend_all, name="resend_all"),
    path("viec-chua-gui/<int:pk>/bo/", views.leave_undone, name="leave_undone"),
    path("viec-chua-gui/<int:pk>/gui-lai/", views.resend, name="resend"),
]
