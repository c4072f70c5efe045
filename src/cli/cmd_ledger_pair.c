/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger pair */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "statistics/statistics.h"
#include "json/json.h"

enum { ID_BYTES = 8 };

/* One of the two ledgers. */
struct side {
    struct tp_published published;
    struct tp_reader *reader;
    char id[2 * ID_BYTES + 1]; /* how leaves name its owner */
};

static tp_status open_side(const char *folder, const char *key, const char *option, struct side *out,
                           struct tp_diag *diag)
{
    uint8_t digest[TP_SHA256_BYTES];
    uint8_t *note;
    size_t size_bytes;
    tp_status status = tp_published_find(folder, key, option, &out->published, diag);

    if (status == TP_OK)
        status = tp_published_open(&out->published, &out->reader, &note, &size_bytes, diag);
    if (status != TP_OK)
        return status;
    free(note);
    status = tp_sha256(out->published.verifier.key.bytes, TP_KEY_BYTES, digest, diag);
    tp_hex_encode(digest, ID_BYTES, out->id);
    return status;
}

static void print_words(const struct side sides[2], const struct tp_pairing *pairing)
{
    for (size_t i = 0; i < pairing->count; i++) {
        const struct tp_unpaired *item = &pairing->items[i];
        printf("%s entry %" PRIu64 ": %s %s %s\n", sides[item->in_a ? 0 : 1].published.verifier.name, item->index,
               item->what, item->disclosure, item->trouble);
    }
    printf("pairs: %" PRIu64 ", unpaired: %zu\n", pairing->pairs, pairing->count);
}

static void add_item(const struct side sides[2], const struct tp_unpaired *item, struct tp_json *json)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "ledger", sides[item->in_a ? 0 : 1].published.verifier.name);
    tp_json_integer(json, "index", (int64_t)item->index);
    tp_json_text(json, "what", item->what);
    tp_json_text(json, "disclosure", item->disclosure);
    tp_json_text(json, "trouble", item->trouble);
    tp_json_close(json);
}

static tp_status print(const struct side sides[2], const struct tp_pairing *pairing, bool as_json, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!as_json) {
        print_words(sides, pairing);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_integer(json, "pairs", (int64_t)pairing->pairs);
    tp_json_list(json, "unpaired");
    for (size_t i = 0; i < pairing->count; i++)
        add_item(sides, &pairing->items[i], json);
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct side sides[2] = {{.reader = NULL}, {.reader = NULL}};
    struct tp_pairing pairing = {.pairs = 0};
    bool unpaired;
    tp_status status =
        open_side(arguments->positional[0], tp_option_text(arguments, "key-a"), "--key-a", &sides[0], diag);

    if (status == TP_OK)
        status = open_side(arguments->positional[1], tp_option_text(arguments, "key-b"), "--key-b", &sides[1], diag);
    if (status == TP_OK)
        status = tp_pair(sides[0].reader, sides[0].id, sides[1].reader, sides[1].id, &pairing, diag);
    if (status == TP_OK)
        status = print(sides, &pairing, tp_option_given(arguments, "json"), diag);
    unpaired = pairing.count > 0;
    tp_pairing_deinit(&pairing);
    tp_reader_close(&sides[0].reader);
    tp_reader_close(&sides[1].reader);
    return status != TP_OK ? (int)status : unpaired ? TP_EXIT_NEGATIVE : TP_EXIT_OK;
}

static const struct tp_option options[] = {
    {"key-a", 0, TP_OPTION_TEXT, "KEY", "the key of A, or @FILE (an organisation's folder has its own)", 0, 0},
    {"key-b", 0, TP_OPTION_TEXT, "KEY", "the key of B, likewise", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_ledger_pair = {
    .name = "ledger pair",
    .synopsis = "A B [OPTION]...",
    .summary = "find what one of two partners logged and the other did not",
    .description =
        "Every disclosure between two organisations is a leaf in both ledgers, with the same random number. This "
        "prints "
        "those that have no twin in the other ledger, appear twice, or differ. What is under way between the two is "
        "without its twin for a moment: look again.\n\n"
        "Exit status: 0 when all pair up; 1 when something does not; 3 when a ledger cannot be read or trusted.",
    .example =
        "tenprint ledger pair albany ident\ntenprint ledger pair mirror-a mirror-b --key-a @a.key --key-b @b.key "
        "--json\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
