"""No folder is kept below MEDIA_ROOT but by the homes of stored files and of what lies beside them:
what a module joins to it by itself is on the disk of one machine, and lost to every other.
"""

import ast

from django.apps import apps
from django.db.models import FileField

from compliance.stores.beside import PLACES
from tests.house.test_shape import ROOT, modules

# module that names MEDIA_ROOT: why
HOMES = {
    "compliance/files/backends.py": "the folder of stored files; with a bucket nobody asks for it",
    "compliance/stores/beside.py": "the folders of what lies beside; with a bucket likewise",
    "halang_portal/backups/archive.py": "takes along whatever else an operator put there",
    "halang_portal/backups/restoring.py": "one process on one machine: where it unpacks, and empty",
    "halang_portal/production.py": "says that it is to be set",
    "halang_portal/environment.py": "says what its value looks like",
    "halang_portal/settings/__init__.py": "reads it",
}


# django's own storage below MEDIA_ROOT: nobody uses it
NAMES = {"MEDIA_ROOT", "default_storage", "DefaultStorage"}


def names_it(tree: ast.AST) -> bool:
    return any(
        word in NAMES
        for node in ast.walk(tree)
        for word in (getattr(node, part, None) for part in ("attr", "id", "value", "name"))
        if isinstance(word, str)
    )


def test_media_root_is_named_by_its_homes_alone(counted):
    rows = modules()
    found = {
        path.relative_to(ROOT).as_posix()
        for path in rows
        if names_it(ast.parse(path.read_text(encoding="utf-8")))
    }
    counted(len(rows), "modules read for folders of their own")
    assert found == set(HOMES)


def test_no_column_keeps_a_file_of_its_own(counted):
    columns = [column for model in apps.get_models() for column in model._meta.concrete_fields]
    counted(len(columns), "columns looked at for files of their own")
    assert not [column for column in columns if isinstance(column, FileField)]


def test_every_place_beside_is_another_folder_and_is_told_of_in_both_handbooks(counted):
    folders = {place.folder for place in PLACES}
    assert len(folders | {"evidence"}) == len(PLACES) + 1
    for name in ("operation.md", "operation.vi.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert not [folder for folder in folders if f"`{folder}`" not in text], name
    counted(len(folders), "places beside the stored files")
