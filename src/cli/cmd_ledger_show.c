/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger show */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "leaf/leaf.h"
#include "json/json.h"

/* "12 2011-06 decision stage=send effect=denied ...": members of a leaf as its table orders them. */
static void print_words(uint64_t index, const struct tp_leaf *leaf)
{
    printf("%" PRIu64 " %s %s", index, leaf->values[TP_LEAF_MONTH_MEMBER], tp_leaf_kind_code(leaf->kind));
    for (int member = 0; member < TP_LEAF_MEMBERS; member++)
        if (member != TP_LEAF_MONTH_MEMBER && leaf->values[member][0] != '\0')
            printf(" %s=%s", tp_leaf_member_code((enum tp_leaf_member)member), leaf->values[member]);
    putchar('\n');
}

static void add_members(struct tp_json *json, const struct tp_leaf *leaf)
{
    char commitment[2 * TP_SHA256_BYTES + 1];

    tp_hex_encode(leaf->commitment, sizeof leaf->commitment, commitment);
    tp_json_object(json, "leaf");
    tp_json_text(json, "kind", tp_leaf_kind_code(leaf->kind));
    for (int member = 0; member < TP_LEAF_MEMBERS; member++)
        if (leaf->values[member][0] != '\0')
            tp_json_text(json, tp_leaf_member_code((enum tp_leaf_member)member), leaf->values[member]);
    tp_json_text(json, "commitment", commitment);
    tp_json_close(json);
}

static char *to_hex(const void *data, size_t size_bytes)
{
    char *text = malloc(2 * size_bytes + 1);

    if (text)
        tp_hex_encode(data, size_bytes, text);
    return text;
}

/* LEAF is NULL for an entry that is none of ours; HEX then has its bytes. */
static tp_status print_json(uint64_t index, const struct tp_leaf *leaf, const char *hex, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "index", (int64_t)index);
    if (leaf)
        add_members(json, leaf);
    else
        tp_json_text(json, "bytes", hex);
    status = tp_json_print(json, true, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status show_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    const bool *json = context;
    struct tp_leaf leaf;
    bool known = tp_leaf_read(data, size_bytes, &leaf, NULL) == TP_OK;
    char *hex = known ? NULL : to_hex(data, size_bytes);
    tp_status status = TP_OK;

    if (!known && !hex)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (*json)
        status = print_json(index, known ? &leaf : NULL, hex, diag);
    else if (known)
        print_words(index, &leaf);
    else
        printf("%" PRIu64 " unknown %s\n", index, hex);
    free(hex);
    return status;
}

/* Entries FROM to TO, TO included; both default to the ends. */
static tp_status show(const struct tp_arguments *arguments, struct tp_reader *reader, struct tp_diag *diag)
{
    const char *from = tp_option_text(arguments, "from"), *to = tp_option_text(arguments, "to");
    uint64_t size = tp_reader_checkpoint(reader)->size, first = 0, last = size;
    bool json = tp_option_given(arguments, "json");
    tp_status status = from ? tp_index_read(from, "--from", &first, diag) : TP_OK;

    if (status == TP_OK && to)
        status = tp_index_read(to, "--to", &last, diag);
    if (status != TP_OK)
        return status;
    last = to ? TP_MIN(last + 1, size) : size;
    return first < last ? tp_reader_each(reader, first, last - first, show_entry, &json, diag) : TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_published published;
    struct tp_reader *reader;
    uint8_t *note;
    size_t size_bytes;
    tp_status status =
        tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);

    if (status == TP_OK)
        status = tp_published_open(&published, &reader, &note, &size_bytes, diag);
    if (status != TP_OK)
        return status;
    free(note);
    status = show(arguments, reader, diag);
    tp_reader_close(&reader);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_KEY,
    {"from", 0, TP_OPTION_TEXT, "INDEX", "the first entry (default: 0)", 0, 0},
    {"to", 0, TP_OPTION_TEXT, "INDEX", "the last entry (default: the newest)", 0, 0},
    {"json", 0, TP_OPTION_FLAG, NULL, "print JSON, one object a line", 0, 0},
    {0},
};

const struct tp_command tp_command_ledger_show = {
    .name = "ledger show",
    .synopsis = "FOLDER [OPTION]...",
    .summary = "print the leaves of a ledger",
    .description =
        "Prints one line for each entry: its index, month and kind, and what else it says in the open. An entry that "
        "is "
        "no leaf of this program's is printed as `unknown` and its bytes in hexadecimal digits. Each entry is checked "
        "against the signed checkpoint before it is printed.",
    .example = "tenprint ledger show albany --from 100 --to 120\ntenprint ledger show mirror --key @dcjs.key --json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
