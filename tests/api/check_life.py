# SPDX-License-Identifier: Apache-2.0
"""A little life of two nodes, for check_api.py: an agreement between them, bookings, examination, searches at the partner, a
release that somebody decides on, a challenge, corrections, an erasure, and all that can be looked at afterwards. Every reply
is checked against the description: its status, its type and its schema."""
import base64
import hashlib
import itertools
import json
import shutil
import socket
import time
import urllib.parse
from datetime import datetime, timedelta, timezone

PURPOSE = "criminal-identification"
REASON = "Many ridge details agree and none contradict."
STEPS = [{"ago": 9, "step": "view", "side": "probe", "print": 0, "view": "thin"},
         {"ago": 5, "step": "count", "side": "probe", "print": 0, "x": 9, "y": 9, "to_x": 90, "to_y": 90, "value": 7},
         {"ago": 1, "step": "automatic", "side": "probe", "print": 0, "to_print": 0, "on": True}]
MARK = {"print": 0, "x": 90, "y": 90, "angle": 22.5, "type": "ending"}
WORK = {"probe_minutiae": [MARK], "minutiae": [MARK], "pairs": [{"probe": 0, "candidate": 0}], "steps": STEPS}
ROUNDS = 400  # it takes as many as the machine is slow


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Life:
    def __init__(self, api, make_node, scratch):
        self.api, self.scratch = api, scratch
        self.operations = {one["operationId"]: one for one in api.operations}
        self.seen, self.wrong, self.count = {}, [], 0
        self.pairs = []
        self.now = datetime(2011, 6, 1, tzinfo=timezone.utc)
        identities = [("ny-dcjs", "US-NY"), ("dhs-ident", "US")]
        self.nodes = [make_node(scratch, *identity) for identity in identities]
        self.bureau, self.repository = self.nodes
        self.stranger = stranger = make_node(scratch, "ice-ero", "US")  # who gets releases, and has no node
        self.ports = ports = [free_port(), free_port()]
        for node, other, port in ((self.bureau, self.repository, ports[1]), (self.repository, self.bureau, ports[0])):
            node.run("partner", "add", other.id, "--key", other.key, "--url", f"http://127.0.0.1:{port}", "--org", node.folder)
            node.run("partner", "add", stranger.id, "--key", stranger.key, "--org", node.folder)
        self.county_key = json.loads(self.bureau.run("key", "make", scratch / "county.pem", "--rehearsal", "--json"))["key"]
        self.bureau.run("synth", "--people", "4", "--impressions", "2", "--fingers", "1", "--seed", "5",
                        "-o", scratch / "people")

    def time(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    # ---- asking ----------------------------------------------------------------------------------------------------------

    def ask(self, node, name, who, values=None, query=None, body=None, kind=None):
        """Status and reply of an operation; what does not fit the description is noted."""
        operation = self.operations[name]
        path = operation["path"]
        for key, value in (values or {}).items():
            path = path.replace("{" + key + "}", urllib.parse.quote(str(value), safe=""))
        if query:
            path += "?" + urllib.parse.urlencode(query)
        headers = {"Tenprint-Purpose": PURPOSE, "Tenprint-Case": "2011-1"}
        if who:
            headers["Authorization"] = f"Bearer {node.tokens[who]}"
        if body is not None:
            headers["Content-Type"] = kind or "application/json"
            body = body if isinstance(body, (bytes, str)) else json.dumps(body)
        status, kind, reply = node.ask(operation["method"], path, headers, body)
        problem = self.api.check_reply(operation, status, kind, reply)
        if str(status) not in operation["responses"] and status < 400:
            problem = f"{status} is not described"
        if problem or status >= 500:
            self.wrong.append(f"{name} by {who}: {status} {problem} {reply[:200]!r}")
        self.count += 1
        self.seen.setdefault(name, set()).add(status)
        return status, json.loads(reply) if kind.split(";")[0].endswith("json") and reply else reply

    def do(self, node, name, who, *rest, **more):
        """The same where it must go well."""
        status, reply = self.ask(node, name, who, *rest, **more)
        assert status < 300, (name, who, status, reply)
        for other in self.operations[name].get("x-duties", []):
            if self.operations[name]["method"] == "GET" and other != who and node.tokens.get(other):
                seen, _ = self.ask(node, name, other, *rest, **more)
                about = name.lower() + self.operations[name]["path"]
                if seen == 401 or (seen == 403 and not any(word in about for word in ("task", "challenge"))):  # who had part in it
                    self.wrong.append(f"{name} by {other}: {seen}, who may ask it")
        return reply

    def go_on(self, **amount):
        self.now += timedelta(**amount)
        for node in self.nodes:
            self.do(node, "setClock", "administrator", body={"now": self.time()})
        time.sleep(0.1)

    def until(self, what, seconds=60):
        for _ in range(ROUNDS):
            found = what()
            if found:
                return found
            self.go_on(seconds=seconds)
        raise AssertionError(f"it never came to {what.__qualname__}: {[self.troubles(node) for node in self.nodes]}")

    def troubles(self, node):
        jobs = self.do(node, "listJobs", "administrator", query={"failing": "true"})["jobs"]
        messages = self.do(node, "listMessages", "auditor")["messages"]
        bookings = self.do(node, "listBookings", "auditor")["bookings"]
        legs = self.do(node, "listLegs", "auditor")["legs"]
        cases = [self.do(node, "getCase", "auditor", {"case": case["case"]})
                 for case in self.do(node, "listCases", "auditor")["cases"] if case["state"] == "open"]
        return jobs, legs, cases, [m for m in messages if m["state"] not in ("delivered", "taken")], [b["state"] for b in bookings]

    # ---- the agreement ---------------------------------------------------------------------------------------------------

    def document(self):
        def party(node, where, role):
            return {"id": node.id, "name": node.id, "jurisdiction": where, "key": node.key, "roles": [role]}

        return {
            "form": "tenprint-agreement/1", "version": 1, "title": "Two nodes",
            "parties": [party(self.bureau, "US-NY", "sender"), party(self.repository, "US", "repository")],
            "sources": [{"jurisdiction": "US-NY", "key": self.bureau.key},
                        {"jurisdiction": "US-NY-109", "key": self.county_key}], "purposes": [PURPOSE],
            "repository": {"party": self.repository.id, "name": "Prints"}, "sent": ["templates"],
            "thresholds": {"search": {"offence": "none", "conviction": "none"},
                           "release": {"offence": "none", "conviction": "none"}},
            "exclusions": [], "reviews": {"examiners": 2, "circumstances": ["elderly"]},
            "release": {"fields": ["match", "name"], "recipients": [{"id": "ice-ero", "name": "Somebody", "enforcement": True}],
                        "retention_days": 30, "onward": ["ice-ero"]},
            "notice": {"days": 1, "by": [self.repository.id]}, "witness": {"required": False, "max_age_minutes": 0},
            "validity": {"from": "2011-01-11T00:00:00Z", "until": "2014-01-01T00:00:00Z"}}

    def life_of(self, node):
        status, reply = self.ask(node, "getAgreement", None, {"agreement": self.agreement})
        return reply["versions"][0]["life"] if status == 200 else ""

    def step(self, node, step, **more):
        self.do(node, "takeAgreementStep", "agreement-officer", {"agreement": self.agreement}, body={"step": step, **more})

    def agree(self):
        made = self.do(self.bureau, "proposeAgreement", "agreement-officer", body={"document": self.document()})
        self.agreement = made["agreement"]
        self.until(lambda: self.life_of(self.repository) == "proposed")
        self.step(self.repository, "notice")
        self.until(lambda: self.life_of(self.bureau) == "noticed")
        self.do(self.bureau, "registerStatement", "agreement-officer", {"agreement": self.agreement},
                {"kind": "comment", "title": "A letter"}, b"I am against it.", "application/octet-stream")
        self.public_speaks()
        self.go_on(days=1, minutes=10)
        self.step(self.repository, "sign")
        self.step(self.bureau, "sign")
        self.until(lambda: self.life_of(self.bureau) == "signed")
        self.step(self.bureau, "activate")
        self.step(self.bureau, "join", **{"as": "US-NY"})
        self.until(lambda: self.life_of(self.repository) == "active")

    def worked(self, target, body):
        """BODY with the time and the work that the node asks for (docs/http-api.md, submitStatement)."""
        period = self.do(self.bureau, "getCommentPeriod", None, {"agreement": self.agreement})
        body = {**body, "time": period["at"]}
        plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        salt = hashlib.sha256(f"tenprint-work/1\n{target}\n{plain}".encode()).digest()
        for tries in itertools.count():
            key = hashlib.pbkdf2_hmac("sha256", str(tries).encode(), salt, period["rounds"])
            if int.from_bytes(key, "big") >> (256 - period["bits"]) == 0:
                return {**body, "work": str(tries)}

    def public_speaks(self):
        """Comments, a petition and a name under it, by people without accounts; and what an officer does with them."""
        at, codes = {"agreement": self.agreement}, []
        for kind, title in (("comment", "Buy watches"), ("comment", "A mistake"), ("petition", "Señales")):
            body = self.worked(self.agreement, {"kind": kind, "title": title, "text": "No.\nNunca."})
            codes.append(self.do(self.bureau, "submitStatement", None, at, body=body)["code"])
            self.do(self.bureau, "confirmSubmission", None, body={"code": codes[-1]})
        self.do(self.bureau, "withdrawSubmission", None, body={"code": codes[1]})
        waiting = self.do(self.bureau, "listSubmissions", "agreement-officer", query={"state": "waiting"})["submissions"]
        advertisement, petition = (next(one["submission"] for one in waiting if one["kind"] == kind)
                                   for kind in ("comment", "petition"))
        self.do(self.bureau, "getSubmission", "agreement-officer", {"submission": petition})
        decide = lambda which, body: self.do(self.bureau, "decideSubmission", "agreement-officer", {"submission": which}, body=body)
        decide(advertisement, {"decision": "refuse", "reason": "An advertisement."})
        decide(petition, {"decision": "open"})
        body = self.worked(petition, {"name": "Ana Lee", "place": "Ithaca"})
        ticket = self.do(self.bureau, "signPetition", None, {"submission": petition}, body=body)
        self.do(self.bureau, "confirmSubmission", None, body={"code": ticket["code"]})
        decide(petition, {"decision": "register"})
        for code in (codes[0], codes[2]):
            self.do(self.bureau, "getSubmitted", None, body={"code": code})
        self.do(self.bureau, "getCommentPeriod", None, at)

    def county_joins(self):
        """By a key that is at no node: the event is made elsewhere, from what anybody can fetch, and handed in."""
        at, file, folder = {"agreement": self.agreement}, self.scratch / "event.json", self.stranger.folder
        for event in self.do(self.bureau, "listAgreementEvents", None, at)["events"]:
            file.write_text(json.dumps(self.do(self.bureau, "getAgreementEvent", None, {**at, "event": event["event"]})))
            self.stranger.run("agreement", "accept", file, "--org", folder, "--now", event["received"])
        file.unlink()
        self.stranger.run("agreement", "join", self.agreement, "--as", "US-NY-109", "--key", self.scratch / "county.pem",
                          "--to", file, "--org", folder, "--now", self.time())
        self.do(self.bureau, "acceptEvent", "agreement-officer", body=file.read_bytes())

    def look_at_agreements(self):
        at = {"agreement": self.agreement}
        for node in self.nodes:
            self.do(node, "listAgreements", None)
            self.do(node, "getAgreement", None, at)
            self.do(node, "getAgreementDocument", None, {**at, "version": 1})
            self.do(node, "getAgreementWords", None, {**at, "version": 1})
            self.do(node, "getParticipation", None, {**at, "jurisdiction": "US-NY"})
            events = self.do(node, "listAgreementEvents", None, at)["events"]
            for event in events:
                self.do(node, "getAgreementEvent", None, {**at, "event": event["event"]})
                for name in ("attachment", "sha256"):
                    if name in event:
                        (self.do if node is self.bureau else self.ask)(node, "getAttachment", None, {"sha256": event[name]})
        self.do(self.bureau, "previewDecision", "auditor", at, body={
            "stage": "send", "sender": self.bureau.id, "repository": self.repository.id, "jurisdiction": "US-NY",
            "purpose": PURPOSE, "material": "templates", "offence": "level-2", "conviction": "level-1", "categories": []})

    # ---- bookings and examination ----------------------------------------------------------------------------------------

    def booking(self, node, person, impression):
        image = (self.scratch / f"people/p{person:06d}f01_{impression}.png").read_bytes()
        return {"jurisdiction": "US-NY-109" if node is self.bureau else "US", "offence": "level-2", "conviction": "level-1",
                "categories": [], "person": {"name": f"PERSON {person}"},
                "prints": [{"position": 1, "image": base64.b64encode(image).decode()}]}

    def book(self, node, person, impression):
        body = self.booking(node, person, impression)
        self.do(node, "checkBooking", "contributor", body=body)
        taken = self.do(node, "submitBooking", "contributor", body=body)
        return taken["booking"]

    def state_of(self, node, booking):
        return self.do(node, "getBooking", "contributor", {"booking": booking})

    def look_at_prints(self, node, who, task, candidate=None):
        at = {"task": task["task"], "print": 0}
        whose = "Probe"
        if candidate:
            at.update(candidate=candidate["candidate"], print=candidate["prints"][0]["print"])
            whose = "Candidate"
            self.pairs.append((node, who, at))  # told once the case is settled
        for what in ("Image", "Minutiae"):
            self.ask(node, f"get{whose}{what}", who, at)
        self.ask(node, f"get{whose}View", who, {**at, "view": "enhance"})

    def examine(self, node, who):
        """Whether there was a task for them."""
        status, task = self.ask(node, "claimTask", who)
        if status != 201:
            return False
        at = {"task": task["task"]}
        self.look_at_prints(node, who, task)
        is_senior = who.startswith("senior")  # who must be left, should a correction come when others have said something else
        if "returnTask" not in self.seen and not is_senior:
            self.do(node, "returnTask", who, at, body={"why": "time"})
            return True
        task = self.do(node, "recordAnalysis", who, at, body={
            "value": True, "prints": [0], "text": "Clear ridges, many details.", "steps": STEPS})
        for candidate in task["candidates"]:
            self.look_at_prints(node, who, task, candidate)
            first = "correctConclusion" not in self.seen and not is_senior
            self.do(node, "recordConclusion", who, {**at, "candidate": candidate["candidate"]},
                    body={"conclusion": "inconclusive" if first else "identification", "reason": REASON, "work": WORK})
            if first:
                self.ask(node, "correctConclusion", who, {**at, "candidate": candidate["candidate"]},
                         body={"conclusion": "identification", "reason": REASON + " Looked at again."})
        self.ask(node, "getTask", who, at)
        return True

    def work(self):
        for node in self.nodes:
            for who in ("examiner", "examiner-2", "senior-examiner", "senior-examiner-2"):
                self.ask(node, "listTasks", who)
                while self.examine(node, who):
                    pass
            self.decide_releases(node)

    def decide_releases(self, node):
        for one in self.do(node, "listDiscretions", "releasing-officer")["discretions"]:
            at = {"discretion": one["discretion"]}
            shown = self.do(node, "getDiscretion", "releasing-officer", at)
            if shown["state"] != "open":
                continue
            answers = {each["circumstance"]: {"answer": "no", "note": "asked the file"} for each in shown["circumstances"]}
            self.do(node, "decideDiscretion", "releasing-officer", at, body={
                "circumstances": answers, "decision": "release",
                "reason": f"Of {one['discretion']}: the whole file was read twice; nothing there speaks about old age, illness, "
                "children or parents who depend on this person, and the court that was asked has written back without any "
                "objection."})

    def complete(self, node, booking):
        def ended():
            self.work()
            return self.state_of(node, booking)["state"] == "complete"
        self.until(ended, 120)
        self.do(node, "getBookingResult", "contributor", {"booking": booking})
        events = self.do(node, "watchBooking", "contributor", {"booking": booking}).decode()
        progress = json.loads(events.removeprefix("data: "))
        problem = self.api.check_schema("BookingProgress", progress)
        if problem or not progress["done"]:
            self.wrong.append(f"watchBooking: {problem} {events[:200]}")
        return self.state_of(node, booking)

    # ---- the person ------------------------------------------------------------------------------------------------------

    def the_person(self, booking):
        at = {"booking": booking}
        self.do(self.bureau, "makeReceipt", "contributor", at)
        code = self.do(self.bureau, "makeReceipt", "contributor", at, {"format": "json"})["code"]
        self.do(self.bureau, "lookUpReceipt", None, body={"code": code})
        challenge = self.do(self.bureau, "challengeReceipt", None, body={"code": code, "text": "It was not me."})["challenge"]
        self.do(self.bureau, "listChallenges", "releasing-officer")
        self.do(self.bureau, "getChallenge", "releasing-officer", {"challenge": challenge})
        for who in ("releasing-officer", "senior-examiner"):
            self.ask(self.bureau, "getChallenge", who, {"challenge": challenge})
            status, _ = self.ask(self.bureau, "decideChallenge", who, {"challenge": challenge}, body={
                "outcome": "dismissed", "reason": "The prints were taken again and agree."})
            if status == 204:
                break

    def not_my_prints(self, booking):
        """Somebody has been here before, they say, and it was not me."""
        code = self.do(self.bureau, "makeReceipt", "contributor", {"booking": booking}, {"format": "json"})["code"]
        made = self.do(self.bureau, "challengeReceipt", None, body={"code": code, "text": "Somebody else's."})
        at = {"challenge": made["challenge"]}
        self.do(self.bureau, "getChallenge", "releasing-officer", at)
        self.do(self.bureau, "examineChallenge", "releasing-officer", at)
        self.do(self.bureau, "getChallenge", "releasing-officer", at)

    def subjects(self, one, other, bookings):
        at = {"subject": one}
        self.do(self.bureau, "getSubject", "senior-examiner", at)
        self.do(self.bureau, "updateSubject", "contributor", at, body={"facts": {"conviction": "level-2"}, "reason": "a verdict"})
        self.do(self.bureau, "mergeSubjects", "senior-examiner", at,
                body={"from": other, "reason": "Both gave the same address."})
        self.work()
        self.do(self.bureau, "listIdentities", "auditor", at)
        self.do(self.bureau, "splitSubject", "senior-examiner", at,
                body={"encounter": f"booking/{bookings[0]}", "reason": "The scars are on other fingers."})

    def erase(self, booking):
        self.do(self.bureau, "startErasure", "releasing-officer",
                body={"owner": f"booking/{booking}", "reason": "expungement", "order": "2011-7"})
        at = {"kind": "booking", "id": booking}
        self.until(lambda: self.do(self.bureau, "getErasure", "releasing-officer", at)["state"] == "done")
        self.do(self.bureau, "listErasures", "auditor")

    # ---- what can be looked at -------------------------------------------------------------------------------------------

    def look_around(self, node):
        size = self.do(node, "getLedger", None).get("size", 1)
        for name in ("getCheckpoint", "getConsistency", "getStatistics", "listDefinitions", "getLive", "getReady", "getMetrics",
                     "getVersion", "getOpenapi", "getClock", "listLeaves"):
            self.do(node, name, None)
        self.do(node, "getStatistics", None, query={"format": "csv"})
        self.do(node, "getDefinitions", None, {"number": 1})
        for index in range(min(size, 40)):
            self.do(node, "getLeaf", None, {"index": index})
            self.ask(node, "openLeaf", "auditor", {"index": index})
        for name in ("listOperations", "listAccesses", "listAccounts", "listAccountChanges", "listJobs", "listLegs", "listPartners",
                     "listExaminers", "listBookings", "listSignings", "getSettings"):
            self.do(node, name, "auditor")
        for one in self.do(node, "listMessages", "auditor")["messages"]:
            self.do(node, "getMessage", "auditor", {"message": one["id"]})
            self.ask(node, "getEvidence", "auditor", {"message": one["id"]})
        for kind in ("release", "onward"):
            for one in self.do(node, "listReleases", "auditor", query={"kind": kind})["releases"]:
                if "discretion" in one:
                    self.ask(node, "getDiscretion", "auditor", {"discretion": one["discretion"]})
        for one in self.do(node, "listCases", "auditor")["cases"]:
            self.do(node, "getCase", "auditor", {"case": one["case"]})
        partner = self.repository if node is self.bureau else self.bureau
        shutil.copytree(partner.folder / "ledger", node.folder / "mirrors" / partner.id, dirs_exist_ok=True)
        shutil.copy(partner.folder / "verifier", node.folder / "mirrors" / f"{partner.id}.verifier")
        self.do(node, "getPairing", "auditor", {"partner": partner.id})
        self.do(node, "checkPartner", "administrator", {"partner": partner.id})

    def accounts(self, password):
        node, body = self.bureau, {"account": "n.new", "password": password, "duties": ["contributor"]}
        self.do(node, "makeAccount", "administrator", body=body)
        self.do(node, "getAccount", "administrator", {"account": "n.new"})
        self.do(node, "changeAccount", "administrator", {"account": "n.new"}, body={"duties": ["examiner"]})
        node.tokens["n.new"] = self.do(node, "startSession", None, body={"account": "n.new", "password": password})["token"]
        self.do(node, "getSession", "n.new")
        self.do(node, "changePassword", "n.new", body={"current": password, "password": password + " staple"})
        again = self.do(node, "startSession", None, body={"account": "n.new", "password": password + " staple"})
        node.tokens["n.new"] = again["token"]
        self.do(node, "endSession", "n.new")
        del node.tokens["n.new"]

    def pass_on(self):
        for head in self.do(self.bureau, "listReceived", "releasing-officer")["received"]:
            at = {"leg": head["leg"]}
            self.do(self.bureau, "getReceived", "releasing-officer", at)
            self.do(self.bureau, "passOn", "releasing-officer", at, body={"recipient": self.stranger.id, "fields": ["name"]})
        self.decide_releases(self.bureau)
        self.go_on(minutes=1)

    def live(self, password):
        for node, port in zip(self.nodes, self.ports):
            node.add_account("examiner-2", "examiner")
            node.add_account("senior-examiner-2", "senior-examiner")  # when the other one was one of those who disagree
            node.start(port, "--now", self.time(), "--threads", "1", "--workers", "1")
        self.agree()
        self.county_joins()
        self.look_at_agreements()
        known = [self.book(self.repository, person, 1) for person in (0, 1)]
        for booking in known:
            self.complete(self.repository, booking)
        bookings, stands = [], []
        for person, impression in ((0, 2), (2, 2), (3, 2), (2, 1)):  # the last one has been here before
            bookings.append(self.book(self.bureau, person, impression))
            stands.append(self.complete(self.bureau, bookings[-1]))
        for node, who, at in self.pairs:
            self.ask(node, "getCandidatePairs", who, at, {"probe": 0})
        self.pass_on()
        self.the_person(bookings[0])
        self.not_my_prints(bookings[3])
        for node in self.nodes:
            self.look_around(node)
        self.look_at_agreements()
        self.accounts(password)
        cases = [one for one in stands if "subject" in one]
        if len(cases) > 2:
            self.subjects(stands[1]["subject"], stands[2]["subject"], bookings[1:3])
        self.erase(bookings[0])
        self.look_around(self.bureau)


def check(api, make_node, scratch, password):
    life = Life(api, make_node, scratch)
    try:
        life.live(password)
    finally:
        for node in life.nodes:
            node.stop()
        for words in life.wrong:
            print(words)
    never = sorted(name for name in life.operations if not any(status < 300 for status in life.seen.get(name, ())))
    # By partners only, whose signature no script here makes; the processes of the nodes do it.
    never = [name for name in never if name != "receiveMessage"]
    print(f"{life.count} replies of {len(life.seen)} operations, {len(life.wrong)} other than described; never well: {never}")
    return 1 if life.wrong or never else 0
