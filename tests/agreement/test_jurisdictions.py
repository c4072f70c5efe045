#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/jurisdictions on a topology of a few counties."""
import csv
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "jurisdictions"
STATE_NUMBERS = [f"{number:02}" for number in range(1, 79)]
COUNTIES = {"22071": "Orleans", "24005": "Baltimore", "24510": "Baltimore", "51036": "Charles City", "51510": "Alexandria",
            "02195": "Petersburg", "02016": "Aleutians West", "09001": "Fairfield", "46102": "Oglala Lakota",
            "11001": "District of Columbia", "32510": "Carson City", "72127": "San Juan", "35013": "Doña Ana"}


def places(names):
    return {"geometries": [{"id": number, "properties": {"name": name}} for number, name in names.items()]}


class Tool(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        topology = {"objects": {"states": places({number: f"State {number}" for number in STATE_NUMBERS}),
                                "counties": places(COUNTIES)}}
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(topology, file)
            file.flush()
            output = subprocess.run([TOOL, file.name], stdout=subprocess.PIPE, check=True).stdout.decode()
        cls.rows = list(csv.DictReader(output.splitlines()))

    def find(self, code):
        return [(row["name"], row["kind"], row["from"], row["until"]) for row in self.rows if row["code"] == code]

    def test_names_in_full(self):
        self.assertEqual(self.find("US-LA-071"), [("Orleans Parish", "parish", "", "")])
        self.assertEqual(self.find("US-MD-005"), [("Baltimore County", "county", "", "")])
        self.assertEqual(self.find("US-MD-510"), [("Baltimore city", "city", "", "")])
        self.assertEqual(self.find("US-VA-036"), [("Charles City County", "county", "", "")])
        self.assertEqual(self.find("US-VA-510"), [("Alexandria city", "city", "", "")])
        self.assertEqual(self.find("US-NV-510"), [("Carson City", "city", "", "")])
        self.assertEqual(self.find("US-DC-001"), [("District of Columbia", "district", "", "")])
        self.assertEqual(self.find("US-AK-016"), [("Aleutians West Census Area", "census area", "", "")])
        self.assertEqual(self.find("US-PR-127"), [("San Juan Municipio", "municipio", "", "")])
        self.assertEqual(self.find("US-NM-013"), [("Doña Ana County", "county", "", "")])

    def test_changes_have_their_days(self):
        self.assertEqual(self.find("US-AK-195"), [("Petersburg Census Area", "census area", "", "2013-01-03"),
                                                  ("Petersburg Borough", "borough", "2013-01-03", "")])
        self.assertEqual(self.find("US-CT-001"), [("Fairfield County", "county", "", "2022-06-06")])
        self.assertEqual(self.find("US-CT-110"), [("Capitol Planning Region", "planning region", "2022-06-06", "")])
        self.assertEqual(self.find("US-SD-102"), [("Oglala Lakota County", "county", "2015-05-01", "")])
        self.assertEqual(self.find("US-SD-113"), [("Shannon County", "county", "", "2015-05-01")])

    def test_order_and_states(self):
        codes = [row["code"] for row in self.rows]
        self.assertEqual(codes, sorted(codes))
        self.assertEqual(self.find("US"), [("United States of America", "country", "", "")])
        self.assertEqual(self.find("US-NY"), [("State 36", "state", "", "")])
        self.assertEqual(sum(row["kind"] == "state" for row in self.rows), 50)

    def test_the_list_in_the_tree_has_the_same_rows(self):
        with open(TOOL.parent.parent / "data" / "jurisdictions" / "us.csv", encoding="utf-8") as file:
            known = [tuple(row.values()) for row in csv.DictReader(file)]
        for row in self.rows:
            if not row["name"].startswith("State "):
                self.assertIn(tuple(row.values()), known)


if __name__ == "__main__":
    sys.argv[1:] = ["-v"]
    unittest.main()
