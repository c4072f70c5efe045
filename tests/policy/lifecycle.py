#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Searches every state of lifecycle.pml with spin, and checks that each variant that breaks a rule is found out.

    tests/policy/lifecycle.py [--statistics]

Prints TAP; skipped when spin or a compiler is missing.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MODEL = Path(__file__).resolve().parent / "lifecycle.pml"
BROKEN = ["TRUSTING", "IN_ORDER", "LAST_WINS", "NO_COMMENTS", "STATE_SPEAKS", "NOTHING_HAPPENS"]
STATES_MIN = 1_000_000  # fewer would mean that the model has lost something


def search(variant=None):
    """What pan prints about the model, or a variant of it."""
    with tempfile.TemporaryDirectory() as folder:
        def run(*command):
            return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=500).stdout

        shutil.copy(MODEL, folder)
        run("spin", *([f"-D{variant}"] if variant else []), "-a", MODEL.name)
        run("cc", "-O0" if variant else "-O2", "-w", "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c")
        return run("./pan", "-m10000")


def number(pattern, text):
    match = re.search(pattern, text)
    return int(match[1]) if match else -1


def complaints(text):
    """What is wrong with a search that should have found nothing."""
    if (errors := number(r"errors: (\d+)", text)) != 0:
        yield f"{errors} errors"
    if "not completed" in text or "max search depth too small" in text or "out of memory" in text:
        yield "not every state was seen"
    if (states := number(r"(\d+) states, stored", text)) < STATES_MIN:
        yield f"only {states} states"
    unreached = re.findall(r'state \d+, "(.*)"', text)
    if unreached != ["-end-"]:  # it goes on for ever
        yield f"never reached: {unreached}"


def main():
    if not all(shutil.which(tool) for tool in ("spin", "cc")):
        print("1..0 # SKIP spin or cc is not installed")
        return 0
    text = search()
    if "--statistics" in sys.argv:
        print(text)
    print(f"1..{1 + len(BROKEN)}")
    wrong = list(complaints(text))
    failures = len(wrong)
    states = number(r"(\d+) states, stored", text)
    print(f"{'not ' if wrong else ''}ok 1 - no state breaks a rule ({states} states, all of them){''.join(wrong)}")
    for place, variant in enumerate(BROKEN, 2):
        text = search(variant)
        found = number(r"errors: (\d+)", text) == 1 and "assertion violated" in text
        failures += not found
        print(f"{'' if found else 'not '}ok {place} - {variant} is found out")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
