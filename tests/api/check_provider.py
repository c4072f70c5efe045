#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A node whose people come by an identity provider: glewlwyd, a real one, on loopback with a database of its own.

People log in there with a password, and their terminal gets its tokens by the authorization code with PKCE (RFC 7636) for the
node as a resource (RFC 8707). What the node makes of them: duties by roles, keys that are exchanged, tokens of others, for
others or too old, people disabled there or here, and the provider gone. TP_PROGRAM is the program. Exit 77 with the reason
when glewlwyd is not installed.
"""
import base64
import hashlib
import http.client
import http.cookiejar
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

SCHEMA = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
if not shutil.which("glewlwyd") or not SCHEMA.exists():
    print("skipped: there is no glewlwyd (Debian: glewlwyd, dbconfig-sqlite3)")
    sys.exit(77)

import check_api

HOUR_S = 3600
AUDIENCE, BACK = "https://node.example/", "http://127.0.0.1:1/back"
PASSWORD = "correct horse battery"
ROLES = {"prints-desk": "contributor", "fingerprint-bureau": "examiner", "watch": "auditor", "root": "administrator"}
PEOPLE = {"ana": ["prints-desk", "fingerprint-bureau"], "ben": ["fingerprint-bureau"], "eve": ["golf"],
          "max": ["fingerprint-bureau", "watch"]}
CONFIGURATION = """port={port}
bind_address="127.0.0.1"
external_url="{url}"
api_prefix="api"
log_mode="file"
log_file="{folder}/log"
log_level="WARNING"
cookie_domain="127.0.0.1"
cookie_secure=0
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{folder}/database"; }};
"""


# ---- keys, as sets of private ones (RFC 7517) ------------------------------------------------------------------------------


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def openssl(*words, given=None):
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout


def integers(der):
    """Of a SEQUENCE of INTEGERs."""
    def head(at):
        length = der[at + 1]
        if length < 128:
            return at + 2, length
        many = length - 128
        return at + 2 + many, int.from_bytes(der[at + 2:at + 2 + many], "big")

    at, _ = head(0)
    while at < len(der):
        at, length = head(at)
        yield der[at:at + length].lstrip(b"\0")
        at += length


def make_key(algorithm, name, file=None):
    """FILE is where openssl finds one for RS256."""
    if algorithm == "RS256":
        openssl("genrsa", "-out", file, "2048")
        der = openssl("rsa", "-traditional", "-outform", "DER", "-in", file)
        parts = dict(zip(["n", "e", "d", "p", "q", "dp", "dq", "qi"], list(integers(der))[1:]), kty="RSA")
    elif algorithm == "ES256":
        der = openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-outform", "DER")
        parts = {"kty": "EC", "crv": "P-256", "d": der[7:39], "x": der[-64:-32], "y": der[-32:]}
    else:
        der = openssl("genpkey", "-algorithm", "ed25519", "-outform", "DER")
        public = openssl("pkey", "-inform", "DER", "-pubout", "-outform", "DER", given=der)
        parts = {"kty": "OKP", "crv": "Ed25519", "d": der[-32:], "x": public[-32:]}
    coded = {key: value if isinstance(value, str) else base64url(value) for key, value in parts.items()}
    return {**coded, "alg": algorithm, "kid": name}


# ---- the provider ----------------------------------------------------------------------------------------------------------


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """What somebody sits at: it keeps cookies."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, NoRedirect, urllib.request.ProxyHandler({}))

    def ask(self, method, path, body=None, form=None):
        data, headers = None, {}
        if form is not None:
            data, headers = urllib.parse.urlencode(form).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        elif body is not None:
            data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + "/api" + path, data, headers, method=method)
        try:
            reply = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            return reply.status, reply.headers, reply.read()

    def do(self, *words, **more):
        status, _, reply = self.ask(*words, **more)
        assert status == 200, (words, status, reply)
        return json.loads(reply) if reply else None


