#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a running node against the description of its API.

    check_api.py table|roles|malformed|life OPENAPI.yaml

table: the operations of the program are those of the file. roles: every duty, and nobody, on every operation: who may not
gets 401 or 403, and nothing changes; who may does not get these. malformed: TP_MALFORMED (10,000) requests made from the
file and spoilt, from the seed TP_SEED (1): always 4xx, as a problem, and nothing changes. life: two nodes work together
(check_life.py), and every operation goes well at least once. Replies are checked against their schemas where there are any.
TP_PROGRAM is the program, TP_PRINT_OPERATIONS prints its table. Exit 77 with the reason when a Python package is missing.
"""
import base64
import collections
import hashlib
import http.client
import json
import os
import random
import sqlite3
import string
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError as error:
    print(f"skipped: {error} (Debian: python3-yaml, python3-jsonschema)")
    sys.exit(77)

import check_life

DUTIES = ["contributor", "examiner", "senior-examiner", "releasing-officer", "agreement-officer", "auditor", "administrator"]
PASSWORD = "correct horse battery"
PURPOSE = "criminal-identification"
# What is about persons: to be asked for with a purpose and a case only, but for messages that have nothing personal.
ABOUT_PERSONS = ("accesses", "bookings", "cases", "challenges", "discretions", "erasures", "legs", "messages", "received", "subjects",
                 "tasks")
NOT_ABOUT_PERSONS = ("receiveMessage",)
# What comes and goes by itself, and what a refused login may leave.
MOVING = ("session", "job", "clock")


class Api:
    def __init__(self, path):
        self.document = yaml.safe_load(Path(path).read_text())
        self.operations = []
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    parameters = [self.resolve(one) for one in item.get("parameters", []) + operation.get("parameters", [])]
                    self.operations.append({**operation, "method": method.upper(), "path": path, "parameters": parameters})

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def body_schema(self, operation):
        content = operation.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema")

    def check_reply(self, operation, status, kind, body):
        """Words on what is wrong with a reply, None for nothing."""
        responses = operation["responses"]
        response = self.resolve(responses.get(str(status), responses.get("default")))
        content = response.get("content", {})
        kind = kind.split(";")[0]
        if not body and not content:
            return None
        if kind not in content:
            return f"{status} with {kind}, described are {list(content)}"
        if not kind.endswith("json"):
            return None
        found = self.check_json(content[kind].get("schema", {}), json.loads(body))
        return found and f"{status}: {found}"[:300]

    def check_json(self, schema, value):
        schema = {**schema, "components": self.document["components"]}
        found = next(jsonschema.Draft202012Validator(schema).iter_errors(value), None)
        return found and found.message

    def check_schema(self, name, value):
        """Words on what is wrong with a value of that schema, None for nothing."""
        return self.check_json({"$ref": f"#/components/schemas/{name}"}, value)


class Node:
    """An organisation's node with an account for each duty, and nobody's data in it."""

    def __init__(self, scratch, name="ny-dcjs", jurisdiction="US-NY"):
        self.id, self.folder = name, scratch / name
        self.environment = {**os.environ, "TENPRINT_PASSPHRASE": "secret", "TENPRINT_PASSWORD": PASSWORD,
                            "TENPRINT_KEY_PASSPHRASE": "secret"}
        self.key = json.loads(self.run("init", self.folder, "--id", name, "--name", name, "--jurisdiction", jurisdiction,
                                       "--rehearsal", "--json"))["key"]
        configuration = self.folder / "organisation.yaml"  # so that nobody has to wait here
        text = configuration.read_text().replace("receipts_per_s: 1", "receipts_per_s: 0")
        configuration.write_text(text + "drop:\n  account: contributor\n  purpose: criminal-identification\n")
        (self.folder / "drop").mkdir()
        self.accounts = []
        self.process = None
        self.connection = None
        for duty in DUTIES:
            self.add_account(duty, duty)

    def add_account(self, name, duty):
        self.run("user", "add", name, "--org", self.folder, "--duty", duty)
        self.accounts.append(name)

    def start(self, port=0, *options):
        self.process = subprocess.Popen(
            [os.environ["TP_PROGRAM"], "serve", str(self.folder), "--listen", f"127.0.0.1:{port}", "--json", "--quiet", *options],
            env=self.environment, stdout=subprocess.PIPE, text=True)
        self.port = int(json.loads(self.process.stdout.readline())["url"].rsplit(":", 1)[1])
        self.tokens = {account: self.log_in(account) for account in self.accounts}
        return self

    def run(self, *words):
        done = subprocess.run([os.environ["TP_PROGRAM"], *map(str, words)], env=self.environment, capture_output=True)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def log_in(self, account):
        body = json.dumps({"account": account, "password": PASSWORD})
        status, _, reply = self.ask("POST", "/v1/session", {"Content-Type": "application/json"}, body)
        assert status == 201, (status, reply)
        return json.loads(reply)["token"]

    def ask(self, method, path, headers, body=None):
        for attempt in range(20):
            connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection = connection
            try:
                connection.request(method, path, body, headers)
                reply = connection.getresponse()
                answer = reply.status, reply.getheader("Content-Type", ""), reply.read()
                if answer[0] != 429:
                    return answer
                time.sleep(0.5)  # too many at once: that says nothing about the request
            except (http.client.HTTPException, ConnectionError):
                connection.close()  # closed by the node after a refusal
                self.connection = None
                if attempt == 19:
                    raise

    def accepts(self, path, headers, body):
        """Whether a booking is a good one after all: what was spoilt in it may be a word that can be any."""
        status, _, reply = self.ask("POST", path.replace("/v1/bookings", "/v1/bookings/check", 1), headers, body)
        return status == 200 and json.loads(reply).get("acceptable", False)

    def state(self):
        """Hashes of all that the store holds, but for what moves, and of the files of the ledger and the drop folder."""
        store = sqlite3.connect(f"file:{self.folder}/store.db?mode=ro", uri=True)
        found = []
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
            columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
            if table == "sqlite_sequence":
                continue
            kinds = store.execute("SELECT DISTINCT kind FROM records").fetchall() if table == "records" else [(None,)]
            for kind in (kind for (kind,) in kinds if kind not in MOVING):
                where = f" WHERE kind = '{kind}'" if kind else ""
                rows = store.execute(f"SELECT {', '.join(columns)} FROM {table}{where}")
                found.append((kind or table, sorted(map(repr, rows))))
        store.close()
        files = {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
                 for part in ("ledger", "drop") for path in (self.folder / part).rglob("*") if path.is_file()}
        return {**{table: hashlib.sha256("\n".join(rows).encode()).hexdigest() for table, rows in found}, **files}

    def stop(self):
        if not self.process:
            return
        self.process.terminate()
        if self.process.wait(60) != 0:
            sys.exit(f"the node ended with {self.process.returncode}")


def example_path(operation, value="0" * 32):
    path = operation["path"]
    while "{" in path:
        path = path[:path.index("{")] + value + path[path.index("}") + 1:]
    return path


def headers_of(operation, token):
    headers = {"Tenprint-Purpose": PURPOSE, "Tenprint-Case": "2011-1"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if "requestBody" in operation:
        headers["Content-Type"] = next(iter(operation["requestBody"]["content"]))
    return headers


# ---- the three checks ---------------------------------------------------------------------------------------------------


def check_table(api):
    table = json.loads(subprocess.run([os.environ["TP_PRINT_OPERATIONS"]], capture_output=True, check=True).stdout)["operations"]
    described = {(one["operationId"], one["method"], one["path"], tuple(sorted(one.get("x-duties", []))),
                  one.get("security") == []) for one in api.operations}
    program = {(one["id"], one["method"], one["path"], tuple(sorted(one["duties"])), one["public"] or one["wire"])
               for one in table}
    for one in sorted(program ^ described):
        print(f"only in the {'program' if one in program else 'file'}: {one}")
    wrong = program != described
    asks = {one["operationId"] for one in api.operations
            if {"Tenprint-Purpose", "Tenprint-Case"} <= {each["name"] for each in one["parameters"]}}
    for one in table:
        if one["case"] != (one["id"] in asks):
            print(f"{one['id']}: purpose and case are asked for by the {'program' if one['case'] else 'file'} only")
            wrong = True
        if not one["case"] and one["path"].split("/")[2:3] and one["path"].split("/")[2] in ABOUT_PERSONS:
            if one["id"] not in NOT_ABOUT_PERSONS:
                print(f"{one['id']}: is about persons and asks for no purpose and case")
                wrong = True
    print(f"{len(program)} operations, {len(asks)} with purpose and case")
    return 1 if wrong else 0


def check_roles(api, node):
    before, wrong, count = node.state(), 0, 0
    for operation in api.operations:
        if operation.get("security") == []:
            continue
        for duty in [None, *DUTIES]:
            if duty in operation["x-duties"]:
                continue
            body = "{}" if "requestBody" in operation else None
            status, kind, reply = node.ask(operation["method"], example_path(operation),
                                           headers_of(operation, node.tokens.get(duty)), body)
            problem = api.check_reply(operation, status, kind, reply)
            count += 1
            if status != (403 if duty else 401) or problem:
                wrong += 1
                print(f"{operation['operationId']} by {duty}: {status} {problem}")
    if node.state() != before:
        wrong += 1
        print("something has changed")
    allowed, refused = check_permitted(api, node)
    print(f"{count} requests that nobody may make, {allowed} that somebody may")
    return 1 if wrong or refused or count < 100 or allowed < 100 else 0


def check_permitted(api, node):
    """Every duty on what it may do: about nothing that is there, so that only whether it is let in is seen."""
    count, refused = 0, 0
    for operation in api.operations:
        for duty in operation.get("x-duties", []):
            token = node.log_in(duty) if operation["operationId"] == "endSession" else node.tokens[duty]
            body = "{}" if "requestBody" in operation else None
            status, kind, reply = node.ask(operation["method"], example_path(operation), headers_of(operation, token), body)
            problem = api.check_reply(operation, status, kind, reply)
            count += 1
            if status in (401, 403) or status >= 500 or problem:
                refused += 1
                print(f"{operation['operationId']} by {duty}: {status} {problem}, who may")
    return count, refused


def junk(rng):
    return rng.choice([None, True, -1, 0, 1e300, 2**60, "", "x" * rng.randrange(1, 3000), "\u0000", "\ud7ff", [], {}, [[]],
                       {"a": 1}, "".join(rng.choices(string.printable, k=12))])


def spoil_body(rng, schema, api):
    """Bytes that are no body of SCHEMA: no JSON, no object, a member too many, or a member of another kind."""
    schema = api.resolve(schema)
    names = list(schema.get("properties", {}))
    made = {name: junk(rng) for name in rng.sample(names, rng.randrange(len(names) + 1))}
    made["".join(rng.choices(string.ascii_lowercase, k=8)) + "?"] = junk(rng)
    text = json.dumps(made).encode()
    way = rng.randrange(6)
    if way == 0:
        return text[:rng.randrange(1, len(text))]
    if way == 1:
        return json.dumps([junk(rng)]).encode()
    if way == 2:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(1, 64)))
    if way == 3:
        return b"[" * rng.randrange(1, 200)
    return text


def spoil_bytes(rng, data):
    """A file that was cut, or has bytes changed, added or taken out; mostly near its beginning, where its structure is."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 6)):
        if not data:
            break
        at = rng.randrange(min(len(data), rng.choice([64, 1024, len(data)])))
        way = rng.randrange(4)
        if way == 0:
            data[at] = rng.randrange(256)
        elif way == 1:
            data[at:at] = bytes(rng.choice([b"\x1c", b"\x1d", b"\x1e", b"\x1f", b"9", b"1.001:", b"\x00"]))
        elif way == 2:
            del data[at:at + rng.randrange(1, 40)]
        elif len(data) > 1:
            del data[max(at, 1):]
    return bytes(data) or b"?"


