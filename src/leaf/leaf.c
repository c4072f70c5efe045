/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves as entries: one canonical JSON object (RFC 8785) of short texts without escapes, so that writing and strict
 * reading take a few lines. Example:
 *
 *   {"commitment":"<64 hex digits>","kind":"submission","level":"none","month":"2011-06","state":"US-NY"}
 */
#include <stdio.h>
#include <string.h>

#include "leaf/kinds.h"
#include "leaf/open.h"

/* Everything that can stand in the object, in the order of the names. */
enum { KIND = -1, COMMITMENT = -2 };
static const int order[] = {
    TP_LEAF_AGREEMENT_MEMBER,
    TP_LEAF_CLAUSES_MEMBER,
    COMMITMENT,
    TP_LEAF_DISCLOSURE_MEMBER,
    TP_LEAF_EFFECT_MEMBER,
    TP_LEAF_ELAPSED_MEMBER,
    TP_LEAF_EVENT_MEMBER,
    KIND,
    TP_LEAF_LEVEL_MEMBER,
    TP_LEAF_MONTH_MEMBER,
    TP_LEAF_OF_MEMBER,
    TP_LEAF_OUTCOME_MEMBER,
    TP_LEAF_PARTNER_MEMBER,
    TP_LEAF_REASON_MEMBER,
    TP_LEAF_SEEDED_MEMBER,
    TP_LEAF_SIDE_MEMBER,
    TP_LEAF_SIGNER_MEMBER,
    TP_LEAF_STAGE_MEMBER,
    TP_LEAF_STATE_MEMBER,
    TP_LEAF_WHAT_MEMBER,
};

void tp_leaf_init(struct tp_leaf *leaf, enum tp_leaf_kind kind, int64_t time_s)
{
    char time[TP_TIME_TEXT_BYTES];

    memset(leaf, 0, sizeof *leaf);
    leaf->kind = kind;
    tp_time_format(time_s, time);
    memcpy(leaf->values[TP_LEAF_MONTH_MEMBER], time, 7);
}

void tp_leaf_set(struct tp_leaf *leaf, enum tp_leaf_member member, const char *value)
{
    TP_ASSERT(member < TP_LEAF_MEMBERS);
    if (value && strlen(value) >= TP_LEAF_VALUE_MAX)
        value = "?"; /* never a part of it: that might be allowed */
    snprintf(leaf->values[member], TP_LEAF_VALUE_MAX, "%s", value ? value : "");
}

static tp_status check(const struct tp_leaf *leaf, tp_status wrong, struct tp_diag *diag)
{
    const char *effect = leaf->values[TP_LEAF_EFFECT_MEMBER];

    for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++) {
        const char *value = leaf->values[member], *name = tp_leaf_member_code(member);
        enum tp_leaf_presence presence = tp_leaf_presence(leaf->kind, member);

        if (value[0] == '\0' && presence == TP_LEAF_MUST)
            return tp_fail(diag, wrong, name, -1, "a leaf of kind %s needs it", tp_leaf_kind_code(leaf->kind));
        if (value[0] != '\0' && presence == TP_LEAF_NEVER)
            return tp_fail(diag, wrong, name, -1, "a leaf of kind %s has no such member",
                           tp_leaf_kind_code(leaf->kind));
        if (value[0] != '\0' && !tp_leaf_value_fits(leaf->kind, member, value))
            return tp_fail(diag, wrong, name, -1, "'%.64s' is none of the values it may have", value);
    }
    if (leaf->kind == TP_LEAF_DECISION &&
        (strcmp(effect, "allowed") == 0) != (leaf->values[TP_LEAF_CLAUSES_MEMBER][0] == '\0'))
        return tp_fail(diag, wrong, "clauses", -1, "they are named exactly when the effect is not allowed");
    return TP_OK;
}

static void write_member(const struct tp_leaf *leaf, int member, struct tp_buffer *out)
{
    char hex[2 * TP_SHA256_BYTES + 1];

    if (member == KIND) {
        tp_write_text(out, "\"kind\":\"%s\",", tp_leaf_kind_code(leaf->kind));
    } else if (member == COMMITMENT) {
        tp_hex_encode(leaf->commitment, sizeof leaf->commitment, hex);
        tp_write_text(out, "\"commitment\":\"%s\",", hex);
    } else if (leaf->values[member][0] != '\0') {
        const char *quote = member == TP_LEAF_OF_MEMBER ? "" : "\"";
        tp_write_text(out, "\"%s\":%s%s%s,", tp_leaf_member_code((enum tp_leaf_member)member), quote,
                      leaf->values[member], quote);
    }
}

static tp_status write_object(const struct tp_leaf *leaf, bool open_only, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_write_u8(out, '{');
    for (size_t i = 0; i < TP_ARRAY_LENGTH(order); i++) {
        if (!open_only || order[i] != COMMITMENT)
            write_member(leaf, order[i], out);
    }
    if (out->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "there is not enough memory for a leaf");
    out->data[out->size_bytes - 1] = '}'; /* for the last comma; there always is one */
    return TP_OK;
}

