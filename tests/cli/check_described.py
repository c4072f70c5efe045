#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what `tenprint ask --list --json` says of the API with the API's description, read by a YAML parser.

    check_described.py OPENAPI.yaml

TP_PROGRAM is the program. Exit 77 with the reason when a Python package is missing.
"""
import json
import os
import subprocess
import sys

try:
    import yaml
except ImportError as error:
    print(f"skipped: {error} (Debian: python3-yaml)")
    sys.exit(77)


DOCUMENT = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))


def at(reference):
    part = DOCUMENT
    for name in reference.split("/")[1:]:
        part = part[name]
    return part


def whole(part):
    return at(part["$ref"]) if "$ref" in part else part


def described(method, path, item, operation):
    parameters = []
    for one in map(whole, item.get("parameters", []) + operation.get("parameters", [])):
        if one["in"] != "header":
            schema = whole(one["schema"])
            parameters.append({
                "name": one["name"], "in": one["in"], "required": one.get("required", False),
                "integer": schema.get("type") == "integer", "values": ",".join(["true", "false"] if schema.get("type") == "boolean" else schema.get("enum", [])),
                "what": " ".join(one.get("description", "").split()).rstrip(".")})
    body = operation.get("requestBody", {}).get("content", {})
    members = ""
    for one in body.values():
        schema = whole(one.get("schema", {}))
        if "properties" in schema:
            needed = schema.get("required", [])
            members = ",".join(name + ("" if name in needed else "?") for name in schema["properties"])
    return {"operation": operation["operationId"], "summary": operation["summary"], "method": method.upper(), "path": path,
            "duties": sorted(operation.get("x-duties", [])), "parameters": parameters, "body": ",".join(body), "members": members}


def main():
    said = json.loads(subprocess.run([os.environ["TP_PROGRAM"], "ask", "--list", "--json"], check=True,
                                     stdout=subprocess.PIPE).stdout)["operations"]
    said = {one["operation"]: one for one in said}
    wanted = [described(method, path, item, operation) for path, item in DOCUMENT["paths"].items()
              for method, operation in item.items() if method != "parameters"]
    wrong = []
    for one in wanted:
        found = said.pop(one["operation"], None)
        if found is None:
            if not one["path"].startswith("/ledger/") and one["operation"] != "receiveMessage":
                wrong.append(f"{one['operation']}: is not listed")
            continue
        found["duties"].sort()
        wrong += [f"{one['operation']}: {key} is {found[key]!r}, not {value!r}" for key, value in one.items()
                  if found[key] != value]
    wrong += [f"{name}: is listed, but not described" for name in said]
    print("\n".join(wrong) or f"{len(wanted)} operations")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
