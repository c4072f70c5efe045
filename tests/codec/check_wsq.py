#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads WSQ files by the rules of the specification, in code that shares nothing with src/codec, and says what is wrong.

    check_wsq.py FILE.wsq...             prints what each file holds, exit 1 if a rule is broken
    check_wsq.py FILE.wsq --pgm OUT.pgm  writes the picture too
    check_wsq.py --maker write_wsq       the test: every file must follow the rules, and decode to about the picture it was
                                         made from or, of real prints, agree with the file of another encoder
"""
import argparse
import math
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

SOI, EOI, SOF, SOB, DTT, DQT, DHT, DRI, COM = range(0xFFA0, 0xFFA9)
BLOCKS = [range(0, 19), range(19, 52), range(52, 60)]


class Broken(Exception):
    """A rule that the file breaks."""


def rule(holds, words):
    if not holds:
        raise Broken(words)


def sixteen(first):
    """Two levels of quarters, numbered from FIRST."""
    return [[first + 4 * i + j for j in range(4)] for i in range(4)]


# Quarters in the order: top left, top right, below left, below right.
TREE = [[[[[0, 1, 2, 3], 4, 5, 6], *sixteen(3)[1:]], sixteen(19), sixteen(35), 51],
        [52, 53, 54, 55], [56, 57, 58, 59], [60, 61, 62, 63]]


def quarters(rectangle, turned):
    """The parts of (x, y, width, height); TURNED says in which directions the high half comes first."""
    x, y, width, height = rectangle
    left = width // 2 if turned[0] else (width + 1) // 2
    top = height // 2 if turned[1] else (height + 1) // 2
    return [(x, y, left, top), (x + left, y, width - left, top), (x, y + top, left, height - top),
            (x + left, y + top, width - left, height - top)]


def list_bands(tree, rectangle, turned=(False, False)):
    """{band: rectangle}"""
    if isinstance(tree, int):
        return {tree: rectangle}
    bands = {}
    for i, part in enumerate(quarters(rectangle, turned)):
        bands.update(list_bands(tree[i], part, (i % 2 == 1, i // 2 == 1)))
    return bands


# ---- markers and tables ------------------------------------------------------------------------------------------------


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        size = struct.calcsize(">" + form)
        rule(self.at + size <= len(self.data), f"the file ends inside a field at byte {self.at}")
        values = struct.unpack_from(">" + form, self.data, self.at)
        self.at += size
        return values[0] if len(values) == 1 else values

    def scaled(self):
        exponent, value = self.take("BH")
        return value / 10**exponent


class File:
    def __init__(self, data):
        self.comments, self.tables, self.blocks = [], {}, []
        self.frame = self.widths = self.low = None
        reader = Reader(data)
        rule(reader.take("H") == SOI, "the file does not begin with SOI")
        while (marker := reader.take("H")) != EOI:
            rule(marker in (SOF, SOB, DTT, DQT, DHT, COM), f"marker {marker:04x} at byte {reader.at - 2}")
            begin, length = reader.at, reader.take("H")
            {SOF: self.read_frame, DTT: self.read_filters, DQT: self.read_widths, DHT: self.read_codes,
             COM: self.read_comment, SOB: self.read_block}[marker](reader, length)
            rule(reader.at == begin + length, f"segment {marker:04x} at byte {begin} is not as long as it says")
            if marker == SOB:
                self.blocks[-1][1] = take_coded(reader)
        rule(reader.at == len(data), "bytes follow EOI")
        rule(len(self.blocks) == 3, f"{len(self.blocks)} blocks")

    def read_comment(self, reader, length):
        self.comments.append(bytes(reader.take("B") for _ in range(length - 2)))

    def read_filters(self, reader, length):
        low_taps, high_taps = reader.take("BB")
        halves = []
        for taps in (low_taps, high_taps):
            rule(taps % 2 == 1, "this check reads filters of odd length only")
            half = []
            for _ in range((taps + 1) // 2):
                sign, exponent, value = reader.take("BBL")
                rule(sign <= 1, "a tap's sign is neither 0 nor 1")
                half.append((-1 if sign else 1) * value / 10**exponent)
            halves.append(half)
        self.low, self.high = halves

    def read_widths(self, reader, length):
        self.centre = reader.scaled()
        pairs = [(reader.scaled(), reader.scaled()) for _ in range(64)]
        self.widths, self.zeros = zip(*pairs)
        for band, (width, zero) in enumerate(pairs):
            rule((width > 0) == (zero > 0), f"band {band} has only one width")
            rule(band < 60 or width == 0, f"band {band} is coded")

    def read_frame(self, reader, length):
        self.frame = dict(zip(("black", "white", "height", "width"), reader.take("BBHH")))
        self.frame |= {"shift": reader.scaled(), "scale": reader.scaled(), "encoder": reader.take("B"),
                       "software": reader.take("H")}
        rule(self.frame["width"] > 0 and self.frame["height"] > 0, "the picture has no pixels")
        rule(self.frame["black"] < self.frame["white"], "white is not above black")
        rule(self.frame["scale"] > 0 and self.frame["shift"] <= 255, "senseless normalisation")

    def read_codes(self, reader, length):
        end = reader.at + length - 2
        while reader.at < end:
            number, counts = reader.take("B"), [reader.take("B") for _ in range(16)]
            symbols = [reader.take("B") for _ in range(sum(counts))]
            rule(number < 8, f"Huffman table {number}")
            rule(len(set(symbols)) == len(symbols), "a symbol has two codes")
            rule(all(1 <= symbol <= 254 and symbol != 180 for symbol in symbols), "a code for a symbol that is none")
            rule(symbols, "a Huffman table without codes")
            codes, code, place = {}, 0, iter(symbols)
            for bits, count in enumerate(counts, 1):
                for _ in range(count):
                    codes[bits, code] = next(place)
                    code += 1
                rule(code < 1 << bits or bits == 16 and code < 65536, f"the codes of {bits} bits reach all ones")
                code <<= 1
            self.tables[number] = codes

    def read_block(self, reader, length):
        rule(self.frame and self.widths and self.low, "a block before the tables that it needs")
        number = reader.take("B")
        rule(number in self.tables, f"a block uses table {number}, which is not defined")
        self.blocks.append([self.tables[number], None])

    # ---- coefficients and pixels -----------------------------------------------------------------------------------

    def bands(self):
        return list_bands(TREE, (0, 0, self.frame["width"], self.frame["height"]))

    def indices(self):
        """The quantised values of each coded band."""
        bands, values = self.bands(), {}
        for (codes, coded), numbers in zip(self.blocks, BLOCKS):
            used = [k for k in numbers if self.widths[k] > 0]
            sizes = [bands[k][2] * bands[k][3] for k in used]
            flat = decode(codes, coded, sum(sizes))
            for k, size in zip(used, sizes):
                values[k], flat = flat[:size], flat[size:]
        return values

    def picture(self):
        width, height = self.frame["width"], self.frame["height"]
        bands, plane = self.bands(), [[0.0] * width for _ in range(height)]
        for k, values in self.indices().items():
            x, y, columns, rows = bands[k]
            places = [self.place(k, value) for value in values]
            for row in range(rows):
                plane[y + row][x:x + columns] = places[row * columns:(row + 1) * columns]
        self.join(TREE, plane, (0, 0, width, height), (False, False))
        shift, scale = self.frame["shift"], self.frame["scale"]
        return bytes(min(max(math.floor(value * scale + shift + 0.5), 0), 255) for row in plane for value in row)

    def place(self, band, value):
        if value == 0:
            return 0.0
        size = self.widths[band] * (abs(value) - self.centre) + self.zeros[band] / 2
        return size if value > 0 else -size

    def join(self, tree, plane, rectangle, turned):
        if isinstance(tree, int) or tree[0] == 60 or 0 in rectangle[2:]:  # what is not coded was not split
            return
        for i, part in enumerate(quarters(rectangle, turned)):
            self.join(tree[i], plane, part, (i % 2 == 1, i // 2 == 1))
        x, y, width, height = rectangle
        rows = [self.join_line(plane[y + row][x:x + width], turned[0]) for row in range(height)]
        columns = [self.join_line(list(column), turned[1]) for column in zip(*rows)]
        for row, values in enumerate(zip(*columns)):
            plane[y + row][x:x + width] = values

    def join_line(self, line, turned):
        """Interleaves the two halves, extends them by reflection and applies the synthesis filters: those of analysis
        exchanged, with every other tap negated."""
        length = len(line)
        if length == 1:
            return [line[0] / (self.low[0] + 2 * sum(self.low[1:]))]
        middle = length // 2 if turned else (length + 1) // 2
        mixed = [0.0] * length
        halves = line[:middle], line[middle:]
        mixed[0::2], mixed[1::2] = reversed(halves) if turned else halves
        reach, last = max(len(self.low), len(self.high)), length - 1
        wide = [mixed[abs((i + last) % (2 * last) - last)] for i in range(-reach, length + reach)]
        sums = []
        for own, other in ((self.high, self.low), (self.low, self.high)):  # for samples of even and of odd position
            sums.append([(k, (own, other)[k % 2][abs(k)] * (-1) ** k)
                         for k in range(-reach, reach + 1) if abs(k) < len((own, other)[k % 2])])
        return [sum(wide[reach + n + k] * tap for k, tap in sums[n % 2]) for n in range(length)]


def take_coded(reader):
    """The bytes up to the next marker, without those stuffed in."""
    coded = bytearray()
    while (byte := reader.take("B")) != 0xFF or (after := reader.take("B")) == 0:
        coded.append(byte)
    rule(after != 0xFF, "fill bytes before a marker")
    reader.at -= 2
    return bytes(coded)


def decode(codes, coded, count):
    """COUNT values from a block, which must hold neither less nor more."""
    bits = int.from_bytes(b"\1" + coded, "big")
    text = bin(bits)[3:]
    by_text = {format(code, f"0{length}b"): symbol for (length, code), symbol in codes.items()}
    values, at = [], 0

    def take(size):
        nonlocal at
        rule(at + size <= len(text), "a block ends early")
        at += size
        return int(text[at - size:at], 2)

    while len(values) < count:
        size = 1
        while (symbol := by_text.get(text[at:at + size])) is None:
            size += 1
            rule(size <= 16 and at + size <= len(text), "bits that are no code")
        at += size
        if symbol <= 100:
            values += [0] * symbol
        elif symbol <= 104:
            values.append((1 if symbol % 2 else -1) * take(8 if symbol <= 102 else 16))
        elif symbol <= 106:
            values += [0] * take(8 if symbol == 105 else 16)
        else:
            values.append(symbol - 180)
    rule(len(values) == count, "a run of zeros passes the end of a block")
    rule(len(text) - at < 8 and "0" not in text[at:], "a block is not padded with ones to a whole byte")
    return values


# ---- the rules for encoder number two, and the test ------------------------------------------------------------------


def check_parameters(file):
    """What part 3 of the specification fixes."""
    frame = file.frame
    rule(len(file.low) == 5 and len(file.high) == 4, "the filters do not have 9 and 7 taps")
    rule(abs(file.low[0] + 2 * sum(file.low[1:]) - math.sqrt(2)) < 1e-6, "the low filter's gain is not the root of 2")
    rule(abs(file.high[0] + 2 * sum(file.high[1:])) < 1e-6, "the high filter lets a constant pass")
    rule(file.centre == 0.44, "the bin centre is not 0.44")
    for width, zero in zip(file.widths, file.zeros):
        rule(abs(zero - 1.2 * width) <= 2e-4 * width, "a zero bin is not 1.2 times as wide as the others")
    rule((frame["black"], frame["white"], frame["encoder"]) == (0, 255, 2), "black, white or encoder number")
    comments = [dict(line.split(" ", 1) for line in text.decode("ascii").split("\n"))
                for text in file.comments if text.startswith(b"NIST_COM")]
    rule(len(comments) == 1 and int(comments[0]["NIST_COM"]) == len(comments[0]), "the NIST comment's count")
    wanted = {"PIX_WIDTH": str(frame["width"]), "PIX_HEIGHT": str(frame["height"]), "PIX_DEPTH": "8", "LOSSY": "1",
              "COLORSPACE": "GRAY", "COMPRESSION": "WSQ"}
    rule(wanted.items() <= comments[0].items() and {"PPI", "WSQ_BITRATE"} <= comments[0].keys(), "the NIST comment")


def read_pgm(path):
    magic, _, rest = path.read_bytes().partition(b"\n")
    while rest.startswith(b"#"):
        rest = rest.partition(b"\n")[2]
    size, _, rest = rest.partition(b"\n")
    return tuple(map(int, size.split())), rest.partition(b"\n")[2]


def psnr(a, b):
    total = sum((x - y) ** 2 for x, y in zip(a, b))
    return 10 * math.log10(255 * 255 * len(a) / total) if total else math.inf


def check_picture(path, file):
    size, pixels = read_pgm(path.with_suffix(".pgm"))
    rule((file.frame["width"], file.frame["height"]) == size, "the size is another")
    quality, least = psnr(file.picture(), pixels), float(path.stem.rsplit("_", 1)[1])
    rule(quality >= least, f"{quality:.2f} dB, at least {least} were expected")
    return f"{quality:.2f} dB"


def check_same(path, file, other_path):
    """What annex AA of the specification asks of an encoder, against a file of the same pixels from another."""
    other_data = other_path.read_bytes()
    other = File(other_data)
    size = path.stat().st_size / len(other_data) - 1
    width = max(abs(a - b) / max(b, 1e-9) for a, b in zip(file.widths, other.widths))
    ours, theirs = file.indices(), other.indices()
    rule(ours.keys() == theirs.keys(), "other bands are coded")
    differences = [abs(a - b) for band in ours for a, b in zip(ours[band], theirs[band])]
    rule(abs(size) <= 0.004, f"the file's size differs by {100 * size:.2f} %")
    rule(width <= 0.00051, f"a width differs by {100 * width:.4f} %")
    rule(max(differences) <= 1, "an index differs by more than one")
    different = sum(differences)
    rule(different <= 1e-4 * len(differences), f"{different} of {len(differences)} indices differ")
    return f"size {100 * size:+.3f} %, widths {100 * width:.4f} %, {different} of {len(differences)} indices differ"


def check_made(maker):
    data = Path(os.environ.get("TP_DATA", "nowhere"), "records", "wsq")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([maker, folder], check=True)
        paths = sorted(Path(folder).glob("*.wsq"))
        print(f"1..{len(paths)}")
        for number, path in enumerate(paths, 1):
            try:
                file = File(path.read_bytes())
                check_parameters(file)
                other = data / path.name.removeprefix("same_")
                words = check_same(path, file, other) if other.exists() else check_picture(path, file)
                print(f"ok {number} - {path.name}: {words}")
            except Broken as broken:
                failed += 1
                print(f"not ok {number} - {path.name}: {broken}")
        if not any(path.name.startswith("same_") for path in paths):
            print("# no files of another encoder here to compare with")
    return failed


def describe(path):
    file = File(path.read_bytes())
    indices = file.indices()
    counts = [sum(1 for value in values if value) for values in indices.values()]
    print(f"{path}: {file.frame}, {len(indices)} bands, {sum(counts)} indices are not 0")
    return file


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pgm", type=Path)
    parser.add_argument("--maker")
    arguments = parser.parse_args()
    if arguments.maker:
        return 1 if check_made(arguments.maker) else 0
    failed = 0
    for path in arguments.files:
        try:
            file = describe(path)
            if arguments.pgm:
                head = f"P5\n{file.frame['width']} {file.frame['height']}\n255\n".encode()
                arguments.pgm.write_bytes(head + file.picture())
        except Broken as broken:
            print(f"{path}: {broken}")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