tp_status tp_leaf_write_open(const struct tp_leaf *leaf, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_status status = check(leaf, TP_E_ARGUMENT, diag);

    return status == TP_OK ? write_object(leaf, true, out, diag) : status;
}

tp_status tp_leaf_write(const struct tp_leaf *leaf, struct tp_buffer *out, struct tp_diag *diag)
{
    static const uint8_t none[TP_SHA256_BYTES];
    tp_status status = check(leaf, TP_E_ARGUMENT, diag);

    if (status == TP_OK && memcmp(leaf->commitment, none, sizeof none) == 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "commitment", -1, "nothing has been committed to");
    return status == TP_OK ? write_object(leaf, false, out, diag) : status;
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

/* Takes TEXT if it comes next. */
static bool take(struct tp_cursor *cursor, const char *text)
{
    size_t length = strlen(text);

    if (tp_cursor_left(cursor) < length || memcmp(cursor->at, text, length) != 0)
        return false;
    (void)tp_read_bytes(cursor, length);
    return true;
}

static bool is_end(uint8_t byte, bool quoted)
{
    return quoted ? byte == '"' : byte == ',' || byte == '}';
}

/* Takes a text in quotes, or an unquoted number. */
static bool take_value(struct tp_cursor *cursor, char out[TP_LEAF_VALUE_MAX])
{
    bool quoted = take(cursor, "\"");
    size_t length = 0;

    while (length < TP_MIN(tp_cursor_left(cursor), TP_LEAF_VALUE_MAX - 1) && !is_end(cursor->at[length], quoted))
        length++;
    if (length == 0 || tp_cursor_left(cursor) == length || !is_end(cursor->at[length], quoted))
        return false;
    memcpy(out, tp_read_bytes(cursor, length), length);
    out[length] = '\0';
    return !quoted || take(cursor, "\"");
}

static bool find_kind(const char *code, enum tp_leaf_kind *out)
{
    for (enum tp_leaf_kind kind = 0; kind < TP_LEAF_KINDS; kind++) {
        if (strcmp(code, tp_leaf_kind_code(kind)) == 0) {
            *out = kind;
            return true;
        }
    }
    return false;
}

static const char *name_of(int member)
{
    if (member < 0)
        return member == KIND ? "kind" : "commitment";
    return tp_leaf_member_code((enum tp_leaf_member)member);
}

/* Takes MEMBER if it comes next; false when its value cannot be. */
static bool take_member(struct tp_cursor *cursor, int member, struct tp_leaf *out)
{
    char key[32], value[TP_LEAF_VALUE_MAX];

    snprintf(key, sizeof key, "\"%s\":", name_of(member));
    if (!take(cursor, key))
        return true;
    if (!take_value(cursor, value))
        return false;
    if (tp_cursor_left(cursor) > 1 && !take(cursor, ","))
        return false;
    if (member == KIND)
        return find_kind(value, &out->kind);
    if (member == COMMITMENT)
        return tp_hex_decode(value, out->commitment, sizeof out->commitment);
    tp_leaf_set(out, (enum tp_leaf_member)member, value);
    return true;
}

/* Loose: what it lets through is compared with what writing gives. */
static tp_status scan(const void *entry, size_t size_bytes, struct tp_leaf *out, struct tp_diag *diag)
{
    struct tp_cursor cursor = tp_cursor_over(entry, size_bytes);

    if (!take(&cursor, "{"))
        return tp_fail(diag, TP_E_FORMAT, NULL, 0, "it is no leaf");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(order); i++) {
        if (!take_member(&cursor, order[i], out))
            return tp_fail(diag, TP_E_FORMAT, name_of(order[i]), tp_cursor_offset(&cursor),
                           "its value is none that a leaf may have");
    }
    if (!take(&cursor, "}") || tp_cursor_left(&cursor) > 0)
        return tp_fail(diag, TP_E_FORMAT, NULL, tp_cursor_offset(&cursor),
                       "there is something that does not belong into a leaf, or not at this place");
    return TP_OK;
}

tp_status tp_leaf_read(const void *entry, size_t size_bytes, struct tp_leaf *out, struct tp_diag *diag)
{
    struct tp_buffer again;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (size_bytes > TP_LEAF_TEXT_MAX)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "it is too long for a leaf");
    tp_buffer_init(&again);
    status = scan(entry, size_bytes, out, diag);
    if (status == TP_OK)
        status = check(out, TP_E_FORMAT, diag);
    if (status == TP_OK)
        status = write_object(out, false, &again, diag);
    if (status == TP_OK && (again.size_bytes != size_bytes || memcmp(again.data, entry, size_bytes) != 0))
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "it is not spelled as leaves are");
    tp_buffer_deinit(&again);
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}
