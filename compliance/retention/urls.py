"""Pages of keeping and disposal."""

from django.urls import path

from compliance.retention.views import disposal, keeping

app_name = "retention"
urlpatterns = [
    path("luu-giu/", disposal.due, name="due"),
    path("luu-giu/danh-sach.xlsx", disposal.due_book, name="due_book"),
    path("luu-giu/de-nghi/", disposal.propose, name="propose"),
    path("luu-giu/dot/", disposal.batches, name="batches"),
    path("luu-giu/dot/<int:pk>/", disposal.batch, name="batch"),
    path("luu-giu/dot/<int:pk>/y-kien/", disposal.decide, name="decide"),
    path("luu-giu/dot/<int:pk>/bien-ban/", disposal.minutes, name="minutes"),
    path("luu-giu/giu-lai/", keeping.holds, name="holds"),
    path("luu-giu/giu-lai/<int:pk>/y-kien/", keeping.decide_hold, name="decide_hold"),
    path("luu-giu/giu-lai/<int:pk>/thoi-giu/", keeping.release, name="release"),
    path("luu-giu/ho-so/<str:code>/giu-lai/", keeping.hold, name="hold"),
    path("luu-giu/ho-so/<str:code>/nop-luu-tru/", keeping.archive, name="archive"),
    path("luu-giu/thoi-han/", keeping.terms, name="terms"),
    path("luu-giu/so/", keeping.tombstones, name="tombstones"),
    path("luu-giu/so.jsonl", keeping.register, name="register"),
]
