"""Pages of guidance."""

from django.urls import path

from compliance.guidance.views import briefings, dispatches

app_name = "guidance"
urlpatterns = [
    path("quan-triet/", dispatches.dispatches, name="dispatches"),
    path("quan-triet/gui/", dispatches.new_dispatch, name="new_dispatch"),
    path("quan-triet/gui/<int:pk>/", dispatches.dispatch, name="dispatch"),
    path("quan-triet/gui/<int:pk>/nguoi/", dispatches.people, name="people"),
    path("quan-triet/gui/<int:pk>/danh-sach-ky/", dispatches.sign_list, name="sign_list"),
    path("quan-triet/gui/<int:pk>/ghi-ky/", dispatches.signatures, name="signatures"),
    path("quan-triet/gui/<int:pk>/nhac/", dispatches.remind, name="remind"),
    path("quan-triet/gui/<int:pk>/theo-doi-lai/", dispatches.resume, name="resume_dispatch"),
    path("quan-triet/gui/<int:pk>/ket-thuc/", dispatches.end, name="end_dispatch"),
    path("quan-triet/buoi/", briefings.briefings, name="briefings"),
    path("quan-triet/buoi/moi/", briefings.new_briefing, name="new_briefing"),
    path("quan-triet/buoi/<int:pk>/", briefings.briefing, name="briefing"),
    path("quan-triet/tep/<uuid:pk>/", briefings.file, name="file"),
    path("nguon-chinh-thong/", briefings.sources, name="sources"),
    path("van-ban/<int:pk>/xac-nhan/", briefings.acknowledge, name="acknowledge"),
]
