#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recomputes a ledger's statistics from its published files and the definitions, with nothing but Python: what
`tenprint statistics` prints must be the same, byte for byte.

    recount.py FOLDER --definitions FILE [--at SIZE] [--threshold K] [--format csv|json] [--openings FILE|FOLDER]

FOLDER is what is published (checkpoint, tile/...). The entries are hashed again and compared with the checkpoint; its
signature is not checked here. --leaves FILE reads entries from a file instead, one a line.
"""
import argparse
import hashlib
import hmac
import json
import sys
from pathlib import Path

COLUMNS = ["table", "period", "level", "state", "county", "figure", "clauses", "count"]


# ---- reading ----------------------------------------------------------------------------------------------------------


def tile_name(number):
    groups = [f"{number % 1000:03}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03}")
    return "/".join(groups)


def read_tile(folder, number, width):
    path = folder / "tile" / "entries" / tile_name(number)
    if width < 256 and not path.exists():
        path = path.parent / (path.name + ".p") / str(width)
    data, entries = path.read_bytes(), []
    while data and len(entries) < width:
        length = int.from_bytes(data[:2], "big")
        entries.append(data[2:2 + length])
        data = data[2 + length:]
    return entries


def tree_root(hashes):
    """RFC 6962, clause 2.1."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree_root(hashes[:half]) + tree_root(hashes[half:])).digest()


