/* SPDX-License-Identifier: Apache-2.0 */
/* Cases as records. */
#include "review/records.h"

#include <stdio.h>
#include <string.h>

const char *tp_value_text(const struct tp_json_value *object, const char *member)
{
    const char *text = tp_json_to_text(tp_json_member(object, member));

    return text ? text : "";
}

int64_t tp_value_integer(const struct tp_json_value *object, const char *member)
{
    int64_t value;

    (void)tp_json_to_integer(tp_json_member(object, member), &value);
    return value;
}

static void take_candidate(const struct tp_json_value *value, struct tp_case_candidate *out)
{
    *out = (struct tp_case_candidate){.score = (int32_t)tp_value_integer(value, "score"),
                                      .verdict = (enum tp_verdict)tp_value_integer(value, "verdict"),
                                      .standing = tp_standing_find(tp_value_text(value, "standing"))};
    (void)tp_json_to_flag(tp_json_member(value, "same"), &out->same);
    snprintf(out->subject, sizeof out->subject, "%s", tp_value_text(value, "subject"));
    snprintf(out->encounter, sizeof out->encounter, "%s", tp_value_text(value, "encounter"));
}

void tp_case_take(const struct tp_entry *entry, struct tp_review_case *out)
{
    const struct tp_json_value *root = tp_json_root(entry->content), *list = tp_json_member(root, "candidates");

    memset(out, 0, sizeof *out);
    out->settled = strcmp(entry->state, "settled") == 0;
    out->match = tp_entry_flag(entry, "match");
    out->seeded = tp_entry_flag(entry, "seeded");
    out->same = tp_entry_flag(entry, "same");
    out->examiners = (unsigned)tp_entry_integer(entry, "examiners", 2);
    out->opened_s = tp_entry_integer(entry, "opened", 0);
    out->settled_s = tp_entry_integer(entry, "settled", 0);
    out->agreeing = (unsigned)tp_entry_integer(entry, "agreeing", 0);
    snprintf(out->subject, sizeof out->subject, "%s", tp_entry_text(entry, "subject"));
    out->count = (unsigned)TP_MIN(tp_json_count(list), (size_t)TP_FOUND_MAX);
    for (unsigned i = 0; i < out->count; i++)
        take_candidate(tp_json_element(list, i), &out->candidates[i]);
    if (out->same && out->count == 1) /* one that was written when a seeded case had one candidate only */
        out->candidates[0].same = true;
}

tp_status tp_case_read(struct tp_exchange *exchange, const char *id, struct tp_review_case *out, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "case", id, &entry, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    tp_case_take(&entry, out);
    out->entry = entry;
    return TP_OK;
}

void tp_case_deinit(struct tp_review_case *about)
{
    tp_entry_deinit(&about->entry);
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void write_candidates(const struct tp_review_case *about, struct tp_json *out)
{
    tp_json_list(out, "candidates");
    for (unsigned i = 0; i < about->count; i++) {
        tp_json_object(out, NULL);
        tp_json_text(out, "subject", about->candidates[i].subject);
        tp_json_text(out, "encounter", about->candidates[i].encounter);
        tp_json_integer(out, "score", about->candidates[i].score);
        tp_json_integer(out, "verdict", about->candidates[i].verdict);
        tp_json_flag(out, "same", about->candidates[i].same);
        tp_json_text(out, "standing", tp_standing_code(about->candidates[i].standing));
        tp_json_close(out);
    }
    tp_json_close(out);
}

static void write_spec(const struct tp_case_spec *spec, const struct tp_review_case *about, struct tp_json *out)
{
    tp_json_text(out, "then", spec->then);
    tp_json_text(out, "about", spec->about);
    tp_json_text(out, "by", spec->by ? spec->by : "");
    tp_json_text(out, "agreement", spec->agreement);
    tp_json_text(out, "jurisdiction", spec->jurisdiction);
    tp_json_text(out, "level", spec->level);
    tp_json_integer(out, "examiners", spec->examiners);
    tp_json_integer(out, "opened", about->opened_s);
    tp_json_flag(out, "seeded", about->seeded);
    tp_json_flag(out, "same", about->same);
}

static void write_outcome(const struct tp_review_case *about, struct tp_json *out)
{
    write_candidates(about, out);
    tp_json_flag(out, "match", about->match);
    tp_json_text(out, "subject", about->subject);
    tp_json_integer(out, "agreeing", about->agreeing);
    tp_json_integer(out, "settled", about->settled_s);
}

static void set_state(struct tp_review_case *about)
{
    snprintf(about->entry.state, sizeof about->entry.state, "%s", about->settled ? "settled" : "open");
}

tp_status tp_case_add(struct tp_exchange *exchange, const struct tp_case_spec *spec, struct tp_review_case *about,
                      struct tp_diag *diag)
{
    struct tp_json *content;
    tp_status status = tp_json_new(&content, diag);

    if (status != TP_OK)
        return status;
    write_spec(spec, about, content);
    write_outcome(about, content);
    snprintf(about->entry.link, sizeof about->entry.link, "%s", spec->owner);
    about->entry.due_s = TP_STORE_NEVER;
    set_state(about);
    status = tp_entry_add(exchange, "case", &about->entry, content, diag);
    tp_json_free(&content);
    return status;
}

tp_status tp_case_write(struct tp_exchange *exchange, struct tp_review_case *about, struct tp_diag *diag)
{
    struct tp_json *content;
    tp_status status = tp_entry_edit(&about->entry, &content, diag);

    if (status != TP_OK)
        return status;
    write_outcome(about, content);
    set_state(about);
    status = tp_entry_put(exchange, "case", &about->entry, content, diag);
    tp_json_free(&content);
    return status;
}
