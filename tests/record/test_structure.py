#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `tenprint record make` writes, walked by check_structure.py; and damage that this checker must see.

    TP_PROGRAM=build/tenprint test_structure.py
"""
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

import check_structure

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("TP_PROGRAM", str(ROOT / "build" / "tenprint"))
HEAD = ["--ori", "ILTEST000", "--tcn", "ILTEST000-0001", "--date", "20110305"]


def png(side, ppi):
    """A PNG of ridges with its resolution in pHYs."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(int(128 + 90 * math.cos(math.hypot(x - side / 2, y - side) * 0.7)) for x in range(side))
                    for y in range(side))
    metre = round(ppi / 0.0254)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) +
            chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Structure(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        for name, side, ppi in (("a.png", 96, 500), ("b.png", 192, 1000), ("c.png", 120, 600)):
            (cls.folder / name).write_bytes(png(side, ppi))
        person = json.loads((ROOT / "examples" / "person.json").read_text())
        (cls.folder / "person.json").write_text(json.dumps(person))

    def make(self, name, *arguments):
        done = subprocess.run([PROGRAM, "record", "make", *arguments, "-o", name], cwd=self.folder, capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.folder / name).read_bytes()

    def card(self, name="card.an2", image="a.png", positions=range(1, 15), *more):
        return self.make(name, *HEAD, "--subject", "person.json", *more, *(f"{finger}={image}" for finger in positions))

    def test_cards(self):
        self.assertEqual(check_structure.walk(self.card()), 15)
        self.assertEqual(check_structure.walk(self.card("flat.an2", "a.png", (13, 14, 15))), 4)
        self.assertEqual(check_structure.walk(self.card("fine.an2", "b.png")), 15)
        self.assertEqual(check_structure.walk(self.card("odd.an2", "c.png")), 15)
        self.assertEqual(check_structure.walk(self.card("missing.an2", "a.png", [1, 2, *range(4, 15)], "--missing", "3:XX")), 14)
        self.assertEqual(check_structure.walk(self.card("fourteen.an2", "a.png", range(1, 15), "--record", "14")), 15)

    def test_answers(self):
        self.card("asked.an2")
        head = ["--answer", "asked.an2", "--tcn", "WVIAFIS0Z-0001", "--date", "20110306"]
        self.assertEqual(check_structure.walk(self.make("sre.an2", "--type", "SRE", *head)), 1)
        self.assertEqual(check_structure.walk(self.make("errt.an2", "--type", "ERRT", "--message", "NO", *head)), 1)

    def test_the_same_command_gives_the_same_bytes(self):
        self.assertEqual(self.card("one.an2"), self.card("two.an2"))

    def test_damage_is_seen(self):
        card = self.card()
        rng = random.Random(1)
        for _ in range(100):
            at = rng.randrange(len(card))
            with self.assertRaises((check_structure.Broken, struct.error, ValueError, IndexError), msg=f"byte {at} missing"):
                check_structure.walk(card[:at] + card[at + 1:])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
