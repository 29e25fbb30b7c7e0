"""Pages of guidance."""

app_name = "guidance"
urlpatterns = []
