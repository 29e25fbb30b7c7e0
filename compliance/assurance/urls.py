"""Pages of breaches and reviews."""

from django.urls import path

from compliance.assurance.views import breaches, reviews

app_name = "assurance"
urlpatterns = [
    path("su-co-du-lieu/", breaches.breaches, name="breaches"),
    path("su-co-du-lieu/danh-sach/", breaches.export_breaches, name="export_breaches"),
    path("su-co-du-lieu/moi/", breaches.new_breach, name="new_breach"),
    path("su-co-du-lieu/<int:pk>/", breaches.breach, name="breach"),
    path("ra-soat/", reviews.reviews, name="reviews"),
    path("ra-soat/<int:pk>/", reviews.review, name="review"),
]
