"""Single sign-on by one setting, against a small OpenID provider in a thread of its own: code flow
with PKCE, known accounts only, the second factor still asked.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.house.test_shape import ROOT

SCRIPT = """
import base64, hashlib, http.server, json, os, threading, time, urllib.parse
import jwt

class Provider(http.server.BaseHTTPRequestHandler):
    who, seen = {}, {}
    def log_message(self, *a): pass
    def _say(self, body):
        raw = json.dumps(body).encode()
        self.send_response(200); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(raw))); self.end_headers(); self.wfile.write(raw)
    def do_GET(self):
        base = "http://127.0.0.1:%d" % self.server.server_port
        if "openid-configuration" in self.path:
            self._say({"issuer": base, "authorization_endpoint": base + "/authorize", "token_endpoint": base + "/token", "userinfo_endpoint": base + "/me", "jwks_uri": base + "/keys",
                       "token_endpoint_auth_methods_supported": ["client_secret_post"]})
        else:
            self._say(self.who)
    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        self.seen["pkce"] = proof == self.seen.get("challenge")
        now = int(time.time())
        claims = {"iss": "http://127.0.0.1:%d" % self.server.server_port, "aud": "cong308", "iat": now, "exp": now + 60, **self.who}
        self._say({"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(claims, "k" * 40, algorithm="HS256")})

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d" % server.server_port
app = {"provider_id": "sso", "name": "Cổng chung", "client_id": "cong308", "secret": "s", "settings": {"server_url": base, "oauth_pkce_enabled": True}}
os.environ["OIDC_PROVIDER"] = json.dumps({"APPS": [app], "OAUTH_PKCE_ENABLED": True})
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from compliance.registry.models import Function, User
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
user = User.objects.create_user("thu", "mot cau dai rieng", display_name="Thu", email="thu@co-quan.example")
Function.objects.create(user=user, kind="lead", valid_from="2020-01-01")

def sign_in(**who):
    Provider.who = who
    client = Client()
    page = client.get("/tai-khoan/dang-nhap/")
    started = client.post("/tai-khoan/oidc/sso/login/")
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(started["Location"]).query))
    Provider.seen["challenge"] = asked.get("code_challenge")
    done = client.get("/tai-khoan/oidc/sso/login/callback/", {"code": "c", "state": asked["state"]})
    forged = Client().get("/tai-khoan/oidc/sso/login/callback/", {"code": "c", "state": asked["state"]})
    return {"offered": "Cổng chung" in page.content.decode(), "allowed": base in page.headers["Content-Security-Policy"], "status": done.status_code, "in": "_auth_user_id" in client.session,
            "pkce": Provider.seen.get("pkce"), "forged": "_auth_user_id" in forged.client.session, "after": client.get("/ho-so/").get("Location", "")}

told = {
    "known": sign_in(sub="1", email="thu@co-quan.example", email_verified=True),
    "again, address changed": sign_in(sub="1", email="khac@co-quan.example", email_verified=True),
    "not verified": sign_in(sub="2", email="thu@co-quan.example", email_verified=False),
    "stranger": sign_in(sub="3", email="la@co-quan.example", email_verified=True),
}
User.objects.update(is_active=False)
told["shut"] = sign_in(sub="1", email="thu@co-quan.example", email_verified=True)
print(json.dumps({"told": told, "users": User.objects.count()}))
"""


@pytest.mark.once
@pytest.mark.django_db
def test_single_sign_on_opens_known_accounts_and_asks_for_the_second_factor(
    tmp_path, migrated, counted
):
    env = {
        **os.environ,
        "TRY_OUT": "1",
        "TESTING": "1",
        "REQUIRE_SECOND_FACTOR": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{migrated(tmp_path / 's.sqlite3')}",
    }
    env |= {
        "DJANGO_SETTINGS_MODULE": "halang_portal.settings",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "CRITICAL",
    }
    env.pop("REDIS_URL", None)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.strip().splitlines()[-1])
    told = found["told"]
    counted(len(told), "single sign-ons")
    assert {name: one["in"] for name, one in told.items()} == {
        "known": True,
        "again, address changed": True,
        "not verified": False,
        "stranger": False,
        "shut": False,
    }
    assert found["users"] == 1, "nobody is made by signing in"
    assert told["known"]["offered"]
    assert told["known"]["allowed"]
    assert told["known"]["pkce"]
    assert told["known"]["after"] == "/tai-khoan/hai-buoc/totp/activate/", (
        "single sign-on is no way round the second factor"
    )
    assert not any(one["forged"] for one in told.values()), (
        "a callback without its own state opens nothing"
    )
    assert told["stranger"]["status"] == 403
