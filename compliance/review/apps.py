from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "compliance.review"
    label = "review"
    verbose_name = "Xem xét"
