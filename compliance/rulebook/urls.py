"""Pages of rulebook."""

app_name = "rulebook"
urlpatterns = []
