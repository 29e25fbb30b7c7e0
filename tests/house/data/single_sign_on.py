"""An OpenID provider in a thread of its own, and who gets in through it: one line of JSON.

Run as a process by tests/house/test_single_sign_on.py, because the provider's address is a setting.
"""

import base64
import hashlib
import http.server
import json
import os
import threading
import time
import urllib.parse

import django
import jwt


class Provider(http.server.BaseHTTPRequestHandler):
    """Code flow with PKCE. `who` is the person it names; `seen` is what the portal sent."""

    who: dict = {}
    seen: dict = {}

    def log_message(self, *arguments):
        pass

    def _say(self, body: dict) -> None:
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self):
        if "openid-configuration" not in self.path:
            self._say(self.who)
            return
        self._say(
            {
                "issuer": BASE,
                "authorization_endpoint": f"{BASE}/authorize",
                "token_endpoint": f"{BASE}/token",
                "userinfo_endpoint": f"{BASE}/me",
                "jwks_uri": f"{BASE}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        verifier = dict(urllib.parse.parse_qsl(body))["code_verifier"]
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        self.seen["pkce"] = challenge == self.seen.get("challenge")
        now = int(time.time())
        claims = {"iss": BASE, "aud": "cong308", "iat": now, "exp": now + 60, **self.who}
        signed = jwt.encode(claims, "k" * 40, algorithm="HS256")
        self._say({"access_token": "t", "token_type": "Bearer", "id_token": signed})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
BASE = f"http://127.0.0.1:{server.server_port}"
threading.Thread(target=server.serve_forever, daemon=True).start()
APP = {
    "provider_id": "sso",
    "name": "Cổng chung",
    "client_id": "cong308",
    "secret": "s",
    "settings": {"server_url": BASE, "oauth_pkce_enabled": True},
}
os.environ["OIDC_PROVIDER"] = json.dumps({"APPS": [APP], "OAUTH_PKCE_ENABLED": True})
django.setup()

from django.core.management import call_command  # noqa: E402 - after the setting and setup()
from django.test import Client  # noqa: E402

from compliance.registry.models import Function, User  # noqa: E402

CALLBACK = "/tai-khoan/oidc/sso/login/callback/"
EMAIL = "thu@co-quan.example"


def sign_in(**who) -> dict:
    """Sign in as `who`, and try the same answer in a browser that did not begin."""
    Provider.who = who
    client = Client()
    page = client.get("/tai-khoan/dang-nhap/")
    started = client.post("/tai-khoan/oidc/sso/login/")
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(started["Location"]).query))
    Provider.seen["challenge"] = query.get("code_challenge")
    answer = {"code": "c", "state": query["state"]}
    done = client.get(CALLBACK, answer)
    forged = Client().get(CALLBACK, answer)
    return {
        "offered": "Cổng chung" in page.content.decode(),
        "allowed": BASE in page.headers["Content-Security-Policy"],
        "status": done.status_code,
        "in": "_auth_user_id" in client.session,
        "pkce": Provider.seen.get("pkce"),
        "forged": "_auth_user_id" in forged.client.session,
        "after": client.get("/ho-so/").get("Location", ""),
    }


call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
user = User.objects.create_user("thu", "mot cau dai rieng", display_name="Thu", email=EMAIL)
Function.objects.create(user=user, kind="lead", valid_from="2020-01-01")
told = {
    "known": sign_in(sub="1", email=EMAIL, email_verified=True),
    "again, address changed": sign_in(sub="1", email="khac@co-quan.example", email_verified=True),
    "not verified": sign_in(sub="2", email=EMAIL, email_verified=False),
    "stranger": sign_in(sub="3", email="la@co-quan.example", email_verified=True),
}
User.objects.update(is_active=False)
told["shut"] = sign_in(sub="1", email=EMAIL, email_verified=True)
print(json.dumps({"told": told, "users": User.objects.count()}))