def bad_value(rng, schema):
    """A text that SCHEMA does not allow in a query; None when it allows all that is tried."""
    tried = ["x", "-1", "1e3", "0x10", "1.5", "9" * 20, " 1", "1 ", "\u00e4", "a b", "x" * 500, "\u0001", "';--", "true,", "2011",
             "A" * 64, "%", "null", "2011-13-45T99:00:00Z", "[]"]
    rng.shuffle(tried)
    if schema["type"] == "integer":
        fits = lambda text: (text.isascii() and text.isdigit() and
                             schema.get("minimum", 0) <= int(text) <= schema.get("maximum", 2**62))
    else:
        fits = lambda text: jsonschema.Draft202012Validator(schema).is_valid(text)
    return next((text for text in tried if not fits(text)), None)


def spoil_query(rng, operation, api):
    """A path with one parameter that is wrong; None where there is none that can be."""
    names = [(one["name"], api.resolve(one["schema"])) for one in operation["parameters"] if one["in"] == "query"]
    name, schema = rng.choice(names) if names else (None, None)
    value = bad_value(rng, schema) if names else None
    return value and f"{example_path(operation)}?{urllib.parse.urlencode({name: value})}"


def spoil(rng, operation, api, files):
    """Path, body and its type of a request that must be refused."""
    schema = api.body_schema(operation)
    kinds = list(operation.get("requestBody", {}).get("content", {}))
    way = rng.randrange(6)
    query = spoil_query(rng, operation, api) if way == 5 or operation["operationId"] == "registerStatement" else None
    if query:
        return query, "{}" if schema else b"words" if kinds else None, None
    if kinds and kinds[0] != "application/json" and way:
        # Whatever was spoilt, no agency of this node has sent it.
        return example_path(operation), spoil_bytes(rng, rng.choice(files)), rng.choice(kinds)
    if schema and way:
        return example_path(operation), spoil_body(rng, schema, api), None
    if "{" not in operation["path"] or way == 1:
        return example_path(operation) + rng.choice(["/", "//", "/%00", "x" * 200, "/../..", "%"]), None, None
    return example_path(operation, rng.choice(["%00", "%zz", "%2f", "a%ff", "x" * 400, "%e2%80"])), None, None


