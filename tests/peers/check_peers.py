#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lets programs that are not ours check ledgers of ours: they accept a good one and refuse each damaged one.

    check_peers.py go|sigstore FOLDER

FOLDER is kept between runs, for what the peers are built or fetched into. TP_PROGRAM is the program, TP_MAKE_LEDGER makes
the ledgers. Exit 77 with the reason when the peer is not to be had here.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOCODE = Path("/usr/share/gocode")  # where Debian puts Go packages
ENTRIES = 300
LEAVES_FOR_SIGSTORE = 40  # each costs a run of our program


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)


def must(done, words):
    if done.returncode != 0:
        sys.exit(f"{words}: {done.stdout}{done.stderr}")
    print(f"ok: {words}: {done.stdout.strip()}")


def must_refuse(done, words):
    if done.returncode != 1:
        sys.exit(f"{words}: accepted, or the checker broke: {done.stdout}{done.stderr}")
    print(f"ok: refuses {words}: {done.stderr.strip().splitlines()[-1]}")


def make_ledger(folder, count, *files):
    """The folder of the ledger, its key and the witness'."""
    folder.mkdir()
    done = run(os.environ["TP_MAKE_LEDGER"], folder, count, *files)
    if done.returncode != 0:
        sys.exit(f"make_ledger: {done.stderr}")
    return folder / "ledger", *done.stdout.split()


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def newest(folder):
    """The widest of the partial tiles in FOLDER: older ones may still be there."""
    return max(folder.iterdir(), key=lambda path: int(path.name))


def sign_other_size(ledger):
    """The checkpoint of another size under this one's signature."""
    path = ledger / "checkpoint"
    lines = path.read_text().split("\n")
    lines[1] = str(int(lines[1]) - 1)
    path.write_text("\n".join(lines))


def swap_entries(ledger):
    path = ledger / "tile/entries/000"
    data = path.read_bytes()
    first, second = data[:2 + data[1]], data[2 + data[1]:4 + data[1] + data[3 + data[1]]]
    path.write_bytes(second + first + data[len(first) + len(second):])


def cut_tile(ledger):
    path = newest(ledger / "tile/0/001.p")
    path.write_bytes(path.read_bytes()[:-32])


DAMAGES = {
    "a changed entry": lambda ledger: flip(ledger / "tile/entries/000", 9),
    "entries in another order": swap_entries,
    "a changed hash": lambda ledger: flip(ledger / "tile/0/000", 40),
    "a changed hash above": lambda ledger: flip(newest(ledger / "tile/1/000.p"), 3),
    "a cut tile": cut_tile,
    "a missing bundle": lambda ledger: (ledger / "tile/entries/000").unlink(),
    "a checkpoint of another size": sign_other_size,
}


# ---- Go -----------------------------------------------------------------------------------------------------------------


def build_go(folder):
    if not shutil.which("go"):
        skip("there is no go")
    if not (GOCODE / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        skip("golang.org/x/mod is not installed (Debian: golang-golang-x-mod-dev)")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "",
                   "GOCACHE": str(folder / "go-cache")}
    done = run("go", "build", "-o", folder / "check_ledger", HERE / "check_ledger.go", env=environment)
    if done.returncode != 0:
        sys.exit(f"go build: {done.stderr}")
    return folder / "check_ledger"


def check_with_go(folder, scratch):
    checker = build_go(folder)
    ledger, key, witness = make_ledger(scratch / "good", ENTRIES)
    old = [word for path in sorted(ledger.parent.glob("old-*")) for word in ("-old", path)]
    proofs = []
    for index in (0, 1, 255, 256, ENTRIES - 1):
        path = scratch / f"{index}.tlog-proof"
        done = run(os.environ["TP_PROGRAM"], "ledger", "prove", ledger, index, "--key", key, "-o", path)
        must(done, f"our proof of {index}")
        proofs += ["-proof", path]
    must(run(checker, "-witness", witness, *old, *proofs, ledger, key), "Go")

    empty, key, witness = make_ledger(scratch / "empty", 0)
    must(run(checker, "-witness", witness, empty, key), "Go, nothing")

    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    must_refuse(run(checker, ledger, other), "another key")
    for words, damage in DAMAGES.items():
        copy = scratch / "damaged"
        shutil.copytree(ledger, copy)
        damage(copy)
        must_refuse(run(checker, copy, key), words)
        shutil.rmtree(copy)
    flip(scratch / "256.tlog-proof", 60)
    must_refuse(run(checker, *proofs, ledger, key), "a changed proof")
    check_history_with_go(checker, ledger, key, scratch)


def check_history_with_go(checker, ledger, key, scratch):
    """A second history by the same key: its files fit together, but not with the first one's checkpoints."""
    file = scratch / "other entry"
    file.write_text("another entry")
    fork, _, _ = make_ledger(scratch / "fork", 20, *[file] * 280)
    must(run(checker, fork, key), "Go, the fork alone")
    must_refuse(run(checker, "-old", ledger.parent / "old-64", fork, key), "a fork")
    must(run(checker, "-old", ledger.parent / "old-7", fork, key), "Go, before the fork")


# ---- Sigstore -----------------------------------------------------------------------------------------------------------


def fetch_sigstore(folder):
    if not shutil.which("node") or not shutil.which("npm"):
        skip("there is no node, or no npm")
    modules = folder / "node"
    modules.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, modules / name)
    mark = modules / "done"
    wanted = (HERE / "package-lock.json").read_text()
    if not mark.exists() or mark.read_text() != wanted:
        try:
            done = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=modules, timeout=60)
        except subprocess.TimeoutExpired:
            skip("npm takes too long: is there a network?")
        if done.returncode != 0:
            skip(f"npm cannot fetch the packages: {done.stderr.strip().splitlines()[-1:]}")
        mark.write_text(wanted)
    return {**os.environ, "PEERS_MODULES": str(modules)}


def check_with_sigstore(folder, scratch):
    environment = fetch_sigstore(folder)
    program = os.environ["TP_PROGRAM"]

    def node(*words):
        return run("node", HERE / "check_with_sigstore.js", *words, env=environment)

    ledger, key, _ = make_ledger(scratch / "good", LEAVES_FOR_SIGSTORE)
    must(node("leaves", ledger, key, program), "Sigstore's check of inclusion and checkpoints")
    copy = scratch / "damaged"
    shutil.copytree(ledger, copy)
    flip(newest(copy / "tile/entries/000.p"), 9)
    must_refuse(node("leaves", copy, key, program), "a changed entry")

    must(node("entry", scratch / "entry"), "an entry of Sigstore's kind")
    ledger, key, _ = make_ledger(scratch / "rekor", LEAVES_FOR_SIGSTORE, scratch / "entry")
    words = (key, program, LEAVES_FOR_SIGSTORE, scratch / "entry.json")
    must(node("bundle", ledger, *words), "Sigstore's Verifier, with our proof and checkpoint")
    must_refuse(node("bundle", ledger, key, program, 3, scratch / "entry.json"), "the proof of another entry")
    other, _, _ = make_ledger(scratch / "without", LEAVES_FOR_SIGSTORE + 1)
    must_refuse(node("bundle", other, *words), "a ledger that does not have the entry")
    must_refuse(node("bundle-forged", ledger, *words), "a checkpoint of another size")


def main():
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tenprint_peers_") as scratch:
        {"go": check_with_go, "sigstore": check_with_sigstore}[sys.argv[1]](folder.resolve(), Path(scratch))


main()
