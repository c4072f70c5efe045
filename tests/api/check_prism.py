#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The little life of two nodes (check_life.py) with a second opinion: Prism stands before each node, as a proxy that checks
every request and every reply against the description of the API and answers with its own problem when one does not fit.

    check_prism.py OPENAPI.yaml

TP_PROGRAM is the program. Exit 77 with the reason when Prism is not installed.
"""
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PRISM = Path(__file__).parent / "prism/node_modules/@stoplight/prism-cli/dist/index.js"
if not PRISM.exists() or not shutil.which("node"):
    print("skipped: there is no Prism (tools/setup fetches it, by npm)")
    sys.exit(77)

import check_api
import check_life


class Node(check_api.Node):
    """A node that is asked through Prism."""
    prism = None
    objections = []

    def start(self, port=0, *options):
        super().start(port, *options)
        upstream, self.port = self.port, check_life.free_port()
        self.connection.close()
        self.connection = None
        self.log = (self.folder / "prism.log").open("w+")
        self.prism = subprocess.Popen(
            ["node", PRISM, "proxy", sys.argv[1], f"http://127.0.0.1:{upstream}", "--port", str(self.port), "--errors",
             "--verboseLevel", "error"], stdout=self.log, stderr=subprocess.STDOUT)
        return self

    def wait(self):
        """Until Prism has read the description."""
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert self.prism.poll() is None, (self.folder / "prism.log").read_text()
                time.sleep(0.1)
        raise AssertionError("Prism does not start")

    def ask(self, method, path, *more):
        if self.prism and not self.connection:
            self.wait()
        answer = super().ask(method, path, *more)
        if b"stoplight.io/prism" in answer[2]:
            self.objections.append(f"{method} {path}: {answer[2].decode()}")
        return answer

    def stop(self):
        if self.prism:
            self.prism.terminate()
            self.prism.wait(60)
            self.log.close()
        super().stop()


def main():
    api = check_api.Api(sys.argv[1])
    try:
        with tempfile.TemporaryDirectory(prefix="tenprint_prism_") as scratch:
            failed = check_life.check(api, Node, Path(scratch), check_api.PASSWORD)
    finally:
        for words in Node.objections:
            print(words)
    print(f"{len(Node.objections)} objections of Prism")
    return 1 if failed or Node.objections else 0


if __name__ == "__main__":
    sys.exit(main())
