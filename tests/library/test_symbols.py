#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The libraries show what the public headers declare, and nothing else.

    test_symbols.py SHARED_LIBRARY STATIC_LIBRARY
"""
import re
import subprocess
import sys
import unittest
from pathlib import Path

INCLUDE = Path(__file__).resolve().parents[2] / "include"
HEADERS = sorted(INCLUDE.glob("tenprint/*.h"))
SHARED, STATIC = sys.argv[1:3]


def symbols(*arguments):
    """Names that nm lists, without those of the linker and of sanitizers, which start with an underscore."""
    out = subprocess.run(["nm", "--defined-only", *arguments], capture_output=True, text=True, check=True).stdout
    names = {line.split()[2].split("@")[0] for line in out.splitlines() if len(line.split()) == 3}
    return {name for name in names if not name.startswith("_")}


def declared():
    """Functions that a public header marks TP_API."""
    text = "".join(header.read_text() for header in HEADERS)
    text = re.sub(r"/\*.*?\*/|#define[^\n]*", " ", text, flags=re.DOTALL)
    return {re.search(r"(\w+)\s*\(", part)[1] for part in re.split(r"\bTP_API\b", text)[1:]}


class Symbols(unittest.TestCase):
    def test_headers_are_installed_and_in_the_umbrella(self):
        installed = (INCLUDE / "tenprint" / "meson.build").read_text()
        umbrella = (INCLUDE / "tenprint" / "tenprint.h").read_text()
        for header in HEADERS:
            self.assertIn(f"'{header.name}'", installed)
            if header.name != "tenprint.h":
                self.assertIn(f"<tenprint/{header.name}>", umbrella)

    def test_the_shared_library_exports_what_is_declared(self):
        self.assertEqual(symbols("-D", SHARED), declared())

    def test_the_static_library_stays_in_its_name_space(self):
        self.assertEqual({name for name in symbols("-g", STATIC) if not name.startswith("tp_")}, set())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
