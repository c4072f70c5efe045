// SPDX-License-Identifier: Apache-2.0
// Checks a published ledger with Go's golang.org/x/mod/sumdb/note and tlog, which know nothing of ours: the checkpoint's
// signature, every tile that leads from the root to an entry, the inclusion of every entry, and consistency with older
// checkpoints.
//
//	check_ledger [-witness KEY] [-old NOTE]... [-proof FILE]... FOLDER KEY
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of C2SP's tiles

type list []string

func (l *list) String() string         { return strings.Join(*l, " ") }
func (l *list) Set(value string) error { *l = append(*l, value); return nil }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "check_ledger:", err)
		os.Exit(1)
	}
}

func refuse(format string, arguments ...interface{}) {
	must(fmt.Errorf(format, arguments...))
}

// cosigner is what x/mod lacks: a verifier of cosignature/v1.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	return ed25519.Verify(c.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)), sig[8:])
}

func newCosigner(text string) *cosigner {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		refuse("%s: not a key", text)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		refuse("%s: not a key of cosignatures", text)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:4])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		refuse("%s: wrong id", text)
	}
	return &cosigner{parts[0], hash, key[1:]}
}

// open checks the signatures of all VERIFIERS.
func open(data []byte, verifiers []note.Verifier) tlog.Tree {
	signed, err := note.Open(data, note.VerifierList(verifiers...))
	must(err)
	if len(signed.Sigs) != len(verifiers) {
		refuse("%d of %d signatures", len(signed.Sigs), len(verifiers))
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifiers[0].Name() {
		refuse("not a checkpoint of %s", verifiers[0].Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// folder reads tiles where C2SP puts them: tile/<L>/<N>, not tile/<H>/<L>/<N>.
type folder string

func (f folder) Height() int                                { return height }
func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(f.path(tile, strconv.Itoa(tile.L)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) path(tile tlog.Tile, level string) string {
	rest := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/%d/", tile.H, tile.L))
	return filepath.Join(string(f), "tile", level, rest)
}

// entries reads the bundles: each entry has its length in two bytes before it.
func (f folder) entries(size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n<<height < size; n++ {
		tile := tlog.Tile{H: height, L: 0, N: n, W: 1 << height}
		if left := size - n<<height; left < int64(tile.W) {
			tile.W = int(left)
		}
		data, err := os.ReadFile(f.path(tile, "entries"))
		must(err)
		for i := 0; i < tile.W; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				refuse("bundle %d is too short", n)
			}
			length := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) > 0 {
			refuse("bundle %d is too long", n)
		}
	}
	return all
}

// checkProof checks a file of C2SP's tlog-proof against the entries.
func checkProof(path string, verifiers []note.Verifier, entries [][]byte) {
	data, err := os.ReadFile(path)
	must(err)
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	lines := strings.Split(string(parts[0]), "\n")
	if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		refuse("%s: not a proof", path)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, hash)
	}
	tree := open(parts[1], verifiers)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])))
}

func main() {
	var old, proofs list
	witness := flag.String("witness", "", "key of a witness that must have cosigned")
	flag.Var(&old, "old", "an older checkpoint")
	flag.Var(&proofs, "proof", "a proof file")
	flag.Parse()
	if flag.NArg() != 2 {
		refuse("a folder and a key are needed")
	}

	verifier, err := note.NewVerifier(flag.Arg(1))
	must(err)
	where := folder(flag.Arg(0))
	data, err := os.ReadFile(filepath.Join(flag.Arg(0), "checkpoint"))
	must(err)
	verifiers := []note.Verifier{verifier}
	if *witness != "" {
		verifiers = append(verifiers, newCosigner(*witness))
	}
	tree := open(data, verifiers)
	reader := tlog.TileHashReader(tree, where)

	entries := where.entries(tree.N)
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)))
	}
	for _, path := range old {
		data, err := os.ReadFile(path)
		must(err)
		before := open(data, []note.Verifier{verifier})
		if before.N == 0 { // nothing to prove
			continue
		}
		proof, err := tlog.ProveTree(tree.N, before.N, reader)
		must(err)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash))
	}
	for _, path := range proofs {
		checkProof(path, []note.Verifier{verifier}, entries)
	}
	fmt.Printf("%d entries, %d older checkpoints, %d proofs\n", len(entries), len(old), len(proofs))
}
