"""Pages of the bench."""

from django.urls import path

from halang_portal.tryout.bench import views

urlpatterns = [path("san/", views.floor, name="bench_floor")]