def junk_headers(rng):
    """Of a partner who signs nothing that could be right."""
    digest = base64.b64encode(rng.randbytes(32)).decode()
    values = {"Content-Digest": [f"sha-256=:{digest}:", "sha-256=", "md5=:AAAA:", digest],
              "Signature-Input": ['sig1=("@method");created=1;keyid="x"', "sig1", 'sig1=();created=-1;tag="tenprint"', "\"" * 50],
              "Signature": [f"sig1=:{digest}{digest}:", "sig1=::", "sig2", "=" * 500]}
    return {name: rng.choice(some) for name, some in values.items() if rng.random() < 0.8}


def make_files(node, scratch):
    """A submission as EBTS, to be spoilt."""
    path = scratch / "car.an2"
    node.run("synth", "--people", "1", "--fingers", "1", "-o", scratch / "people")
    images = [f"{finger}={scratch}/people/p000000f01_1.png" for finger in range(1, 15)]
    node.run("record", "make", "--ori", "ILTEST000", *images, "--subject",
             Path(__file__).parents[2] / "examples/person.json", "-o", path)
    whole = path.read_bytes()
    return [whole, whole[:4000], b"{\"form\":\"tenprint-event/1\"}"]


def check_malformed(api, node):
    rng = random.Random(int(os.environ.get("TP_SEED", "1")))
    count, wrong = int(os.environ.get("TP_MALFORMED", "10000")), 0
    files = make_files(node, node.folder.parent)
    before, statuses = node.state(), collections.Counter()
    with_body = [one for one in api.operations if "requestBody" in one]
    for number in range(count):
        operation = rng.choice(with_body if rng.random() < 0.7 else api.operations)
        duties = operation.get("x-duties")
        headers = headers_of(operation, node.tokens[rng.choice(duties)] if duties else None)
        path, body, kind = spoil(rng, operation, api, files)
        if kind:
            headers["Content-Type"] = kind
        if operation["operationId"] == "receiveMessage":
            headers.update(junk_headers(rng))
        if operation["operationId"] == "submitBooking" and node.accepts(path, headers, body):
            statuses["still good"] += 1
            continue
        status, kind, reply = node.ask(operation["method"], path, headers, body)
        if status == 200 and kind.startswith("text/html") and not path.startswith("/v1/"):
            statuses["a page"] += 1  # the console's, not the API's
            continue
        statuses[status] += 1
        problem = None if kind == "application/problem+json" or status in (400, 413, 431) else f"it is {kind}"
        if operation["operationId"] == "checkBooking" and status == 200:
            problem = api.check_reply(operation, status, kind, reply)  # that it finds what is wrong, is its answer
        if not (400 <= status < 500 or operation["operationId"] == "checkBooking" and status == 200) or problem:
            wrong += 1
            print(f"{number}: {operation['operationId']} {path[:120]} {body!r:.120}: {status} {problem} {reply[:200]!r}")
    after = node.state()
    if after != before:
        wrong += 1
        print("something has changed:", [name for name in {**before, **after} if after.get(name) != before.get(name)])
    print(f"{count} malformed requests, {wrong} not refused as they should be; {dict(sorted(statuses.items(), key=str))}")
    return 1 if wrong else 0


def main():
    what, path = sys.argv[1:]
    api = Api(path)
    if what == "table":
        return check_table(api)
    with tempfile.TemporaryDirectory(prefix="tenprint_api_") as scratch:
        if what == "life":
            return check_life.check(api, Node, Path(scratch), PASSWORD)
        node = Node(Path(scratch)).start()
        try:
            return {"roles": check_roles, "malformed": check_malformed}[what](api, node)
        finally:
            node.stop()


if __name__ == "__main__":
    sys.exit(main())