def read_ledger(folder):
    import base64
    _, size, root, *_ = (folder / "checkpoint").read_text().split("\n")
    entries = []
    for number in range((int(size) + 255) // 256):
        entries += read_tile(folder, number, min(256, int(size) - 256 * number))
    hashes = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    whole = tree_root(hashes) if hashes else hashlib.sha256().digest()
    if len(entries) != int(size) or whole != base64.b64decode(root):
        sys.exit(f"{folder}: the entries are not those of the checkpoint")
    return entries


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read_leaves(entries):
    """The leaves, each with the level that later leaves gave it."""
    leaves = []
    for entry in entries:
        leaf = json.loads(entry)
        assert canonical(leaf).encode() == entry, entry
        if leaf["kind"] == "reclassification":
            leaves[leaf["of"]]["level"] = leaf["level"]
        leaves.append(leaf)
    return leaves


def opened_counties(path, entries):
    """{index: county} of the openings that fit."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    counties = {}
    for line in (line for file in files for line in file.read_text().splitlines() if line):
        opening = json.loads(line)
        if opening["index"] >= len(entries) or opening["index"] in counties:
            continue
        leaf = json.loads(entries[opening["index"]])
        commitment = leaf.pop("commitment")
        text = f"tenprint-leaf/1\n{canonical(leaf)}\n{canonical(opening['record'])}".encode()
        if hmac.new(bytes.fromhex(opening["key"]), text, "sha256").hexdigest() == commitment:
            counties[opening["index"]] = opening["record"].get("county", "unknown")
    return counties


# ---- tables -----------------------------------------------------------------------------------------------------------


def counted(figure, leaf):
    return all(leaf.get(member) in values for member, values in figure["where"].items())


def facts_of(table, leaves, levels):
    """One entry for each leaf and figure that counts it: dimensions as (order, first label, last label)."""
    for leaf in leaves:
        level, state = leaf.get("level", "unknown"), leaf.get("state", "unknown")
        dimensions = {"level": (levels.index(level), level, level), "state": (state, state, state),
                      "period": (leaf["month"],) * 3}
        for name in ("county", "clauses"):
            dimensions[name] = (leaf.get(name, ""),) * 3
        for figure in table["figures"]:
            if counted(figure, leaf):
                yield figure["name"], dimensions
        yield None, {**dict.fromkeys(dimensions, ("",) * 3), "level": (-1, "", ""), "period": dimensions["period"]}


def sums(table, facts):
    total = dict.fromkeys((figure["name"] for figure in table["figures"]), 0)
    for name, _ in facts:
        if name:
            total[name] += 1
    return total


def publishable(table, facts, threshold):
    total = sums(table, facts)
    left_over = [abs(total[s["whole"]] - sum(total[part] for part in s["parts"])) for s in table["sums"]]
    return all(number == 0 or number >= threshold for number in [*total.values(), *left_over])


def groups(table, facts, dimension, threshold):
    """Neighbouring categories taken together; for periods without what remains at the end."""
    categories = {}
    for fact in facts:
        categories.setdefault(fact[1][dimension], []).append(fact)
    done, rest = [], []
    for label in sorted(categories):
        rest = rest + [(label, categories[label])]
        inside = [fact for _, part in rest for fact in part]
        if publishable(table, inside, threshold):
            if any(sums(table, inside).values()) or dimension == "period":
                done.append(rest)
            rest = []
    if rest and dimension != "period":
        done.append(rest)
        while len(done) > 1 and not publishable(table, [fact for _, part in done[-1] for fact in part], threshold):
            done[-2:] = [done[-2] + done[-1]]
    for group in done:
        yield (group[0][0][1], group[-1][0][2]), [fact for _, part in group for fact in part]


def span(first, last):
    return first if first == last else f"{first}..{last}"


def rows_of(table, facts, dimensions, threshold, labels=()):
    """Dimensions: (name, whether it is broken down whatever the counts)."""
    if dimensions:
        (name, exact), *rest = dimensions
        for (first, last), inside in groups(table, facts, name, 0 if exact else threshold):
            yield from rows_of(table, inside, rest, threshold, (*labels, (name, span(first, last))))
        return
    for figure in table["figures"]:
        mine = [fact for fact in facts if fact[0] == figure["name"]]
        if figure.get("split") and "clauses" not in dict(labels) and "county" not in dict(labels):
            alone = {"figures": [figure], "sums": []}
            for (first, last), inside in groups(alone, mine, "clauses", threshold):
                yield figure["name"], (*labels, ("clauses", span(first, last))), len(inside)
        elif mine:
            yield figure["name"], labels, len(mine)


def period_of(table, month, threshold):
    months = {"month": 1, "quarter": 3, "year": 12}[table.get("period", "month")] if threshold else 1
    first = (int(month[5:]) - 1) // months * months + 1
    return f"{month[:5]}{first:02}", f"{month[:5]}{first + months - 1:02}"


def report(definitions, leaves, threshold, last):
    periods = {}
    for table in definitions["tables"]:
        facts = []
        for name, dimensions in facts_of(table, leaves, definitions["levels"]):
            month = dimensions["period"][0]
            own = period_of(table, month, threshold)
            if threshold and own[1] >= last:
                continue
            choice = periods[table["follows"]] if "follows" in table else [own]
            facts += [(name, {**dimensions, "period": (period[0], *period)}) for period in choice
                      if period[0] <= month <= period[1]]
        periods[table["name"]] = [label for label, _ in groups(table, facts, "period", threshold)]
        by = [("period", False)] + [(name, False) for name in ("level", "state") if name in table["by"]]
        for figure, labels, count in rows_of(table, facts, by, threshold):
            yield {"table": table["name"], "figure": figure, **dict(labels), "count": count}


def county_report(definitions, leaves, threshold, counties):
    opened = [{**leaves[index], "county": county} for index, county in sorted(counties.items())]
    by = [("level", True), ("state", True), ("county", False)]
    for table in (table for table in definitions["tables"] if len(table["by"]) == 2):
        facts = [fact for fact in facts_of(table, opened, definitions["levels"]) if fact[0]]
        for figure, labels, count in rows_of(table, facts, by, threshold):
            yield {"table": table["name"], "figure": figure, **dict(labels), "count": count}


def as_csv(head, rows):
    lines = [",".join(COLUMNS)]
    lines += [f"report,,,,,{name},,{head[name]}" for name in ("definitions", "size", "threshold")]
    lines.append(f"report,{head['months_before']},,,,months-before,," if "months_before" in head
                 else f"report,,,,,openings,,{head['openings']}")
    lines += [",".join(str(row.get(column, "")) for column in COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--definitions", type=Path, required=True)
    parser.add_argument("--leaves", type=Path)
    parser.add_argument("--at", type=int)
    parser.add_argument("--threshold", type=int)
    parser.add_argument("--format", choices=["csv", "json"], default="csv")
    parser.add_argument("--openings", type=Path)
    arguments = parser.parse_args()
    definitions = json.loads(arguments.definitions.read_text())
    threshold = definitions["threshold"] if arguments.threshold is None else arguments.threshold
    entries = arguments.leaves.read_bytes().splitlines() if arguments.leaves else read_ledger(arguments.folder)
    entries = entries[:arguments.at]
    leaves = read_leaves(entries)
    last = max((leaf["month"] for leaf in leaves), default="")
    head = {"form": "tenprint-statistics/1", "definitions": definitions["version"], "size": len(leaves),
            "threshold": threshold}
    if arguments.openings:
        counties = opened_counties(arguments.openings, entries)
        head["openings"] = len(counties)
        rows = list(county_report(definitions, leaves, threshold, counties))
    else:
        head["months_before"] = last if threshold else ""
        rows = list(report(definitions, leaves, threshold, last))
    sys.stdout.write(as_csv(head, rows) if arguments.format == "csv" else canonical({**head, "rows": rows}) + "\n")


if __name__ == "__main__":
    main()
