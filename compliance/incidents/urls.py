"""Pages of incidents."""

from django.urls import path
from django.shortcuts import redirect

app_name = "incidents"
urlpatterns = [path("vu-viec/<str:code>/sua/", redirect, name="edit")]
