/* SPDX-License-Identifier: Apache-2.0 */
/* Examiners for tests of what is done for the person: they conclude what the test says, by the operations that there
 * are. */
#ifndef TP_TEST_PERSON_EXAMINERS_H
#define TP_TEST_PERSON_EXAMINERS_H

#include "bookings.h"
#include "review/review.h"

static const struct tp_part *const examined_parts[] = {&tp_person_part, &tp_review_part, NULL};

/* What examiners are shown of a booking: its templates. In a transaction of its own. */
static inline void list_prints(struct fixture *fixture, const char *booking)
{
    static const char list[] =
        "{\"prints\":[{\"k\":0,\"position\":1,\"impression\":0,\"width\":300,\"height\":360,\"ppi\":500,\"media\":\"\"}"
        ","
        "{\"k\":1,\"position\":2,\"impression\":0,\"width\":300,\"height\":360,\"ppi\":500,\"media\":\"\"}]}";
    char owner[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "booking/%s", booking);
    fixture_begin(fixture);
    put_blob(fixture, owner, "prints", list, strlen(list));
    fixture_end(fixture);
}

/* The text member NAME at or behind AT; in a static buffer for each NAME's first letter. */
static inline const char *text_member(const char *at, const char *name)
{
    static char texts[26][TP_EXCHANGE_NAME_BYTES];
    char *out = texts[(name[0] - 'a') % 26], key[40];
    const char *found;

    out[0] = '\0';
    snprintf(key, sizeof key, "\"%s\":\"", name);
    found = strstr(at, key);
    if (found)
        snprintf(out, TP_EXCHANGE_NAME_BYTES, "%.*s", (int)strcspn(found + strlen(key), "\""), found + strlen(key));
    return out;
}

/* ACCOUNT asks for a task; false when there is none. */
static inline bool claim(struct fixture *fixture, const char *account, char task[TP_EXCHANGE_NAME_BYTES])
{
    const struct asked *asked =
        ask(fixture, "claimTask", &(struct question){.account = account, .duties = TP_DUTY_BIT(SENIOR_EXAMINER)});

    snprintf(task, TP_EXCHANGE_NAME_BYTES, "%s", asked->status == TP_OK ? text_member(asked->text, "task") : "");
    return asked->status == TP_OK;
}

static inline void conclude_on(struct fixture *fixture, const char *account, const char *task, const char *candidate,
                               const char *conclusion)
{
    char body[256];
    struct question question = {
        .account = account, .duties = TP_DUTY_BIT(SENIOR_EXAMINER), .values = {task, candidate}, .body = body};

    snprintf(body, sizeof body, "{\"conclusion\":\"%s\",\"reason\":\"each ridge was followed from core to edge\"}",
             conclusion);
    assert_int_equal(ask(fixture, "recordConclusion", &question)->status, TP_OK);
}

/* ACCOUNT gets a task and says CONCLUSION of all its candidates. */
static inline void examine(struct fixture *fixture, const char *account, const char *conclusion)
{
    char task[TP_EXCHANGE_NAME_BYTES], candidates[8][TP_EXCHANGE_NAME_BYTES];
    struct question question = {.account = account,
                                .duties = TP_DUTY_BIT(SENIOR_EXAMINER),
                                .values = {task},
                                .body = "{\"value\":true,\"prints\":[0],\"text\":\"two clear loops\"}"};
    const struct asked *asked;
    const char *at;
    size_t count = 0;

    assert_true(claim(fixture, account, task));
    asked = ask(fixture, "recordAnalysis", &question);
    assert_int_equal(asked->status, TP_OK);
    for (at = asked->text; (at = strstr(at, "\"candidate\":\"")) && count < 8; at++)
        snprintf(candidates[count++], TP_EXCHANGE_NAME_BYTES, "%s", text_member(at, "candidate"));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        conclude_on(fixture, account, task, candidates[i], conclusion);
}

#endif
