/* SPDX-License-Identifier: Apache-2.0 */
/* What a node says of bookings, in words. */
#include "cli/book.h"

#include <stdio.h>
#include <string.h>

tp_status tp_book_get(const struct tp_remote *remote, const char *id, const char *suffix, struct tp_remote_answer *out,
                      struct tp_diag *diag)
{
    char path[160];
    const struct tp_remote_question question = {.method = "GET", .path = path};
    size_t length = strlen(id);

    memset(out, 0, sizeof *out);
    if (length == 0 || length > 64 || strspn(id, "0123456789abcdef") != length)
        return tp_fail(diag, TP_E_ARGUMENT, id, -1, "is no id of a booking");
    snprintf(path, sizeof path, "/v1/bookings/%s%s", id, suffix);
    return tp_remote_ask(remote, &question, out, diag);
}

tp_status tp_book_get_state(const struct tp_remote *remote, const char *id, char *state, size_t size,
                            struct tp_diag *diag)
{
    char path[160];
    const struct tp_remote_question question = {.method = "GET", .path = path};
    struct tp_remote_answer answer;
    const char *text = NULL;
    tp_status status;

    state[0] = '\0';
    snprintf(path, sizeof path, "/v1/bookings?booking=%.64s", id);
    status = tp_remote_ask(remote, &question, &answer, diag);
    if (status == TP_OK && answer.document)
        text = tp_json_to_text(
            tp_json_member(tp_json_element(tp_json_member(tp_json_root(answer.document), "bookings"), 0), "state"));
    if (text)
        snprintf(state, size, "%s", text);
    tp_text_make_printable(state);
    tp_remote_answer_deinit(&answer);
    return status;
}

/* A text of an object, fit for a terminal, in one of four static buffers. */
static const char *text_of(const struct tp_json_value *object, const char *member)
{
    static char texts[4][256];
    static unsigned next;
    const char *text = tp_json_to_text(tp_json_member(object, member));
    char *out = texts[next++ % 4];

    snprintf(out, sizeof texts[0], "%s", text ? text : "");
    tp_text_make_printable(out);
    return out;
}

static void show_fingers(const struct tp_json_value *fingers)
{
    for (size_t i = 0; i < tp_json_count(fingers); i++) {
        const struct tp_json_value *finger = tp_json_element(fingers, i);
        int64_t number = 0, quality = -1;
        const char *retake = text_of(finger, "retake");

        (void)tp_json_to_integer(tp_json_member(finger, "finger"), &number);
        printf("  finger %2d: %s", (int)number, text_of(finger, "state"));
        if (tp_json_to_integer(tp_json_member(finger, "quality"), &quality))
            printf(", quality %d", (int)quality);
        printf("%s%s\n", retake[0] ? "; take it again: " : "", retake);
    }
}

static void show_findings(const struct tp_json_value *findings)
{
    for (size_t i = 0; i < tp_json_count(findings); i++) {
        const struct tp_json_value *finding = tp_json_element(findings, i);

        printf("  %s: %s: %s\n", text_of(finding, "severity"), text_of(finding, "place"), text_of(finding, "text"));
    }
}

static void show_legs(const struct tp_json_value *legs)
{
    for (size_t i = 0; i < tp_json_count(legs); i++) {
        const struct tp_json_value *leg = tp_json_element(legs, i), *fields = tp_json_member(leg, "fields");

        printf("  %s: %s", text_of(leg, "partner"), text_of(leg, "outcome"));
        for (size_t k = 0; k < tp_json_count(fields); k++) {
            const char *name;
            tp_json_member_at(fields, k, &name);
            printf("%s%s", k ? ", " : ", released: ", name);
        }
        if (tp_json_member(leg, "bound_to"))
            printf(", released for the purpose %s only", text_of(leg, "bound_to"));
        printf("\n");
    }
}

const char *tp_book_own_words(const char *own)
{
    if (strcmp(own, "match") == 0)
        return "identified by examiners";
    return strcmp(own, "none") == 0 ? "no match" : "pending";
}

void tp_book_show(const struct tp_remote_answer *booking)
{
    const struct tp_json_value *root = booking->document ? tp_json_root(booking->document) : NULL;

    printf("booking %s, %s, submitted %s\n", text_of(root, "booking"), text_of(root, "state"),
           text_of(root, "submitted"));
    printf("  own repository: %s\n", tp_book_own_words(text_of(root, "own")));
    show_legs(tp_json_member(root, "legs"));
    show_fingers(tp_json_member(root, "fingers"));
    show_findings(tp_json_member(root, "findings"));
}
