/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger: an append-only Merkle log (RFC 6962) whose files anyone can serve and check. Entries are bytes to it.
 * Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature, tlog-witness, tlog-proof (c2sp.org). */
#ifndef TP_LEDGER_LEDGER_H
#define TP_LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "crypto/crypto.h"

enum {
    TP_LEDGER_ENTRY_MAX = 65535, /* bytes */
    TP_LEDGER_NAME_MAX = 128,    /* of an origin or a key name, with the NUL */
    TP_LEDGER_WITNESSES_MAX = 16,
    TP_PROOF_MAX = 128, /* hashes */
    TP_NOTE_MAX = 65536
};

/* ---- Merkle tree (merkle.c, proof.c; RFC 6962 clause 2.1) ---------------------------------------------------------
 */

struct tp_hash {
    uint8_t bytes[TP_SHA256_BYTES];
};
struct tp_span {
    const void *data;
    size_t size_bytes;
};
/* Of an entry; of the two nodes below. OUT may be one of them. */
void tp_hash_leaf(struct tp_hasher *hasher, const void *data, size_t size_bytes, struct tp_hash *out);
void tp_hash_node(struct tp_hasher *hasher, const struct tp_hash *left, const struct tp_hash *right,
                  struct tp_hash *out);

/* What it takes to go on: the roots of the complete subtrees, the largest first. All zeros is the empty tree. */
struct tp_tree {
    uint64_t size;
    struct tp_hash peaks[64];
};
void tp_tree_append(struct tp_tree *tree, struct tp_hasher *hasher, const struct tp_hash *leaf);
void tp_tree_root(const struct tp_tree *tree, struct tp_hasher *hasher, struct tp_hash *out);

struct tp_proof {
    size_t count;
    struct tp_hash hashes[TP_PROOF_MAX];
};
/* RFC 9162 clauses 2.1.3.2 and 2.1.4.2. False for every proof that does not prove it, also one with hashes too many.
 * Consistency with the empty tree (whose root is the hash of nothing) and of equal trees is proved by no hashes. A
 * proof alone does not tell sizes apart that put the same hashes to the same sides: SIZE and ROOT come from one
 * checkpoint. */
bool tp_inclusion_holds(struct tp_hasher *hasher, const struct tp_hash *leaf, uint64_t index, uint64_t size,
                        const struct tp_proof *proof, const struct tp_hash *root);
bool tp_consistency_holds(struct tp_hasher *hasher, uint64_t old_size, const struct tp_hash *old_root,
                          uint64_t new_size, const struct tp_hash *new_root, const struct tp_proof *proof);

/* ---- notes and keys (note.c, verifier.c; C2SP signed-note) ---------------------------------------------------------
 */

enum tp_key_type { TP_KEY_NOTE = 0x01, TP_KEY_COSIGNATURE = 0x04 };

