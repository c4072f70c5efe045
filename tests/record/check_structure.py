#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Walks ANSI/NIST-ITL files by the rules of the standard alone: nothing of this comes from the program's own reader.

    check_structure.py FILE...     # prints what is wrong, exit 1 if anything is

Separators, LEN of each record, order and presence of fields, 1.003 CNT against the records, the binary header of type 4,
images of type 4 and 14: size and compression as declared, the markers of WSQ (IAFIS-IC-0110) in their order.
"""
import struct
import sys

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"
MANDATORY = {1: [1, 2, 3, 4, 5, 7, 8, 9, 11, 12], 2: [1, 2], 14: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 999]}
SOI, EOI, SOF, SOB, DTT, DQT, DHT, DRT, COM = 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8


class Broken(Exception):
    pass


def need(truth, text):
    if not truth:
        raise Broken(text)


def tagged_record(data, start, kind):
    """(end, {field: value}) of the record at START, which LEN measures."""
    tag = b"%d.001:" % kind
    need(data.startswith(tag, start), f"offset {start}: a record of type {kind} begins with {tag.decode()}")
    digits = data[start + len(tag):data.index(GS, start)]
    need(digits.isdigit(), f"offset {start}: LEN is no number")
    end = start + int(digits)
    need(end <= len(data), f"offset {start}: LEN {int(digits)} leaves the file")
    need(data[end - 1:end] == FS, f"offset {start}: LEN {int(digits)} does not end at a file separator")
    body, image = data[start:end - 1], None
    mark = body.find(GS + b"%d.999:" % kind)
    if mark >= 0:
        image = body[mark + 1:].split(b":", 1)[1]
        body = body[:mark]
    need(FS not in body, f"offset {start}: a file separator inside the record")
    fields, before = {}, 0
    for field in body.split(GS):
        name, colon, value = field.partition(b":")
        whole, point, number = name.partition(b".")
        need(colon and point and whole == b"%d" % kind and number.isdigit(), f"offset {start}: a field without tag: {field[:20]!r}")
        need(int(number) > before, f"{name.decode()} comes after field {before}")
        need(value, f"{name.decode()} is empty")
        before = int(number)
        fields[before] = value
    if image is not None:
        fields[999] = image
    for number in MANDATORY.get(kind, []):
        need(number in fields, f"{kind}.{number:03} is missing")
    return end, fields


def wsq(data):
    """(width, height) of a WSQ stream, all of whose markers are looked at."""
    need(data[:2] == bytes([0xFF, SOI]), "WSQ: no SOI")
    at, seen, size = 2, [], None
    while True:
        need(at + 2 <= len(data) and data[at] == 0xFF, f"WSQ: no marker at {at}")
        marker = data[at + 1]
        at += 2
        if marker == EOI:
            break
        need(marker in (SOF, SOB, DTT, DQT, DHT, DRT, COM), f"WSQ: marker {marker:02x} at {at - 2}")
        length = struct.unpack_from(">H", data, at)[0]
        if marker == SOF:
            black, white, height, width = struct.unpack_from(">BBHH", data, at + 2)
            need(length == 17 and black < white, "WSQ: frame header")
            size = width, height
        if marker == SOB:
            need({DTT, DQT, DHT, SOF} <= set(seen), "WSQ: a block before its tables")
        seen.append(marker)
        at += length
        if marker == SOB:  # coded bytes; 0xff is followed by 0
            while at + 1 < len(data) and not (data[at] == 0xFF and data[at + 1] != 0 and not 0xB0 <= data[at + 1] <= 0xB7):
                at += 1
    need(seen.count(SOF) == 1 and seen.count(SOB) == 3, "WSQ: not one frame of three blocks")
    need(at == len(data), f"WSQ: {len(data) - at} bytes behind EOI")
    return size


def jp2(data):
    """(width, height) of a JPEG 2000 file or codestream."""
    start = data.find(b"\xff\x4f\xff\x51")
    need(start >= 0, "JP2: no codestream")
    need(start == 0 or data[4:8] == b"jP  ", "JP2: no signature box")
    width, height, left, top = struct.unpack_from(">IIII", data, start + 8)
    return width - left, height - top


def check_image(where, compression, width, height, data):
    if compression in (0, b"NONE"):
        size = (width, height) if len(data) == width * height else None
    elif compression in (1, b"WSQ20"):
        size = wsq(data)
    else:
        need(compression in (b"JP2", b"JP2L"), f"{where}: compression {compression!r}")
        size = jp2(data)
    need(size == (width, height), f"{where}: declared {width} x {height}, the image has {size}")


def binary_record(data, start):
    """(end, IDC) of a record of type 4: LEN, IDC, IMP, FGP, ISR, HLL, VLL, CGA in 18 bytes, then the image."""
    need(start + 18 <= len(data), f"offset {start}: no room for the header of type 4")
    length, idc, imp = struct.unpack_from(">IBB", data, start)
    positions = data[start + 6:start + 12]
    isr, width, height, cga = struct.unpack_from(">BHHB", data, start + 12)
    where = f"offset {start}, IDC {idc}"
    need(length > 18 and start + length <= len(data), f"{where}: LEN {length} leaves the file")
    need(imp in range(0, 30), f"{where}: impression {imp}")
    need(1 <= positions[0] <= 14 and positions[1:] == b"\xff" * 5, f"{where}: positions {positions.hex()}")
    need(isr in (0, 1), f"{where}: ISR {isr}")
    check_image(where, cga, width, height, data[start + 18:start + length])
    return start + length, idc


def numbers(text):
    need(all(part.isdigit() for part in text), f"CNT: {text!r} are no numbers")
    return [int(part) for part in text]


def walk(data):
    at, first = tagged_record(data, 0, 1)
    content = [numbers(part.split(US)) for part in first[3].split(RS)]
    need(content[0] == [1, len(content) - 1], f"CNT: {content[0]} before {len(content) - 1} records")
    for kind, idc in content[1:]:
        if kind == 4:
            at, found = binary_record(data, at)
        else:
            at, fields = tagged_record(data, at, kind)
            found = int(fields[2])
            if kind == 14:
                need(fields[8] in (b"1", b"2") and fields[9] == fields[10], "14.008 SLC, 14.009 THPS, 14.010 TVPS")
                check_image("type 14", fields[11], int(fields[6]), int(fields[7]), fields[999])
        need(found == idc, f"IDC {found} where CNT has {idc}")
    need(at == len(data), f"{len(data) - at} bytes behind the last record")
    return len(content) - 1


def main():
    broken = 0
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            data = file.read()
        try:
            print(f"{path}: {walk(data)} records behind the first, as the standard has them")
        except (Broken, struct.error, ValueError, IndexError) as error:
            print(f"{path}: {error}")
            broken += 1
    return 1 if broken or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
