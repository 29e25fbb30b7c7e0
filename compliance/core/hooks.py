"""How a room below reaches one above: the room above registers, nobody imports upwards."""

from importlib import import_module


def load(app: str, *rooms: str) -> None:
    """Import rooms of an app for what they register; called in AppConfig.ready().

    Raises ImportError for a room that is not there.
    """
    for room in rooms:
        import_module(f"{app}.{room}")