/* Who signs notes: "name+hex(id)+base64(type || key)". */
struct tp_verifier {
    char name[TP_LEDGER_NAME_MAX];
    enum tp_key_type type;
    uint32_t id;
    struct tp_public_key key;
};
/* E_ARGUMENT for a name that is empty, too long, or has a blank or a '+'. */
TP_NODISCARD tp_status tp_verifier_make(const char *name, enum tp_key_type type, const struct tp_public_key *key,
                                        struct tp_verifier *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_verifier_parse(const char *text, struct tp_verifier *out, struct tp_diag *diag);
void tp_verifier_write(const struct tp_verifier *verifier, struct tp_buffer *out);

struct tp_note_signature {
    char name[TP_LEDGER_NAME_MAX];
    uint32_t id;
    uint64_t time_s;   /* of a cosignature, as its signature says it; 0 for others and until it was verified */
    size_t size_bytes; /* of the whole signature, which may be of a kind that we do not know */
    uint8_t bytes[TP_SIGNATURE_BYTES + 8]; /* what of it fits */
};
/* A text and the signatures under it. */
struct tp_note {
    char *text; /* owned; ends with a newline */
    size_t signature_count;
    struct tp_note_signature *signatures; /* owned */
};
TP_NODISCARD tp_status tp_note_parse(const void *data, size_t size_bytes, struct tp_note *out, struct tp_diag *diag);
void tp_note_deinit(struct tp_note *note);
/* The valid signature by VERIFIER (of several cosignatures the newest), NULL for none; sets its time. One that has the
 * verifier's name and id but is not valid spoils the note: NULL too. */
const struct tp_note_signature *tp_note_signature_of(const struct tp_note *note, const struct tp_verifier *verifier);
/* Whether a signature has the verifier's name and id, valid or not. */
bool tp_note_names(const struct tp_note *note, const struct tp_verifier *verifier);
/* Appends a signature line over TEXT; TIME is used for cosignatures only. */
TP_NODISCARD tp_status tp_note_sign(const char *text, const struct tp_verifier *verifier, struct tp_signer *signer,
                                    uint64_t time_s, struct tp_buffer *out, struct tp_diag *diag);

/* ---- checkpoints (checkpoint.c; C2SP tlog-checkpoint) -------------------------------------------------------------
 */

struct tp_checkpoint {
    char origin[TP_LEDGER_NAME_MAX];
    uint64_t size;
    struct tp_hash root;
};
/* The text of a note; extension lines are refused in what we write and skipped in what we read. */
TP_NODISCARD tp_status tp_checkpoint_parse(const char *text, struct tp_checkpoint *out, struct tp_diag *diag);
void tp_checkpoint_write(const struct tp_checkpoint *checkpoint, struct tp_buffer *out);

/* ---- proofs as files (proof_file.c; C2SP tlog-proof) ---------------------------------------------------------------
 */

/* That an entry is in a log, to be checked without the log: its index, the inclusion proof and the checkpoint. */
struct tp_proof_file {
    uint64_t index;
    struct tp_proof proof;
    struct tp_note note;
    struct tp_checkpoint checkpoint;
};
void tp_proof_file_write(uint64_t index, const struct tp_proof *proof, const void *note, size_t size_bytes,
                         struct tp_buffer *out);
TP_NODISCARD tp_status tp_proof_file_parse(const void *data, size_t size_bytes, struct tp_proof_file *out,
                                           struct tp_diag *diag);
void tp_proof_file_deinit(struct tp_proof_file *file);
/* E_DENIED: the checkpoint is not VERIFIER's; E_CHECKSUM: ENTRY is not at that place in the log. */
TP_NODISCARD tp_status tp_proof_file_check(const struct tp_proof_file *file, const struct tp_verifier *verifier,
                                           const struct tp_span *entry, struct tp_diag *diag);

/* ---- writing a ledger (log.c, journal.c, tile.c; C2SP tlog-tiles) ---------------------------------------------------
 */

struct tp_ledger;

/* Makes an empty ledger in FOLDER (made when absent, E_EXISTS when there is one) and publishes its first checkpoint.
 * The name of the log's key is the origin. */
TP_NODISCARD tp_status tp_ledger_create(const char *folder, const char *origin, struct tp_signer *signer,
                                        struct tp_diag *diag);
/* Opens for appending, alone (E_BUSY when another process has it), after completing or undoing what a crash left: what
 * was acknowledged and not published is published. SIGNER is borrowed until closing. A ledger whose files contradict
 * each other is refused (E_CHECKSUM). */
TP_NODISCARD tp_status tp_ledger_open(const char *folder, const char *origin, struct tp_signer *signer,
                                      struct tp_ledger **out, struct tp_diag *diag);
/* Publishes what is appended, and closes. */
void tp_ledger_close(struct tp_ledger **ledger);
/* Appends COUNT entries in order, all or none; *FIRST is the index of the first. Once it returns TP_OK they survive a
 * crash of the process or the machine. Thread-safe; calls that come together share one write to the disk. E_LIMIT above
 * 16 MiB together. After E_IO they are there or not, which opening again settles; until then further calls fail, unless
 * the disk was only full. Publishes by itself when more than 64 MiB wait. */
TP_NODISCARD tp_status tp_ledger_append(struct tp_ledger *ledger, const struct tp_span *entries, size_t count,
                                        uint64_t *first, struct tp_diag *diag);
/* Writes tiles and a signed checkpoint that cover all that was appended. */
TP_NODISCARD tp_status tp_ledger_publish(struct tp_ledger *ledger, struct tp_diag *diag);
/* Whether it has to be opened again before anything can be published: an error of the disk came in between. */
bool tp_ledger_is_broken(struct tp_ledger *ledger);
uint64_t tp_ledger_size(const struct tp_ledger *ledger); /* appended, published or not */
/* Adds a witness' signature line to the published checkpoint. E_DENIED unless it is VERIFIER's over that checkpoint. */
TP_NODISCARD tp_status tp_ledger_cosign(struct tp_ledger *ledger, const struct tp_verifier *verifier,
                                        const char *signature_line, struct tp_diag *diag);
/* When the newest checkpoint that has valid cosignatures by NEEDED of the COUNT witnesses had them: the time of the
 * oldest of its NEEDED newest ones. Publishing a checkpoint without any keeps those before. E_NOT_FOUND for none. */
TP_NODISCARD tp_status tp_ledger_cosigned_at(struct tp_ledger *ledger, const struct tp_verifier *witnesses,
                                             size_t count, size_t needed, int64_t *time_s, struct tp_diag *diag);

/* ---- reading a ledger's published files (reader.c) ------------------------------------------------------------------
 */

struct tp_reader;
/* Reads FOLDER's newest checkpoint, which must carry a valid signature by VERIFIER (E_DENIED). Trusts nothing else:
 * every hash is checked against that checkpoint before it is used, E_CHECKSUM when it does not fit. */
TP_NODISCARD tp_status tp_reader_open(const char *folder, const struct tp_verifier *verifier, struct tp_reader **out,
                                      struct tp_diag *diag);
/* The same for a checkpoint kept from earlier. */
TP_NODISCARD tp_status tp_reader_open_at(const char *folder, const struct tp_verifier *verifier, const void *note,
                                         size_t size_bytes, struct tp_reader **out, struct tp_diag *diag);
void tp_reader_close(struct tp_reader **reader);
const struct tp_checkpoint *tp_reader_checkpoint(const struct tp_reader *reader);
const struct tp_note *tp_reader_note(const struct tp_reader *reader);

typedef tp_status tp_entry_fn(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag);
/* Visits the entries FIRST .. FIRST + COUNT - 1, each checked against the tree. Anything but TP_OK ends the walk. */
TP_NODISCARD tp_status tp_reader_each(struct tp_reader *reader, uint64_t first, uint64_t count, tp_entry_fn *visit,
                                      void *context, struct tp_diag *diag);
/* Proofs against the checkpoint; SIZE and OLD_SIZE at most its size. */
TP_NODISCARD tp_status tp_reader_inclusion(struct tp_reader *reader, uint64_t index, uint64_t size,
                                           struct tp_proof *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_reader_consistency(struct tp_reader *reader, uint64_t old_size, uint64_t new_size,
                                             struct tp_proof *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_reader_root(struct tp_reader *reader, uint64_t size, struct tp_hash *out,
                                      struct tp_diag *diag);

/* ---- checking (verify.c, monitor.c), witnessing (witness.c) ---------------------------------------------------------
 */

/* Recomputes the whole tree from the entries and compares every tile and the checkpoint. E_CHECKSUM names the file. */
TP_NODISCARD tp_status tp_ledger_verify(const char *folder, const struct tp_verifier *verifier,
                                        struct tp_progress *progress, uint64_t *size, struct tp_diag *diag);

/* Copies FOLDER to the folder TO (made when absent; what is there of a ledger is overwritten), also while another
 * process writes it: a ledger that can be opened, with at least all that was published when this began, verified. One
 * of published files alone, a mirror for instance, becomes one that can be gone on from. *SIZE is its checkpoint's. */
TP_NODISCARD tp_status tp_ledger_copy(const char *folder, const struct tp_verifier *verifier, const char *to,
                                      uint64_t *size, struct tp_diag *diag);

/* What a monitor remembers of a log, in STATE_FILE (made on the first visit): the newest checkpoint it accepted. */
struct tp_monitor_options {
    const struct tp_verifier *witnesses;
    size_t witness_count, witnesses_needed;
    int64_t now_s, cosignature_max_age_s; /* of the oldest of the needed newest cosignatures; 0 = any age */
};
struct tp_monitor_report {
    uint64_t old_size, new_size;
    size_t cosignatures;       /* valid ones by the named witnesses */
    int64_t cosignature_age_s; /* -1 when there are too few */
};
/* E_CHECKSUM: fork, rewrite or rollback, with the evidence (both notes) kept beside STATE_FILE. E_DENIED: not signed,
 * or too few or too old cosignatures. The state moves on only when all is well. */
TP_NODISCARD tp_status tp_monitor_visit(const char *state_file, const char *folder, const struct tp_verifier *verifier,
                                        const struct tp_monitor_options *options, struct tp_monitor_report *out,
                                        struct tp_diag *diag);

/* A witness keeps one state file a log in FOLDER (made when absent; E_BUSY while another process has it) and answers
 * add-checkpoint. The logs are the keys it trusts; a log's origin is the name of its keys. The signer is borrowed until
 * closing. The newest checkpoint of each log lies in FOLDER with the witness' own cosignature; a state without a valid
 * one is refused (E_CHECKSUM). A second root for a known size is kept beside it, as evidence. */
struct tp_witness;
struct tp_witness_options {
    const char *folder, *name;
    struct tp_signer *signer;
    const struct tp_verifier *logs;
    size_t log_count;
};
TP_NODISCARD tp_status tp_witness_open(const struct tp_witness_options *options, struct tp_witness **out,
                                       struct tp_diag *diag);
void tp_witness_close(struct tp_witness **witness);
const struct tp_verifier *tp_witness_verifier(const struct tp_witness *witness);
struct tp_witness_reply {
    int http;                 /* 200, 400, 403, 404, 409, 422 */
    struct tp_buffer content; /* to be sent as text/x.tlog.size with 409, as text/plain otherwise; free it */
};
/* Thread-safe. The state is durable before this returns a cosignature. An error is the witness' own trouble (disk,
 * memory). */
TP_NODISCARD tp_status tp_witness_add(struct tp_witness *witness, const void *body, size_t size_bytes, int64_t now_s,
                                      struct tp_witness_reply *reply, struct tp_diag *diag);

/* The body of add-checkpoint: what the log sends. NOTE is its newest checkpoint, PROOF leads there from OLD_SIZE. */
enum { TP_WITNESS_BODY_MAX = TP_NOTE_MAX + 64 * 64 };
void tp_witness_write_request(uint64_t old_size, const struct tp_proof *proof, const void *note, size_t size_bytes,
                              struct tp_buffer *out);

#endif
