#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The web console in a real browser, over two nodes whose clock runs fast.

    check_browser.py OPENAPI.yaml test [FILE...]   the tests of web/e2e (all, or these), as TAP
    check_browser.py OPENAPI.yaml screenshots DIR  pictures of every page into DIR, with an index.html
    check_browser.py OPENAPI.yaml pictures DIR     the README's pictures into DIR (tools/picture)
    check_browser.py OPENAPI.yaml stay             the nodes, to look at by hand, until this is interrupted

TP_PROGRAM is the program; CHROMIUM the browser, when it is not the chromium in the path. The tests are skipped, with
the reason, when something of this is missing on this machine.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "web"
NODE_MAJOR = 18
PAUSE_S = 0.3  # between two steps of the clock


def lacking(browser):
    """Why this cannot run here, or None."""
    try:
        import jsonschema  # noqa: F401
        import yaml  # noqa: F401
    except ImportError as error:
        return f"{error} (Debian: python3-yaml, python3-jsonschema)"
    if not browser:
        return "no chromium (Debian: chromium)"
    if not shutil.which("node"):
        return "no Node.js (Debian: nodejs)"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)\.", version)
    if not major or int(major[1]) < NODE_MAJOR:
        return f"Node.js {version.strip()} is older than {NODE_MAJOR}"
    if not (WEB / "node_modules/playwright-core").is_dir():
        return "no packages in web/node_modules (tools/setup fetches them)"
    return None


def command(what, rest):
    modules = WEB / "node_modules"
    if what == "test":
        return ["node", modules / "vitest/vitest.mjs", "run", "--config", "e2e/vitest.config.ts", *rest]
    if what in ("screenshots", "pictures"):
        return ["node", modules / "vite-node/vite-node.mjs", "--config", "e2e/vitest.config.ts", f"e2e/{what}.ts",
                Path(rest[0]).resolve()]
    return ["sleep", "infinity"]


def tick(stage, ended):
    while not ended.wait(PAUSE_S):
        try:
            stage.go_on(seconds=stage.step_s)
        except (AssertionError, OSError) as error:
            print(f"# the clock: {error}", flush=True)


def run(stage, arguments, told):
    """The command, with the clock going on beside it."""
    ended = threading.Event()
    clock = threading.Thread(target=tick, args=(stage, ended))
    clock.start()
    process = subprocess.Popen(list(map(str, arguments)), cwd=WEB, env={**os.environ, "TP_STAGE": str(told)},
                               stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if not line.startswith("TAP version"):  # what tests print may come before it
                print(line, end="", flush=True)
    except KeyboardInterrupt:
        process.terminate()
    finally:
        ended.set()
        clock.join()
    return process.wait()


def main():
    openapi, what, *rest = sys.argv[1:]
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    why = lacking(browser)
    if why:
        print(f"1..0 # SKIP {why}")
        return 0 if what == "test" else 1
    os.environ["CHROMIUM"] = browser
    os.environ["TP_PROGRAM"] = str(Path(os.environ["TP_PROGRAM"]).resolve())
    import stage as stages  # needs what was looked for
    with tempfile.TemporaryDirectory(prefix="tenprint_web_") as scratch:
        stage = stages.Stage(openapi, Path(scratch))
        try:
            stage.prepare()
            told = Path(scratch) / "stage.json"
            told.write_text(json.dumps(stage.told()))
            if what == "stay":
                print(told.read_text(), flush=True)
            return run(stage, command(what, rest), told)
        finally:
            stage.stop()


if __name__ == "__main__":
    sys.exit(main())
