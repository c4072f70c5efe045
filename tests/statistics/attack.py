#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The attacker: tries to find small numbers from suppressed reports of one ledger, of several sizes together.

    attack.py --truth REPORT.csv REPORT.csv...

Knows all that is published, and that cell by cell submitted = searched + refused, matched = withheld + released,
matched <= searched, and that nothing is negative. Writes down every equation, solves the whole system (exactly, in
fractions) and tightens bounds until nothing changes. TRUTH is the report without a threshold, to compare with. Exit
status 1 when a small number was found, or bounded to fewer than threshold - 1 values.
"""
import argparse
import csv
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

LEVELS = ["none", "level-3", "level-2", "level-1", "unknown"]
FIGURES = {"searches": ["submitted", "searched", "refused"], "matches": ["matched", "withheld", "released"]}
SUMS = [("submitted", ["searched", "refused"]), ("matched", ["withheld", "released"])]


def read(path):
    """{(table, period, level, state): {figure: count}} and the threshold."""
    rows, threshold = {}, 0
    for row in csv.DictReader(path.open()):
        if row["table"] == "report" and row["figure"] == "threshold":
            threshold = int(row["count"])
        if row["table"] in FIGURES:
            figures = rows.setdefault((row["table"], row["period"], row["level"], row["state"]), {})
            figures[row["figure"]] = figures.get(row["figure"], 0) + int(row["count"])
    return rows, threshold


def within(label, order):
    """What a label of a group covers."""
    first, *last = label.split("..")
    last = last[0] if last else first
    return order[order.index(first):order.index(last) + 1]


def months_of(label):
    first, last = (label.split("..") * 2)[:2] if ".." not in label else label.split("..")
    year, month, months = int(first[:4]), int(first[5:]), []
    while f"{year:04}-{month:02}" <= last:
        months.append(f"{year:04}-{month:02}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return months


class System:
    """Sums of cells that are known, and bounds of each cell."""

    def __init__(self):
        self.equations, self.low, self.high = {}, {}, {}

    def add(self, plus, minus, total):
        terms = {}
        for cells, sign in ((plus, 1), (minus, -1)):
            for cell in cells:
                terms[cell] = terms.get(cell, 0) + sign
                self.low.setdefault(cell, 0)
                self.high.setdefault(cell, None)
        self.equations[frozenset(terms.items())] = total

    def tighten(self):
        """Bounds from each equation and those of its other cells, until nothing changes."""
        changed = True
        while changed:
            changed = False
            for terms, total in self.equations.items():
                for cell, sign in terms:
                    least = most = total
                    for other, factor in terms:
                        if other == cell:
                            continue
                        low, high = self.low[other], self.high[other]
                        if factor < 0:
                            low, high = (None if high is None else -high), -low
                        most = None if most is None or low is None else most - low
                        least = None if least is None or high is None else least - high
                    if sign < 0:
                        least, most = (None if most is None else -most), (None if least is None else -least)
                    if least is not None and least > self.low[cell]:
                        self.low[cell], changed = least, True
                    if most is not None and (self.high[cell] is None or most < self.high[cell]):
                        self.high[cell], changed = most, True

    def solve(self):
        """Cells that the equations alone determine: Gauss and Jordan."""
        pivots = {}
        for terms, total in self.equations.items():
            row, value = {cell: Fraction(sign) for cell, sign in terms}, Fraction(total)
            for cell in [cell for cell in row if cell in pivots]:
                row, value = self.reduce(row, value, cell, pivots[cell])
            row = {cell: factor for cell, factor in row.items() if factor}
            if not row:
                assert value == 0, "the reports contradict each other"
                continue
            pivot, factor = next(iter(row.items()))
            row, value = {cell: part / factor for cell, part in row.items()}, value / factor
            for other, (other_row, other_value) in list(pivots.items()):
                if other_row.get(pivot):
                    pivots[other] = self.reduce(other_row, other_value, pivot, (row, value))
            pivots[pivot] = row, value
        return {cell: value for cell, (row, value) in pivots.items() if len(row) == 1}

    @staticmethod
    def reduce(row, value, cell, pivot):
        factor = row.get(cell, 0)
        if not factor:
            return row, value
        row = dict(row)
        for other, part in pivot[0].items():
            row[other] = row.get(other, 0) - factor * part
            if not row[other]:
                del row[other]
        return row, value - factor * pivot[1]


def build(reports, states):
    system = System()
    months = set()
    for rows in reports:
        for (table, period, level, state), counts in rows.items():
            cells = list(product(months_of(period), within(level, LEVELS), within(state, states)))
            months.update(months_of(period))
            for figure in FIGURES[table]:
                system.add([(figure, *cell) for cell in cells], [], counts.get(figure, 0))
    for cell in product(sorted(months), LEVELS, states):
        for whole, parts in SUMS:
            if (whole, *cell) in system.low:
                system.add([(whole, *cell)], [(part, *cell) for part in parts], 0)
        if ("matched", *cell) in system.low and ("searched", *cell) in system.low:
            system.add([("searched", *cell)], [("matched", *cell), ("unmatched", *cell)], 0)
    return system


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("reports", type=Path, nargs="+")
    arguments = parser.parse_args()
    truth = {(figure, period, level, state): count for (_, period, level, state), counts in read(arguments.truth)[0].items()
             for figure, count in counts.items()}
    states = sorted({cell[3] for cell in truth})
    reports = [read(path) for path in arguments.reports]
    threshold = reports[0][1]
    system = build([rows for rows, _ in reports], states)
    determined = system.solve()
    system.tighten()
    small = [cell for cell, count in truth.items() if 0 < count < threshold and cell in system.low]
    told = [cell for cell in small if cell in determined]
    narrow = [cell for cell in small
              if system.high[cell] is not None and system.high[cell] - system.low[cell] < threshold - 2]
    for cell, value in determined.items():
        assert truth.get(cell, 0) == value or cell[0] == "unmatched", (cell, value)
    for cell, low in system.low.items():
        high = system.high[cell]
        count = truth.get(cell, 0)
        assert cell[0] == "unmatched" or (low <= count and (high is None or count <= high)), cell
    print(f"{len(system.equations)} equations, {len(system.low)} cells, {len(determined)} of them known; "
          f"{len(small)} small, {len(told)} told, {len(narrow)} narrow")
    for cell in told + narrow:
        print(*cell, truth[cell], system.low[cell], system.high[cell])
    return 1 if told or narrow else 0


if __name__ == "__main__":
    sys.exit(main())
