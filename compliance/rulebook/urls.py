"""Pages of rulebook."""

from django.urls import path

from compliance.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("van-ban/", views.instruments, name="instruments"),
    path("van-ban/<int:pk>/", views.instrument, name="instrument"),
    path("bo-quy-tac/", views.rule_sets, name="rule_sets"),
    path("lich-lam-viec/", views.calendar, name="calendar"),
]
