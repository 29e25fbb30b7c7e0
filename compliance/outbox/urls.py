"""Pages of outbox."""

app_name = "outbox"
urlpatterns = []
