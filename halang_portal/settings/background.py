"""How Celery and the API work, the same in every place; the broker is named in the package."""

from kombu import Queue

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# a worker that is given no queue by name serves all three
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = [Queue(lane) for lane in ("default", "mail", "long")]
CELERY_BEAT_SCHEDULE = {
    f"tick {lane}": {
        "task": "compliance.outbox.tasks.tick",
        "schedule": 15.0,
        "kwargs": {"lane": lane},
        "options": {"expires": 60, "queue": lane},
    }
    for lane in ("default", "mail", "long")
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["halang_portal.permissions.SignedInWithSecondFactor"],
    "DEFAULT_RENDERER_CLASSES": ["halang_portal.permissions.ShownRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would show what is written for who changes the code
    "DEFAULT_THROTTLE_CLASSES": ["halang_portal.limits.AccountThrottle"],
    "EXCEPTION_HANDLER": "halang_portal.permissions.refusal_to_response",
}
