#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A second evaluator of agreements, in another language, by the words of docs/agreements.md, and the comparison of both.

    tests/policy/second.py PROGRAM [COUNT] [SEED]

PROGRAM (build/tests/policy/cases) prints random agreements, their events and requests, and what Tenprint decides; this
decides again, from the documents and the events alone, and compares every clause. Prints TAP and how often each clause
gave each effect. COUNT is 20000; TP_POLICY_CASES=1000000 in the environment makes it a million.
"""
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime

DAY = 86400
NEVER = float("inf")
LEVELS = ["none", "level-3", "level-2", "level-1"]
CATEGORIES = {"acquitted", "asylum-seeker", "dismissed", "elimination", "juvenile", "not-charged", "sealed", "victim",
              "witness"}
CIRCUMSTANCES = {"caregiver", "domestic-violence-victim", "elderly", "gang-membership", "illness-or-disability", "minor",
                 "national-security", "permanent-resident", "pregnant-or-nursing", "repeat-offence", "repeated-entry",
                 "serious-felony", "veteran", "victim-or-witness"}
STOPS = {"suspend", "terminate", "leave"}
STAGES = {
    "send": "in-force version parties participation purpose material search-threshold exclusion witness",
    "search": "in-force version parties participation purpose material search-threshold exclusion witness",
    "answer": "in-force version parties participation purpose exclusion witness examination release-threshold fields",
    "release": "in-force version parties participation purpose exclusion witness examination release-threshold fields "
               "recipient discretion retention",
    "onward": "in-force version parties participation purpose exclusion witness release-threshold fields recipient "
              "discretion retention onward",
}
STRICTNESS = ["allowed", "withheld", "denied"]

# ---- the life of an agreement ---------------------------------------------------------------------------------------


def seconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def counts_from(event):
    """A stop counts from the earlier of the signer's and the receiver's time, everything else from the later."""
    return (min if event["kind"] in STOPS else max)(event["time"], event["received"])


class Version:
    """Of an agreement. An amendment takes the notices that it asks for and those that its predecessor asked for."""

    def __init__(self, digest, document, before):
        self.digest, self.document, self.followers = digest, document, []
        self.announcers = set(document["notice"]["by"])
        if before:
            before.followers.append(self)
            self.announcers |= set(before.document["notice"]["by"])
        self.parties = {party["id"]: party for party in document["parties"]}
        self.sources = {source["jurisdiction"] for source in document["sources"]}
        self.begins, self.ends = seconds(document["validity"]["from"]), seconds(document["validity"]["until"])
        self.notices, self.signatures = {}, {}
        self.proposed = self.activated = NEVER

    def take(self, event, instant):
        kind = event["kind"]
        if kind == "propose":
            self.proposed = min(self.proposed, instant)
        elif kind == "notice":
            self.notices.setdefault(event["by"], instant)
        elif kind == "sign":
            self.signatures.setdefault(event["by"], instant)
        elif kind == "activate":
            self.activated = min(self.activated, instant)


class History:
    def __init__(self, versions, events):
        self.by_digest = {}
        for item in sorted(versions, key=lambda item: item["document"]["version"]):
            before = self.by_digest.get(item["document"].get("amends"))
            self.by_digest[item["hash"]] = Version(item["hash"], item["document"], before)
        self.ended, self.parties = NEVER, set()
        self.steps = {}  # of each signer, what moves it in and out: (sequence, instant, kind, version)
        for event in events:
            instant = counts_from(event)
            version = self.by_digest[event["version"]]
            version.take(event, instant)
            if event["by"] in version.parties:
                self.parties.add(event["by"])
            if event["kind"] == "terminate":
                self.ended = min(self.ended, instant)
            elif event["kind"] in ("suspend", "resume", "join", "leave"):
                self.steps.setdefault(event["by"], []).append((event["sequence"], instant, event["kind"], version))
        for steps in self.steps.values():
            steps.sort(key=lambda step: step[0])

    def suspended(self, clock):
        """Whether the last word of a party, of whichever version, is that it suspends."""
        for party in self.parties:
            words = [kind for _, instant, kind, _ in self.steps.get(party, ()) if instant <= clock]
            if words and words[-1] == "suspend":
                return True
        return False

    def life(self, version, clock):
        if clock < version.proposed:
            return "none"
        if clock >= self.ended:
            return "terminated"
        if any(follower.activated <= clock for follower in version.followers):
            return "replaced"
        if clock >= version.ends:
            return "expired"
        if version.activated <= clock:
            return "suspended" if self.suspended(clock) else "active"
        if all(version.signatures.get(party, NEVER) <= clock for party in version.parties):
            return "signed"
        if all(version.notices.get(party, NEVER) <= clock for party in version.announcers):
            return "noticed"
        return "proposed"

    def in_force(self, clock):
        active = [version for version in self.by_digest.values() if self.life(version, clock) == "active"]
        if len(active) > 1:
            raise ValueError("two versions of an agreement are in force")
        return active[0] if active else None

    def participation(self, version, code, clock):
        """Joining is for one version; leaving and suspending for all, until the same one joins again, or resumes."""
        if code not in version.sources:
            return "out"
        joined, left, suspended = False, False, False
        for _, instant, kind, of in self.steps.get(code, ()):
            if instant > clock:
                continue
            if kind == "leave":
                joined, left = False, True
            elif kind == "suspend":
                suspended = True
            elif kind == "resume":
                suspended = False
            elif of is version:
                joined, left, suspended = True, False, False
        return "left" if left else "suspended" if suspended else "in" if joined else "out"

    def takes_part(self, version, code, clock):
        if code not in version.sources:
            return False
        parts = code.split("-")
        above = ["-".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
        return all(self.participation(version, one, clock) == "in" for one in above if one in version.sources)


# ---- the clauses ----------------------------------------------------------------------------------------------------


def covers(outer, inner):
    return inner == outer or inner.startswith(outer + "-")


def is_code(text):
    """US, US-NY, US-NY-027."""
    return bool(text and re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3}(-[A-Z0-9]{1,8})?)?", text))


class Question:
    """One request, and the version it is measured by."""

    def __init__(self, history, request, clock):
        self.history, self.request, self.clock = history, request, clock
        self.force = history.in_force(clock)
        self.version = self.force or history.by_digest.get(request["version"])
        self.document = self.version.document if self.version else None
        self.stage = request["stage"]
        self.tells = self.stage in ("release", "onward") or self.stage == "answer" and request["match"]

    def yes(self, holds):
        return "allowed" if holds else "denied"

    def in_force(self):
        return self.yes(self.force)

    def version_(self):
        return self.yes(self.force and self.request["version"] == self.force.digest)

    def parties(self):
        sender = self.version.parties.get(self.request["sender"])
        keeper = self.document["repository"]["party"]
        where = self.request["jurisdiction"]
        return self.yes(sender and "sender" in sender["roles"] and self.request["repository"] == keeper
                        and "repository" in self.version.parties[keeper]["roles"] and sender["id"] != keeper
                        and is_code(where) and covers(sender["jurisdiction"], where))

    def participation(self):
        where = self.request["jurisdiction"]
        exact = where and not any(one != where and covers(where, one) for one in self.version.sources)
        return self.yes(exact and self.history.takes_part(self.version, where, self.clock))

    def purpose(self):
        return self.yes(self.request["purpose"] in self.document["purposes"])

    def material(self):
        return self.yes(self.request["material"] in self.document["sent"])

    def reaches(self, name, otherwise):
        for kind in ("offence", "conviction"):
            level = self.request[kind]
            if level is not None and level not in LEVELS:
                return "denied"
        for kind in ("offence", "conviction"):
            least, level = LEVELS.index(self.document["thresholds"][name][kind]), self.request[kind]
            if least > 0 and (level is None or LEVELS.index(level) < least):
                return otherwise
        return "allowed"

    def search_threshold(self):
        return self.reaches("search", "denied")

    def release_threshold(self):
        return self.reaches("release", "withheld") if self.tells else "allowed"

    def exclusion(self):
        known, excluded = set(self.request["categories"]), set(self.document["exclusions"])
        if not known <= CATEGORIES:
            return "denied"
        if not excluded or self.request["categories_known"] and not known & excluded:
            return "allowed"
        return "withheld" if self.stage == "release" or self.stage == "answer" and self.request["match"] else "denied"

    def witness(self):
        rule = self.document["witness"]
        return self.yes(not rule["required"] or 0 <= self.request["checkpoint_age_minutes"] <= rule["max_age_minutes"])

    def examination(self):
        return self.yes(not self.tells or self.request["examiners"] >= self.document["reviews"]["examiners"])

    def fields(self):
        asked = set(self.request["fields"])
        return self.yes(not self.tells or asked and asked <= set(self.document["release"]["fields"]))

    def named(self, who):
        return next((one for one in self.document["release"]["recipients"] if one["id"] == who), None)

    def recipient(self):
        return self.yes(self.named(self.request["recipient"]))

    def discretion(self):
        to, considered = self.named(self.request["recipient"]), set(self.request["considered"])
        decided = self.request["discretion"]
        if not to or not considered <= CIRCUMSTANCES or decided not in ("release", "decline", "not-decided"):
            return "denied"
        if to["enforcement"]:
            needed = set(self.document["reviews"]["circumstances"])
            if not needed <= considered or not self.request["reason_written"] or decided == "not-decided":
                return "denied"
        return "withheld" if decided == "decline" else "allowed"

    def retention(self):
        return self.yes(0 <= self.request["retention_days"] <= self.document["release"]["retention_days"])

    def onward(self):
        giver, to = self.request["from"], self.request["recipient"]
        return self.yes(self.named(giver) and giver != to and to in self.document["release"]["onward"])

    def answers(self):
        names = STAGES.get(self.stage, "").split()
        if not self.version:
            return {name: "denied" for name in names}
        return {name: getattr(self, "version_" if name == "version" else name.replace("-", "_"))() for name in names}


def decide(history, request, clock):
    clauses = Question(history, request, clock).answers()
    return max(clauses.values(), key=STRICTNESS.index, default="denied"), clauses


# ---- the comparison -------------------------------------------------------------------------------------------------


class Comparison:
    def __init__(self):
        self.cases, self.histories, self.differences = 0, 0, 0
        self.effects, self.lives, self.parts, self.clauses, self.events = (Counter() for _ in range(5))
        self.accepted = 0

    def differ(self, what, ours, theirs, line):
        self.differences += 1
        if self.differences <= 5:
            print(f"# {what}: here {ours}, Tenprint {theirs}\n# {json.dumps(line)}")

    def look_at(self, line):
        history = History(line["versions"], line["events"])
        self.histories += 1
        self.events.update(event["kind"] for event in line["events"])
        for instant in line["instants"]:
            version, clock = history.by_digest[instant["version"]], instant["clock"]
            life = history.life(version, clock)
            parts = {code: history.participation(version, code, clock) for code in instant["participation"]}
            self.lives[instant["life"]] += 1
            self.parts.update(instant["participation"].values())
            if life != instant["life"] or parts != instant["participation"]:
                self.differ("history", (life, parts), instant, [line["versions"], line["events"]])
        for case in line["cases"]:
            effect, clauses = decide(history, case["request"], case["clock"])
            self.cases += 1
            self.effects[case["request"]["stage"], case["effect"]] += 1
            self.clauses.update(case["clauses"].items())
            if effect != case["effect"] or clauses != case["clauses"]:
                self.differ("case", (effect, clauses), case, line["events"])

    def gaps(self, least):
        """What came up too seldom for the comparison to mean much."""
        wanted = [(self.lives, life) for life in
                  "none proposed noticed signed active suspended replaced terminated expired".split()]
        wanted += [(self.parts, part) for part in "out in suspended left".split()]
        for stage, names in STAGES.items():
            wanted += [(self.effects, (stage, effect)) for effect in STRICTNESS
                       if effect != "withheld" or stage not in ("send", "search")]
            wanted += [(self.clauses, (name, effect)) for name in names.split() for effect in ("allowed", "denied")]
        wanted += [(self.clauses, (name, "withheld")) for name in ("exclusion", "release-threshold", "discretion")]
        return [f"{what}: {counter[what]}" for counter, what in wanted if counter[what] < least]

    def show(self):
        def table(title, counter):
            print(f"# {title}: " + ", ".join(f"{' '.join(key) if isinstance(key, tuple) else key} {count}"
                                             for key, count in sorted(counter.items())))

        table("events", self.events)
        table("life", self.lives)
        table("participation", self.parts)
        table("decisions", self.effects)
        table("clauses", self.clauses)


def main():
    program = sys.argv[1]
    count = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("TP_POLICY_CASES", 20000))
    seed = sys.argv[3] if len(sys.argv) > 3 else os.environ.get("TP_SEED", "1")
    comparison, begin = Comparison(), time.monotonic()
    with subprocess.Popen([program, seed, str(count)], stdout=subprocess.PIPE) as source:
        for line in source.stdout:
            comparison.look_at(json.loads(line))
    comparison.show()
    gaps = comparison.gaps(max(count // 2000, 1))
    whole = comparison.cases == count and source.returncode == 0
    print("1..3")
    print(f"{'' if whole else 'not '}ok 1 - {comparison.cases} cases of {comparison.histories} histories, seed {seed}, "
          f"{time.monotonic() - begin:.0f} s")
    print(f"{'not ' if comparison.differences else ''}ok 2 - both decide alike ({comparison.differences} differences)")
    print(f"{'not ' if gaps else ''}ok 3 - everything comes up often" + "".join(f"\n# seldom: {gap}" for gap in gaps))
    return 1 if comparison.differences or gaps or not whole else 0


if __name__ == "__main__":
    sys.exit(main())
