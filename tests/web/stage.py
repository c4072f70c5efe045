# SPDX-License-Identifier: Apache-2.0
"""Two nodes for a browser: an agreement between them, cases that have ended, and one of everything that waits for somebody.
Made by the little life of the API's tests, so that what they show has come about as it would anywhere."""
import base64
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))
import check_api
import check_life

# Whom the whole case is about: nothing of this may be seen where it does not belong, so that nothing else is called so.
PERSON = {"name": "QUILLFEATHER,ZEBEDIAH", "date_of_birth": "1977-04-13", "case_number": "BOOK-770413-Q"}
BOOKED, ENROLLED = 2, 1  # impressions of one person's finger
COUNTY = "US-NY-109"
# What other counties did, so that the map has each standing; one of COUNTIES has never joined.
STEPS = [("join", "US-NY-027", ""), ("join", "US-NY-071", ""), ("join", "US-NY-087", ""), ("join", "US-NY-111", ""),
         ("suspend", "US-NY-087", "The county legislature wants to see the figures first."),
         ("leave", "US-NY-071", "The sheriff was not asked.")]
COUNTIES = sorted({county for _, county, _ in STEPS} | {"US-NY-105"})
OTHERS = ("US-NY-027", "US-NY-111", "US-NY-027")  # where people were booked whom nobody knows


class Api(check_api.Api):
    """Replies are checked elsewhere."""

    def check_reply(self, operation, status, kind, body):
        return None


class Node(check_api.Node):
    """With its log in a file."""

    def start(self, port=0, *options):
        self.log = Path(f"{self.folder}.log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [os.environ["TP_PROGRAM"], "serve", str(self.folder), "--listen", f"127.0.0.1:{port}", "--json", *options],
                env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True)
        self.url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(self.url.rsplit(":", 1)[1])
        self.tokens = {account: self.log_in(account) for account in self.accounts}
        return self


