#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples on ridge patterns drawn here, and looks them up in the documentation.

    test_examples.py FOLDER_OF_THE_EXAMPLES
"""
import math
import random
import re
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

EXAMPLES = Path(sys.argv[1])
ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 256, 288


def ridges(seed, dx=0, dy=0):
    """A PGM of arched ridges 9 pixels apart. A turn of the phase about a point makes a minutia there."""
    rng = random.Random(seed)
    core_x, core_y = 128 + rng.uniform(-20, 20), 200 + rng.uniform(-20, 20)
    turns = [(rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT), rng.choice((-1, 1))) for _ in range(36)]
    pixels = bytearray()
    for row in range(HEIGHT):
        for column in range(WIDTH):
            x, y = column + dx, row + dy
            phase = 2 * math.pi * math.hypot(x - core_x, y - core_y) / 9
            for turn_x, turn_y, sign in turns:
                phase += sign * math.atan2(y - turn_y, x - turn_x)
            pixels.append(int(128 + 100 * math.cos(phase)))
    return b"P5\n%d %d\n255\n" % (WIDTH, HEIGHT) + pixels


def transaction(pixels):
    """ANSI/NIST-ITL: a header and one finger image without compression."""
    header = ["1.002:0500", "1.003:1\x1f1\x1e14\x1f0", "1.004:TEST", "1.005:20261122", "1.007:DAI", "1.008:ORI", "1.009:OLD",
              "1.011:00.00", "1.012:00.00"]
    image = ["14.002:0", "14.003:0", "14.004:ORI", "14.005:20261122", f"14.006:{WIDTH}", f"14.007:{HEIGHT}", "14.008:1",
             "14.009:500", "14.010:500", "14.011:NONE", "14.012:8", "14.013:2"]
    return record(1, "\x1d".join(header).encode()) + record(14, "\x1d".join(image).encode() + b"\x1d14.999:" + pixels)


def record(number, rest):
    """REST behind the length field of record type NUMBER; the length counts itself."""
    for size in range(len(rest), len(rest) + 32):
        whole = b"%d.001:%d\x1d" % (number, size) + rest + b"\x1c"
        if len(whole) == size:
            return whole
    raise AssertionError("no length fits")


class Documentation(unittest.TestCase):
    def test_each_line_of_code_is_in_an_example(self):
        code = {line.strip() for path in (ROOT / "examples").glob("*.c") for line in path.read_text().splitlines()}
        for block in re.findall(r"^```c\n(.*?)^```", (ROOT / "docs" / "api.md").read_text(), re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                self.assertIn(line.strip(), code)


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        for name, picture in {"a1": ridges(1), "a2": ridges(1, 12, -9), "b": ridges(2), "c": ridges(3)}.items():
            cls.path(f"{name}.pgm").write_bytes(picture)

    @classmethod
    def path(cls, name):
        return Path(cls.folder.name, name)

    def run_example(self, name, *arguments, status=0):
        program = EXAMPLES / f"example_{name}"
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def number(self, pattern, text):
        match = re.search(pattern, text)
        self.assertIsNotNone(match, text)
        return int(match[1])

    def test_convert(self):
        minutia = struct.pack(">HHBB", 1 << 14 | 30, 40, 64, 50)
        view = bytes([1, 0, 80, 1]) + minutia + b"\0\0"
        header = struct.pack(">4s4sIHHHHHBB", b"FMR\0", b" 20\0", 24 + len(view), 0, 300, 400, 197, 197, 1, 0)
        record = self.path("in.iso")
        record.write_bytes(header + view)
        for step, name in enumerate(["native", "incits", "native", "iso"]):
            target = self.path(f"{step}.{name}")
            self.assertIn("1 minutiae, view 1 of 1", self.run_example("convert", record, target, name))
            record = target
        self.assertEqual(record.read_bytes(), header + view)
        record.write_bytes(b"nonsense")
        self.assertIn("not a fingerprint template", self.run_example("convert", record, target, "iso", status=1))
        self.assertIn("usage", self.run_example("convert", record, target, "xml", status=2))

    def test_extract(self):
        template = self.path("a1.template")
        self.assertGreater(self.number(r"(\d+) minutiae", self.run_example("extract", self.path("a1.pgm"), template)), 9)
        self.assertEqual(template.read_bytes()[:4], b"TENP")
        self.assertLessEqual(template.stat().st_size, 2048)
        self.assertIn("absent.pgm", self.run_example("extract", self.path("absent.pgm"), template, status=1))

    def test_compare(self):
        mated, other = (self.number(r"score (\d+)", self.run_example("compare", self.path("a1.pgm"), self.path(name)))
                        for name in ("a2.pgm", "b.pgm"))
        self.assertGreaterEqual(mated, 4000)
        self.assertLess(other, 3000)

    def test_transaction(self):
        file, again = self.path("in.an2"), self.path("out.an2")
        pixels = ridges(1)[-WIDTH * HEIGHT:]
        file.write_bytes(transaction(pixels))
        printed = self.run_example("transaction", file, again, "ANOTHER-NUMBER")
        self.assertIn("NONE, 256 x 288 pixels at 500 ppi, position 2", printed)
        self.assertIn("0 findings", printed)
        self.assertIn(b"1.009:ANOTHER-NUMBER\x1d", again.read_bytes())
        self.assertEqual(again.read_bytes()[-len(pixels) - 1:-1], pixels)
        file.write_bytes(transaction(pixels)[:-1000])
        self.assertIn("record 2", self.run_example("transaction", file, status=1))

    def test_identify(self):
        found = self.run_example("identify", self.path("a2.pgm"), *(self.path(f"{name}.pgm") for name in ("b", "a1", "c")))
        self.assertTrue(found.startswith(str(self.path("a1.pgm"))), found)
        self.assertIn("of 3 subjects", found)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
