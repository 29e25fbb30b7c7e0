"""Where stored files lie, by EVIDENCE_URL: empty for MEDIA_ROOT/evidence, or a bucket."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = {"s3": "https", "s3+http": "http"}


def evidence_of(url: str) -> dict[str, Any]:
    """The entry of STORAGES. `url`: s3://key:secret@host:port/bucket/prefix?region=…; s3+http://
    for a store without TLS on this machine.
    """
    if not url:
        return {"BACKEND": "compliance.files.backends.Folder"}
    from botocore.config import Config

    parts = urlsplit(url)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "compliance.files.bucket.Bucket",
        "OPTIONS": {
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
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=30,
                retries={"max_attempts": 2, "mode": "standard"},
            ),
        },
    }
