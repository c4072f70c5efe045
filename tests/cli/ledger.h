/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the commands on ledgers share: in the current folder, a ledger `log` of leaves and entries that are
 * none, and its key in the file `log.key`. */
#ifndef TP_TEST_CLI_LEDGER_H
#define TP_TEST_CLI_LEDGER_H

#include "leaf/leaf.h"
#include "ledger/ledgers.h"

enum { JUNE_2011 = 1307000000 };

static inline void write_key(const char *name, const struct tp_verifier *verifier)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_write_text(&text, "# a key\n");
    tp_verifier_write(verifier, &text);
    tp_write_text(&text, "\n");
    assert_ok(tp_file_write(name, text.data, text.size_bytes, DIAG));
    tp_buffer_deinit(&text);
}

/* The entry of a submission from New York. */
static inline void write_leaf(uint8_t seed, struct tp_buffer *out)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, JUNE_2011);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    memset(leaf.commitment, seed + 1, sizeof leaf.commitment);
    assert_ok(tp_leaf_write(&leaf, out, DIAG));
}

/* Appends COUNT leaves to the ledger in FOLDER. */
static inline void append_leaves(const char *folder, unsigned count)
{
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_open(folder, ORIGIN, log_signer, &ledger, DIAG));
    for (unsigned i = 0; i < count; i++) {
        struct tp_buffer entry;
        struct tp_span bytes;
        uint64_t index;

        tp_buffer_init(&entry);
        write_leaf((uint8_t)i, &entry);
        bytes = (struct tp_span){entry.data, entry.size_bytes};
        assert_ok(tp_ledger_append(ledger, &bytes, 1, &index, DIAG));
        tp_buffer_deinit(&entry);
    }
    tp_ledger_close(&ledger);
}

/* Two entries that are no leaves, and then LEAVES of them. */
static inline void make_ledger_of_leaves(unsigned leaves)
{
    make_ledger("log", 2);
    append_leaves("log", leaves);
    write_key("log.key", &log_verifier);
}

#endif
