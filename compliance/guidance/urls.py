"""Pages of guidance."""

from django.urls import path

from compliance.guidance import views

app_name = "guidance"
urlpatterns = [
    path("quan-triet/", views.briefings, name="briefings"),
    path("quan-triet/moi/", views.new_briefing, name="new_briefing"),
    path("nguon-chinh-thong/", views.sources, name="sources"),
    path("van-ban/<int:pk>/xac-nhan/", views.acknowledge, name="acknowledge"),
]
