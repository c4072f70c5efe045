#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/tidy on small trees, each of which breaks one rule."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TIDY = Path(__file__).resolve().parents[2] / "tools" / "tidy"
HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n/* What it is. */\n"


def tidy(files):
    """Writes FILES {path: text} and runs the tool on them; gives (exit status, output)."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        done = subprocess.run([TIDY, "--root", folder], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


def module(body, path="src/match/x.c"):
    """A source with its test, so that only BODY can be wrong."""
    test = path.replace("src/", "tests/").replace("x.c", "test_x.c")
    return {path: HEAD + body, test: HEAD}


class Tidy(unittest.TestCase):
    def expect(self, files, *texts):
        status, output = tidy(files)
        for text in texts:
            self.assertIn(text, output)
        self.assertEqual((status, len(output.splitlines())), (1, len(texts)), output)

    def expect_clean(self, files):
        status, output = tidy(files)
        self.assertEqual(status, 0, output)

    def test_accepts_a_clean_tree(self):
        self.expect_clean(module('#include "match/private.h"\n#include "base/base.h"\n#include <tenprint/template.h>\n'
                                 "#include <stdio.h>\n\nint f(int a, int b)\n{\n    return a + b;\n}\n"))

    def test_layers(self):
        self.expect(module('#include "gallery/gallery.h"\n'), "x.c:3: layer: match may not include gallery/gallery.h")
        self.expect(module("#include <tenprint/extract.h>\n"), "layer: match may not include tenprint/extract.h")
        self.expect(module("#include <tenprint/tenprint.h>\n"), "layer: match may not include tenprint/tenprint.h")
        self.expect(module('#include "base/private.h"\n'), "layer: base/private.h is private to base")
        self.expect({"include/tenprint/match.h": HEAD + "#include <tenprint/gallery.h>\n"}, "match.h:3: layer:")
        self.expect({"examples/a.c": HEAD + '#include "base/base.h"\n'}, "an example uses the public headers only")
        self.expect(module("", "src/new/x.c"), "tools/tidy knows no module new")
        self.expect({"docs/architecture.md": "| base | kernel |\n"}, "the table of modules differs")

    def test_third_party_headers(self):
        self.expect({**module("#include <png.h>\n"), **module("#include <png.h>\n", "src/codec/x.c")},
                    "src/match/x.c:3: third-party: <png.h> is included by src/codec/x.c already")
        self.expect(module("#include <immintrin.h>\n"), "third-party: immintrin.h belongs into src/kernel")

    def test_banned_functions(self):
        self.expect(module("void f(void)\n{\n    strcpy(a, b);\n}\n"), "x.c:5: banned: strcpy: use snprintf")
        self.expect(module("void f(void)\n{\n    x = sinf(y);\n}\n"), "banned: sinf: use tp_sin")
        self.expect_clean(module("void f(void)\n{\n    x = sinf(y);\n}\n", "src/cli/x.c"))
        self.expect_clean(module('/* strcpy(a, b) */\nconst char *text = "strcpy(a, b)";\n'))

    def test_order_of_draws(self):
        self.expect(module("int a = f(g(&rng), h(&rng));\n"), "order: two draws in one expression")
        self.expect(module("float a = g(rng) + (h(rng) < 1 ? 2 : 3);\n"), "order: two draws")
        self.expect(module("float a[2] = {g(rng), g(rng)};\n"), "order: two draws")
        self.expect_clean(module("float a = g(rng), b = g(rng), c = d ? g(rng) : h(rng);\n"))
        self.expect_clean(module("void f(struct r *rng, int x)\n{\n    if (g(rng))\n        h(rng);\n}\n"))

    def test_sizes(self):
        body = "".join(f"    f({i});\n" for i in range(60))
        self.expect(module(f"void f(int i)\n{{\n{body}}}\n"), "x.c:3: function: f has 63 lines")
        self.expect(module("void f(int a, int b, int c, int d, int e, int (*f)(int, int), int g)\n{\n}\n"),
                    "parameters: f has 7 parameters")
        self.expect(module("\n" * 798), "file: 800 lines")

    def test_every_source_has_a_test(self):
        self.expect({"src/match/x.c": HEAD}, "there is no tests/match/test_x.c")

    def test_text(self):
        self.expect({"src/match/match.h": "int x;\n/* y */\n"}, "match.h:1: licence")
        self.expect({"src/match/match.h": HEAD.replace("/* What it is. */\n", "int x;\n")}, "match.h:2: licence")
        self.expect({"tools/x": "#!/bin/sh\n"}, "tools/x:1: licence")
        self.expect({"docs/x.md": "see /" + "home/me/x\n"}, "x.md:1: path")
        self.expect({"docs/x.md": "a\tb\n"}, "a tab")
        self.expect({"docs/x.md": "a \n"}, "blanks at the end")
        self.expect({"docs/x.md": "a"}, "no newline at the end")

    def test_exceptions_only_shrink(self):
        allow = {"tools/tidy.allow": "test src/match/x.c # why\n"}
        self.expect_clean({"src/match/x.c": HEAD, **allow})
        self.expect({**module(""), **allow}, "tidy.allow:1: test src/match/x.c: no longer needed")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-q"])
