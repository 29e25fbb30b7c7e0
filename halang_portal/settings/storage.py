"""Where stored files lie and what is beside them, by EVIDENCE_URL: empty for folders below
MEDIA_ROOT, or a bucket.
"""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = {"s3": "https", "s3+http": "http"}
BESIDE = "beside"  # the prefix, within that of the stored files, of what is none of them


def files_at(url: str) -> dict[str, dict[str, Any]]:
    """The entries of STORAGES. `url`: s3://key:secret@host:port/bucket/prefix?region=…; s3+http://
    for a store without TLS on this machine.
    """
    if not url:
        return {
            "evidence": {"BACKEND": "compliance.files.backends.Folder"},
            "beside": {"BACKEND": "compliance.stores.beside.Folders"},
        }
    options = _options(url)
    beside = f"{options['location']}/{BESIDE}".strip("/")
    return {
        "evidence": {
            "BACKEND": "compliance.files.bucket.Bucket",
            "OPTIONS": {**options, "beside": BESIDE},
        },
        "beside": {
            "BACKEND": "compliance.stores.objects.Objects",
            "OPTIONS": {**options, "location": beside},
        },
    }


def _options(url: str) -> dict[str, Any]:
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config

    parts = urlsplit(url)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    port = f":{parts.port}" if parts.port else ""
    return {
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.hostname}{port}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": bucket,
        "location": prefix,
        "region_name": (parse_qs(parts.query).get("region") or ["us-east-1"])[0],
        "addressing_style": "path",
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": True,  # a name is used once: nobody can guess it
        "max_memory_size": 8 * 1024 * 1024,  # of a file that is read; the rest on the disk
        # with threads ten parts of 8 MB of one file are held in memory
        "transfer_config": TransferConfig(use_threads=False),
        "client_config": Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=3,
            read_timeout=30,
            retries={"max_attempts": 2, "mode": "standard"},
        ),
    }
