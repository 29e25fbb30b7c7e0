"""Pages of incidents."""

app_name = "incidents"
urlpatterns = []
