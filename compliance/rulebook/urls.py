"""Pages of rulebook."""

from django.urls import path

from compliance.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("van-ban/", views.instruments, name="instruments"),
    path("van-ban/moi/", views.new_instrument, name="new_instrument"),
    path("van-ban/<int:pk>/cong-bo/", views.publish, name="publish"),
    path("van-ban/<int:pk>/", views.instrument, name="instrument"),
    path("bo-quy-tac/", views.rule_sets, name="rule_sets"),
    path("bo-quy-tac/<str:code>/", views.rule_set, name="rule_set"),
    path("lich-lam-viec/", views.calendar, name="calendar"),
]
