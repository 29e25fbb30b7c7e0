"""Where files arrive piece by piece."""

from django.urls import path

from compliance.files import views

app_name = "files"
urlpatterns = [
    path("tep-dang-gui/", views.uploads, name="uploads"),
    path("tep-dang-gui/<uuid:pk>/", views.upload, name="upload"),
]