class Stage(check_life.Life):
    step_s = 20  # of the clock

    def __init__(self, openapi, scratch):
        super().__init__(Api(openapi), Node, scratch)
        self.deciding = True
        self.now = datetime(2011, 5, 28, tzinfo=timezone.utc)
        self.key_files = {county: scratch / f"{county}.pem" for county in COUNTIES}
        self.keys = {county: json.loads(self.bureau.run("key", "make", file, "--rehearsal", "--json"))["key"]
                     for county, file in self.key_files.items()}

    def do(self, node, name, who, *rest, **more):
        status, reply = self.ask(node, name, who, *rest, **more)
        assert status < 300, (name, who, status, reply)
        return reply

    def decide_releases(self, node):
        if self.deciding:
            super().decide_releases(node)

    # ---- what it begins with ---------------------------------------------------------------------------------------------

    def start(self):
        for node, port in zip(self.nodes, self.ports):
            node.add_account("examiner-2", "examiner")
            node.add_account("senior-examiner-2", "senior-examiner")
            node.start(port, "--now", self.time(), "--threads", "1", "--workers", "1")

    def code_of(self, booking):
        return self.do(self.bureau, "makeReceipt", "contributor", {"booking": booking}, {"format": "json"})["code"]

    def challenge(self, booking):
        """Somebody's words on a booking that has ended; it waits for an answer."""
        code = self.code_of(booking)
        self.do(self.bureau, "challengeReceipt", None, body={"code": code, "text": "It was not me. I was at work that day."})
        return code

    def booking(self, node, person, impression):
        """The one whose receipt there is, is called as nobody else."""
        body = super().booking(node, person, impression)
        if node is self.bureau and person == 3:
            body["person"] = {"name": PERSON["name"], "date-of-birth": PERSON["date_of_birth"]}
            body["control_number"] = PERSON["case_number"]
        return body

    def document(self):
        """With more counties, and kept for longer than what is shown here takes."""
        document = super().document()
        document["sources"] += [{"jurisdiction": county, "key": key} for county, key in self.keys.items()]
        document["sources"].sort(key=lambda source: source["jurisdiction"])
        document["release"]["retention_days"] = 365
        return document

    def counties_decide(self):
        file = self.scratch / "step.json"
        for step, county, reason in STEPS:
            self.go_on(minutes=10)
            self.stranger.run("agreement", step, self.agreement, "--as", county, "--key", self.key_files[county],
                              *(["--reason", reason] if reason else []), "--to", file, "--org", self.stranger.folder,
                              "--now", self.time())
            self.do(self.bureau, "acceptEvent", "agreement-officer", body=file.read_bytes())
            file.unlink()

    def book_others(self):
        """Enough, in a month that is over, for the published figures to show some."""
        folder = self.scratch / "others"
        self.bureau.run("synth", "--people", str(len(OTHERS)), "--impressions", "1", "--fingers", "1", "--seed", "6", "-o", folder)
        for person, county in enumerate(OTHERS):
            image = (folder / f"p{person:06d}f01_1.png").read_bytes()
            body = {**super().booking(self.bureau, 0, ENROLLED), "jurisdiction": county, "person": {"name": f"OTHER {person}"}}
            body["prints"] = [{"position": 1, "image": base64.b64encode(image).decode()}]
            self.complete(self.bureau, self.do(self.bureau, "submitBooking", "contributor", body=body)["booking"])
        self.now = max(self.now, datetime(2011, 6, 26, tzinfo=timezone.utc))

    def propose_another(self):
        """An agreement that is open for comments, for months."""
        document = {**self.document(), "title": "A wider exchange", "sent": ["images", "templates"]}
        document["notice"] = {**document["notice"], "days": 60}
        made = self.do(self.bureau, "proposeAgreement", "agreement-officer", body={"document": document})
        at = {"agreement": made["agreement"]}
        self.until(lambda: self.ask(self.repository, "getAgreement", None, at)[0] == 200)
        self.do(self.repository, "takeAgreementStep", "agreement-officer", at, body={"step": "notice"})

    def wait_for_discretion(self, booking):
        """Until the release waits for the repository's officer."""
        def waits():
            self.work()
            listed = self.do(self.repository, "listDiscretions", "releasing-officer")["discretions"]
            return any(one.get("state", "open") == "open" for one in listed)
        self.deciding = False
        self.until(waits)
        self.deciding = True
        return booking

    def mirror(self):
        """Whether the bureau's auditor finds pairs: in a copy of the repository's ledger as it is now, which stays as it is."""
        partner, folder = self.repository, self.bureau.folder / "mirrors"
        shutil.copytree(partner.folder / "ledger", folder / partner.id, dirs_exist_ok=True)
        shutil.copy(partner.folder / "verifier", folder / f"{partner.id}.verifier")
        status, pairing = self.ask(self.bureau, "getPairing", "auditor", {"partner": partner.id})
        return status == 200 and pairing["pairs"] > 0  # what was copied while it was written does not fit together

    def prepare(self):
        self.start()
        self.agree()
        self.county_joins()
        self.counties_decide()
        for person in (0, 1, 3):
            self.complete(self.repository, self.book(self.repository, person, ENROLLED))
        for person in (1, 2):  # who will be booked again
            self.complete(self.bureau, self.book(self.bureau, person, ENROLLED))
        released = self.book(self.bureau, 3, BOOKED)
        self.complete(self.bureau, released)
        self.book_others()
        self.propose_another()
        self.code = self.challenge(released)
        self.until(self.mirror)
        self.wait_for_discretion(self.book(self.bureau, 0, BOOKED))
        self.book(self.bureau, 2, BOOKED)  # has been here before: waits for its first examiner
        self.go_on(seconds=self.step_s)

    # ---- what a browser is given -----------------------------------------------------------------------------------------

    def write_card(self):
        """The EBTS file of somebody whom the repository knows by another impression."""
        subject, card = self.scratch / "subject.json", self.scratch / "card.an2"
        example = json.loads((Path(__file__).resolve().parents[2] / "examples/person.json").read_text())
        subject.write_text(json.dumps({**example, **PERSON, "aliases": []}))
        self.bureau.run("record", "make", f"1={self.scratch}/people/p000001f01_{BOOKED}.png", "--ori", "NYTEST000",
                        "--subject", subject, "--missing", "2,3,4,5,6,7,8,9,10:UP", "-o", card)
        return card

    def told(self):
        """All that the tests in the browser need to know."""
        def node(one):
            return {"id": one.id, "url": one.url, "log": str(one.log), "folder": str(one.folder)}

        return {"bureau": node(self.bureau), "repository": node(self.repository), "password": check_api.PASSWORD,
                "purpose": check_life.PURPOSE, "agreement": self.agreement, "code": self.code, "person": PERSON,
                "card": str(self.write_card()), "county": COUNTY,
                "keys": {county: str(file) for county, file in self.key_files.items()},
                "passphrase": self.bureau.environment["TENPRINT_KEY_PASSPHRASE"]}

    def stop(self):
        for node in self.nodes:
            node.stop()
