"""Every page of the portal, and the floor beside them. The root of addresses under BENCH=1."""

from django.urls import path

from halang_portal import urls as portal
from halang_portal.tryout.bench import views

handler400, handler403, handler404 = portal.handler400, portal.handler403, portal.handler404
handler429, handler500 = portal.handler429, portal.handler500
urlpatterns = [*portal.urlpatterns, path("bench/san/", views.floor, name="bench_floor")]
