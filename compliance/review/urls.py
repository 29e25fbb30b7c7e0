"""Pages of review."""

app_name = "review"
urlpatterns = []
