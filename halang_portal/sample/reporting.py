def load_reporting(*, now, cast):
    pass
