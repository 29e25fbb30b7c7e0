"""JSON whose sentences are in the language of whoever asked: an encoder takes a `Text` for its
Vietnamese words.
"""

from typing import Any

from django.http import JsonResponse as _JsonResponse

from compliance.core.language import Text


def shown(data: Any) -> Any:
    """`data` with every sentence as the reader sees it now."""
    if isinstance(data, Text):
        return str(data)
    if isinstance(data, dict):
        return {shown(key): shown(value) for key, value in data.items()}
    return [shown(value) for value in data] if isinstance(data, list | tuple) else data


class JsonResponse(_JsonResponse):
    def __init__(self, data: Any, **how):
        super().__init__(shown(data), **how)
