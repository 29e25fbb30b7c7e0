"""tests/kept.py: what a test has undone is gone, and what it reached meanwhile is still kept."""

from pathlib import Path

from compliance.incidents.models import Incident
from tests.kept import _paths


def test_what_is_undone_leaves_no_row_and_no_file_and_keeps_what_was_reached(
    world, reached, story, undone, settings
):
    stood = reached.__self__
    for _ in range(2):
        with undone():
            made = story("submitted")
            assert _paths()
            (Path(settings.MEDIA_ROOT) / "beside.txt").write_text("x")
        assert not Incident.objects.filter(pk=made.incident.pk).exists()
        assert not _paths()
        assert (stood.at, stood.since) == ((), set())
    built = []
    reached(made.name_of("submitted"), lambda: built.append(1))
    assert not built, "the story was kept, though its rows were rolled back"