class Provider:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        database = sqlite3.connect(folder / "database")
        database.executescript(SCHEMA.read_text())
        database.close()
        (folder / "glewlwyd.conf").write_text(CONFIGURATION.format(port=self.port, url=self.url, folder=folder))
        self.process = None

    def start(self):
        self.process = subprocess.Popen(["glewlwyd", "--config-file", self.folder / "glewlwyd.conf"], cwd=self.folder)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert self.process.poll() is None, "glewlwyd has ended"
                time.sleep(0.05)
        raise AssertionError("glewlwyd does not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def issuer(self, name):
        return f"{self.url}/api/{name}"

    def plugin(self, name, keys):
        """An issuer of tokens for four hours, with roles as the claim `roles`."""
        return {"module": "oidc", "name": name, "display_name": name, "enabled": True, "parameters": {
            "iss": self.issuer(name), "jwks-private": json.dumps({"keys": keys}), "jwks-show": True, "jwt-type": "ecdsa",
            "jwt-key-size": "256", "subject-type": "public", "allowed-scope": ["openid"], "allow-non-oidc": True,
            "access-token-duration": 4 * HOUR_S, "refresh-token-duration": 24 * HOUR_S, "code-duration": 60,
            "refresh-token-rolling": True, "auth-type-code-enabled": True, "auth-type-id-token-enabled": True,
            "auth-type-client-enabled": True, "auth-type-refresh-enabled": True, "pkce-allowed": True, "pkce-required": True,
            "pkce-method-plain-allowed": False, "resource-allowed": True, "resource-scope": {},
            "resource-client-property": "resource", "resource-scope-and-client-property": False,
            "additional-parameters": [{"user-parameter": "roles", "token-parameter": "roles", "token-changed": False}]}}

    def furnish(self, keys):
        """As its administrator does it: what people have, an issuer, another one, people and their terminal."""
        self.root = root = Browser(self.url)
        root.do("POST", "/auth/", {"username": "admin", "password": "password"})
        users = root.do("GET", "/mod/user/database")
        users["parameters"]["data-format"]["roles"] = {"multiple": True, "read": True, "write": True}
        root.do("PUT", "/mod/user/database", users)
        root.do("PUT", "/mod/user/database/reset")
        for name in ("oidc", "elsewhere"):
            root.do("POST", "/mod/plugin/", self.plugin(name, keys))
        root.do("POST", "/scope/", {"name": "prints", "display_name": "Prints", "password_required": True, "scheme": {}})
        for name, roles in PEOPLE.items():
            root.do("POST", "/user/", {"username": name, "name": name, "password": PASSWORD, "scope": ["openid"],
                                       "roles": roles, "enabled": True})
        terminal = {"name": "Terminal", "redirect_uri": [BACK], "enabled": True, "scope": ["openid", "prints"],
                    "resource": [AUDIENCE, "https://payroll.example/"]}
        root.do("POST", "/client/", {**terminal, "client_id": "terminal", "confidential": False,
                                     "authorization_type": ["code", "refresh_token"]})
        root.do("POST", "/client/", {**terminal, "client_id": "machine", "confidential": True, "client_secret": "machine",
                                     "token_endpoint_auth_method": ["client_secret_basic"],
                                     "authorization_type": ["client_credentials"]})

    def change_keys(self, *keys):
        self.root.do("PUT", "/mod/plugin/oidc", self.plugin("oidc", list(keys)))
        self.root.do("PUT", "/mod/plugin/oidc/reset")

    def log_in(self, who, resource=AUDIENCE, issuer="oidc"):
        """The tokens that a terminal gets for who logs in at it; None when they are not let in."""
        browser, verifier = Browser(self.url), base64url(os.urandom(32))
        if browser.ask("POST", "/auth/", {"username": who, "password": PASSWORD})[0] != 200:
            return None
        browser.do("PUT", "/auth/grant/terminal", {"scope": "openid"})
        asked = {"client_id": "terminal", "redirect_uri": BACK, **({"resource": resource} if resource else {})}
        challenge = base64url(hashlib.sha256(verifier.encode()).digest())
        query = urllib.parse.urlencode({**asked, "response_type": "code", "scope": "openid", "state": "s", "nonce": "n",
                                        "code_challenge": challenge, "code_challenge_method": "S256"})
        _, headers, _ = browser.ask("GET", f"/{issuer}/auth?{query}&g_continue")
        code = urllib.parse.parse_qs(urllib.parse.urlparse(headers["Location"]).query)["code"][0]
        return browser.do("POST", f"/{issuer}/token", form={**asked, "grant_type": "authorization_code", "code": code,
                                                            "code_verifier": verifier})

    def token(self, *words, **more):
        return self.log_in(*words, **more)["access_token"]


# ---- the node --------------------------------------------------------------------------------------------------------------


class Check:
    def __init__(self, scratch):
        self.provider, self.key = Provider(scratch / "provider"), scratch / "key.pem"
        self.node = check_api.Node(scratch)
        configuration = self.node.folder / "organisation.yaml"
        roles = "".join(f"    - value: {role}\n      duty: {duty}\n" for role, duty in ROLES.items())
        configuration.write_text(configuration.read_text() + f"oidc:\n  issuer: {self.provider.issuer('oidc')}\n"
                                 f"  audience: {AUDIENCE}\n  claim: roles\n  roles:\n{roles}")
        self.count = 0

    def ask(self, token, method="GET", path="/v1/session", body=None):
        headers = {"Authorization": f"Bearer {token}", "Tenprint-Purpose": "criminal-identification", "Tenprint-Case": "2011-1"}
        if body is not None:
            headers["Content-Type"], body = "application/json", json.dumps(body)
        status, _, reply = self.node.ask(method, path, headers, body)
        return status, json.loads(reply) if reply else {}

    def is_let_in(self, token, duties):
        status, reply = self.ask(token)
        assert status == 200 and sorted(reply["duties"]) == sorted(duties), (status, reply)
        self.count += 1
        return reply["account"]

    def is_refused(self, token, why, status=401):
        seen, reply = self.ask(token)
        assert seen == status and why in reply["detail"], (seen, reply, why)
        self.count += 1

    def is_let_in_soon(self, token, duties):
        for _ in range(100):
            if self.ask(token)[0] == 200:
                break
            time.sleep(0.2)
        self.is_let_in(token, duties)

    def duties(self):
        """Several roles, one, none that the node knows, and two that nobody may have together."""
        tokens = {who: self.provider.token(who) for who in PEOPLE}
        account = self.is_let_in(tokens["ana"], ["contributor", "examiner"])
        assert account.startswith("oidc:") and account != self.is_let_in(tokens["ben"], ["examiner"])
        self.is_refused(tokens["eve"], "gives no duty")
        self.is_refused(tokens["max"], "exclude each other")
        assert self.ask(tokens["ana"], path="/v1/bookings")[0] == 200
        assert self.ask(tokens["ben"], "POST", "/v1/bookings", {})[0] == 403
        assert self.ask(tokens["ben"], "POST", "/v1/tasks")[0] not in (401, 403)
        assert self.ask(tokens["ben"], path="/v1/accounts")[0] == 403
        return tokens

    def others(self, token):
        """Tokens that are not meant for this node, and some that nobody meant."""
        provider = self.provider
        self.is_refused(provider.token("ana", resource=None), "another audience")
        self.is_refused(provider.token("ana", resource="https://payroll.example/"), "another audience")
        self.is_refused(provider.log_in("ana")["id_token"], "another audience")
        self.is_refused(provider.log_in("ana")["refresh_token"], "no token of")
        self.is_refused(provider.token("ana", issuer="elsewhere"), "another issuer")
        head, claims, signature = token.split(".")
        spoilt = base64url(base64.urlsafe_b64decode(claims + "==").replace(b"fingerprint-bureau", b"root"))
        self.is_refused(".".join([head, spoilt, signature]), "no key of")
        none = base64url(b'{"typ":"at+jwt","alg":"none"}')
        self.is_refused(".".join([none, claims, ""]), "no token of")
        self.is_refused(".".join([none, claims, signature]), "no token of")

    def times(self, token):
        """What the provider's key would have signed at another time of day."""
        for hours, why in ((-5, "has expired"), (1, "of a later time")):
            head, claims, _ = token.split(".")
            claims = json.loads(base64.urlsafe_b64decode(claims + "=="))
            claims.update({name: claims[name] + hours * HOUR_S for name in ("iat", "nbf", "exp")})
            signed = f"{head}.{base64url(json.dumps(claims).encode())}"
            signature = openssl("dgst", "-sha256", "-sign", self.key, given=signed.encode())
            self.is_refused(f"{signed}.{base64url(signature)}", why)

    def machines(self):
        """What has logged in as itself has no roles there."""
        browser = Browser(self.provider.url)
        browser.opener.addheaders.append(("Authorization", "Basic " + base64.b64encode(b"machine:machine").decode()))
        tokens = browser.do("POST", "/oidc/token", form={"grant_type": "client_credentials", "scope": "prints",
                                                         "resource": AUDIENCE})
        self.is_refused(tokens["access_token"], "gives no duty")

    def disabled(self, token, account):
        """Here: at once. There: no new tokens, and the last one ends by itself."""
        node, path = self.node, f"/v1/accounts/{urllib.parse.quote(account)}"
        for state, duties in (("disabled", None), ("active", ["examiner"])):
            status, reply = self.ask(node.tokens["administrator"], "PATCH", path, {"state": state})
            assert status == 200, (status, reply)
            if duties:
                self.is_let_in(token, duties)
            else:
                self.is_refused(token, "disabled")
        self.provider.root.do("PUT", "/user/ben", {**self.provider.root.do("GET", "/user/ben"), "enabled": False})
        assert self.provider.log_in("ben") is None
        self.is_let_in(token, ["examiner"])

    def new_keys(self, first, token):
        """A second key beside the first, then a third instead of both. Unknown ones are asked for every few seconds."""
        second, third = make_key("ES256", "second"), make_key("EdDSA", "third")
        both = ["contributor", "examiner"]
        self.provider.change_keys(second, first)
        later = self.provider.token("ana")
        self.is_let_in_soon(later, both)
        self.is_let_in(token, both)
        self.provider.change_keys(third)
        latest = self.provider.token("ana")
        self.is_let_in_soon(latest, both)
        self.is_refused(later, "no key of")
        self.is_refused(token, "no key of")
        return latest

    def gone(self, token):
        """Without the provider the keys that are known go on being good; a node that knows none says so."""
        self.provider.stop()
        self.is_let_in(token, ["contributor", "examiner"])
        self.node.stop()
        self.node.start()
        self.is_refused(token, "in trouble", 503)

    def run(self):
        first = make_key("RS256", "first", self.key)
        self.provider.start()
        self.provider.furnish([first])
        self.node.start()
        tokens = self.duties()
        self.others(tokens["ana"])
        self.times(tokens["ana"])
        self.machines()
        self.disabled(tokens["ben"], self.is_let_in(tokens["ben"], ["examiner"]))
        self.gone(self.new_keys(first, tokens["ana"]))

    def stop(self):
        self.provider.stop()
        self.node.stop()


def main():
    with tempfile.TemporaryDirectory(prefix="tenprint_provider_") as scratch:
        check = Check(Path(scratch))
        try:
            check.run()
        except AssertionError:
            print("the provider's log:", (Path(scratch) / "provider/log").read_text()[-3000:])
            raise
        finally:
            check.stop()
    print(f"{check.count} tokens of a real provider, each as it must be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
