"""The one address of the desk."""

from django.urls import path

from compliance.desk import views

app_name = "desk"
urlpatterns = [path("dang-soan/", views.keep, name="keep")]
