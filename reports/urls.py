"""Pages of reporting."""

from django.urls import path

from reports.views import dashboard, directions, returns, summaries

app_name = "reports"
urlpatterns = [
    path("so-lieu/", dashboard.dashboard, name="dashboard"),
    path("so-lieu/xuat/", dashboard.export, name="export"),
    path("bao-cao/", summaries.summaries, name="summaries"),
    path("bao-cao/<int:pk>/", summaries.summary, name="summary"),
    path("bao-cao/<int:pk>/sua/", summaries.edit, name="edit_summary"),
    path("bao-cao/<int:pk>/duyet/", summaries.approve, name="approve_summary"),
    path("bao-cao/<int:pk>/da-doc/", summaries.read, name="read_summary"),
    path("bao-cao/<int:pk>/ban-moi/", summaries.revise, name="revise_summary"),
    path("bao-cao/<int:pk>/<str:copy>.<str:kind>", summaries.document, name="document"),
    path("bao-cao-don-vi/", returns.returns, name="returns"),
    path("bao-cao-don-vi/<int:pk>/", returns.unit_return, name="return"),
    path("bao-cao-don-vi/<int:pk>/nhan/", returns.accept, name="accept_return"),
    path("bao-cao-don-vi/<int:pk>/tra-lai/", returns.send_back, name="send_back_return"),
    path("chi-dao/", directions.directions, name="directions"),
    path("chi-dao/moi/", directions.new_direction, name="new_direction"),
    path("chi-dao/<int:pk>/", directions.direction, name="direction"),
    path("chi-dao/<int:pk>/ket-thuc/", directions.close, name="close_direction"),
    path("chi-dao/viec/<int:pk>/tra-loi/", directions.reply, name="reply_direction"),
    path("chi-dao/viec/<int:pk>/chap-nhan/", directions.accept, name="accept_reply"),
    path("chi-dao/viec/<int:pk>/bo-sung/", directions.send_back, name="send_back_reply"),
]
