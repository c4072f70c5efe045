/* SPDX-License-Identifier: Apache-2.0 */
/* The public at an office whose agreement is open for comment: handing in with the work done, codes, an officer. */
#ifndef TP_TEST_PUBLIC_H
#define TP_TEST_PUBLIC_H

#include "desk.h"

#include "office/flood.h"
#include "office/submission.h"

enum { PUBLIC_JSON = 40000 };
#define PUBLIC_OFFICER TP_DUTY_BIT(AGREEMENT_OFFICER)

struct square {
    struct desk desk;
    char hash[TP_HASH_TEXT_BYTES];
    int64_t now_s;
};

static inline struct asked *square_ask(struct square *square, uint32_t duties, const char *operation, const char *value,
                                       const char *json)
{
    const struct question question = {.operation = operation, .duties = duties, .values = {value}, .json = json};

    return desk_ask(&square->desk, &question);
}

static inline void square_must(struct asked *asked)
{
    if (asked->status != TP_OK)
        fail_msg("%s: %s", asked->diag.field, asked->diag.text);
}

static inline void square_propose(struct square *square)
{
    char *document = sample_document(NULL), json[SAMPLE_DOCUMENT_MAX / 16];
    struct asked *asked;

    snprintf(json, sizeof json, "{\"document\":%s}", document);
    free(document);
    asked = square_ask(square, PUBLIC_OFFICER, "proposeAgreement", NULL, json);
    square_must(asked);
    snprintf(square->hash, sizeof square->hash, "%s", asked_text(asked, "agreement"));
    asked_free(&asked);
}

/* An agreement whose comment period has begun. */
static inline void square_open(struct square *square)
{
    struct asked *asked;

    square->now_s = SAMPLE_FROM_S;
    tp_flood_forget();
    tp_effort_forget();
    desk_make(&square->desk, "ny-dcjs", square->now_s, NULL, NULL);
    square_propose(square);
    asked = square_ask(square, PUBLIC_OFFICER, "takeAgreementStep", square->hash, "{\"step\":\"notice\"}");
    square_must(asked);
    asked_free(&asked);
}

static inline void square_close(struct square *square)
{
    desk_remove(&square->desk);
}

static inline void square_wait(struct square *square, int64_t seconds)
{
    square->now_s += seconds;
    assert_int_equal(tp_exchange_set_now(square->desk.exchange, square->now_s, NULL), TP_OK);
}

/* MEMBERS ("\"kind\":...") with the time and the work that BITS ask for. */
static inline void square_work(const struct square *square, const char *target, const char *members, unsigned bits,
                               char json[PUBLIC_JSON])
{
    char time[TP_TIME_TEXT_BYTES], work[16] = "";
    uint8_t salt[TP_SHA256_BYTES];
    struct tp_json_document *input;
    bool done = false;

    tp_time_format(square->now_s, time);
    snprintf(json, PUBLIC_JSON, "{%s,\"time\":\"%s\"}", members, time);
    assert_int_equal(tp_json_parse(json, strlen(json), &input, NULL), TP_OK);
    assert_int_equal(tp_effort_salt(tp_json_root(input), target, salt, NULL), TP_OK);
    tp_json_document_free(&input);
    for (unsigned try = 0; !done; try++) {
        snprintf(work, sizeof work, "%u", try);
        assert_int_equal(tp_effort_is_done(salt, work, bits, &done, NULL), TP_OK);
    }
    snprintf(json, PUBLIC_JSON, "{%s,\"time\":\"%s\",\"work\":\"%s\"}", members, time, work);
}

static inline struct asked *square_submit(struct square *square, const char *members)
{
    char json[PUBLIC_JSON];

    square_work(square, square->hash, members, TP_EFFORT_BITS, json);
    return square_ask(square, 0, "submitStatement", square->hash, json);
}

static inline struct asked *square_sign(struct square *square, const char *petition, const char *members)
{
    char json[PUBLIC_JSON];

    square_work(square, petition, members, TP_EFFORT_BITS, json);
    return square_ask(square, 0, "signPetition", petition, json);
}

static inline struct asked *square_code(struct square *square, const char *operation, const char *code)
{
    char json[128];

    snprintf(json, sizeof json, "{\"code\":\"%s\"}", code);
    return square_ask(square, 0, operation, NULL, json);
}

/* Hands something in and confirms it; ID is the submission's. */
static inline void square_hand_in(struct square *square, const char *members, char code[TP_SUBMISSION_CODE_BYTES],
                                  char id[TP_EXCHANGE_ID_BYTES])
{
    struct asked *asked = square_submit(square, members);

    square_must(asked);
    assert_int_equal(asked->http, 201);
    snprintf(code, TP_SUBMISSION_CODE_BYTES, "%s", asked_text(asked, "code"));
    asked_free(&asked);
    assert_int_equal(tp_submission_code_id(code, id, NULL), TP_OK);
    asked = square_code(square, "confirmSubmission", code);
    square_must(asked);
    asked_free(&asked);
}

static inline struct asked *square_decide(struct square *square, const char *id, const char *json)
{
    return square_ask(square, PUBLIC_OFFICER, "decideSubmission", id, json);
}

#endif
