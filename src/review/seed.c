/* SPDX-License-Identifier: Apache-2.0 */
/* Seeded cases: encounters of the repository, as a case like any other, with as many candidates as others have. It asks
 * nobody and no job waits for it, so that nothing about a booking or a partner can come of it. The probe's person: of
 * two encounters that examiners have joined. Others: who looks most alike among some, but not so alike that somebody
 * would have to look first whether they are one. */
#include "review/seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tenprint/match.h>

#include "review/tasks.h"

enum {
    HOUR_S = 3600,
    KEPT_S = 14 * 24 * HOUR_S, /* nobody has taken it by then: nobody may */
    OTHERS = 16,               /* among whom the most alike is looked for */
    RECENT = 32,               /* cases, of one of which the number of candidates is taken */
    SCORE_MAX = 4000           /* one comparison of two people in ten thousand is above */
};

static tp_status random_below(uint32_t bound, uint32_t *out, struct tp_diag *diag)
{
    uint8_t bytes[8];
    uint64_t value = 0;
    tp_status status = tp_random_bytes(bytes, sizeof bytes, diag);

    for (size_t i = 0; i < sizeof bytes; i++)
        value = value << 8 | bytes[i];
    *out = status == TP_OK ? (uint32_t)(value % bound) : 0;
    return status;
}

tp_status tp_seed_plan(struct tp_exchange *exchange, struct tp_diag *diag)
{
    double rate = tp_exchange_config(exchange)->review_seeded;
    char id[TP_EXCHANGE_ID_BYTES];
    uint32_t draw = 0, delay_s = 0;
    tp_status status;

    if (rate <= 0)
        return TP_OK;
    status = random_below(1000000, &draw, diag);
    if (status != TP_OK || draw >= rate * 1000)
        return status;
    status = random_below(HOUR_S, &delay_s, diag);
    if (status == TP_OK)
        status = tp_exchange_new_id(id, diag);
    return status == TP_OK ? tp_job_add(exchange, "review.seed", id, tp_exchange_now(exchange) + delay_s, diag)
                           : status;
}

/* ---- who is in the repository -------------------------------------------------------------------------------------
 */

struct person {
    char subject[TP_EXCHANGE_NAME_BYTES];
    char encounters[2][TP_EXCHANGE_NAME_BYTES]; /* with images */
    unsigned count;
};

static tp_status keep_id(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    (void)diag;
    *(int64_t *)context = entry->id;
    return TP_OK;
}

static bool has_images(struct tp_exchange *exchange, const char *owner)
{
    struct tp_print_list prints;

    if (tp_prints_read(exchange, owner, &prints, NULL) != TP_OK)
        return false;
    for (size_t i = 0; i < prints.count; i++) {
        if (prints.prints[i].has_image)
            return true;
    }
    return false;
}

struct looking {
    struct tp_exchange *exchange;
    struct person *out;
};

static tp_status keep_person(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct looking *looking = context;
    struct person *out = looking->out;
    const struct tp_json_value *list = tp_json_member(tp_json_root(entry->content), "encounters");

    (void)diag;
    *out = (struct person){0};
    snprintf(out->subject, sizeof out->subject, "%s", entry->name);
    for (size_t i = 0; out->count < 2 && i < tp_json_count(list); i++) {
        const char *owner = tp_json_to_text(tp_json_member(tp_json_element(list, i), "owner"));

        if (owner && has_images(looking->exchange, owner))
            snprintf(out->encounters[out->count++], sizeof out->encounters[0], "%s", owner);
    }
    return TP_OK;
}

/* Anybody: of the records with an id at or after a random one the first. *OUT has no encounters when nobody has. */
static tp_status draw_person(struct tp_exchange *exchange, struct person *out, struct tp_diag *diag)
{
    struct tp_store_query query = {
        .kind = "subject", .state = "active", .due_until_s = TP_STORE_NEVER, .newest_first = true, .limit = 1};
    struct looking looking = {exchange, out};
    int64_t newest = 0;
    uint32_t draw = 0;
    tp_status status = tp_entry_each(exchange, &query, keep_id, &newest, diag);

    *out = (struct person){0};
    if (status != TP_OK || newest == 0)
        return status;
    status = random_below((uint32_t)TP_MIN(newest, INT32_MAX), &draw, diag);
    query.newest_first = false;
    query.beyond_id = draw;
    return status == TP_OK ? tp_entry_each(exchange, &query, keep_person, &looking, diag) : status;
}

/* ---- how alike ------------------------------------------------------------------------------------------------------
 */

/* The best score of a finger that both show. */
static tp_status score_templates(const struct tp_template *a, size_t a_count, const struct tp_template *b,
                                 size_t b_count, int32_t *out)
{
    struct tp_matcher *matcher = NULL;
    tp_status status = tp_matcher_new(&matcher, NULL);

    for (size_t i = 0; status == TP_OK && i < a_count; i++) {
        for (size_t j = 0; status == TP_OK && j < b_count; j++) {
            struct tp_features *left = NULL, *right = NULL;

            if (a[i].position != b[j].position)
                continue;
            status = tp_features_new(&a[i], &left, NULL);
            if (status == TP_OK)
                status = tp_features_new(&b[j], &right, NULL);
            if (status == TP_OK)
                *out = TP_MAX(*out, tp_match_score(matcher, left, right));
            tp_features_free(&left);
            tp_features_free(&right);
        }
    }
    tp_matcher_free(&matcher);
    return status;
}

static void free_templates(struct tp_template *templates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
}

static tp_status score_people(struct tp_exchange *exchange, const char *a, const char *b, int32_t *out)
{
    struct tp_template *left = NULL, *right = NULL;
    size_t left_count = 0, right_count = 0;
    tp_status status = tp_exchange_templates(exchange, a, &left, &left_count, NULL);

    *out = 0;
    if (status == TP_OK)
        status = tp_exchange_templates(exchange, b, &right, &right_count, NULL);
    if (status == TP_OK)
        status = score_templates(left, left_count, right, right_count, out);
    free_templates(left, left_count);
    free_templates(right, right_count);
    return status;
}

/* ---- who is compared with whom --------------------------------------------------------------------------------------
 */

struct draw {
    char probe[TP_EXCHANGE_NAME_BYTES];
    struct tp_case_candidate candidates[TP_FOUND_MAX]; /* best first */
    unsigned count;
};

static bool is_drawn(const struct draw *draw, const char *subject)
{
    for (unsigned i = 0; i < draw->count; i++) {
        if (strcmp(draw->candidates[i].subject, subject) == 0)
            return true;
    }
    return false;
}

static void take_candidate(struct draw *draw, const struct tp_case_candidate *candidate)
{
    unsigned place = draw->count++;

    while (place > 0 && draw->candidates[place - 1].score < candidate->score) {
        draw->candidates[place] = draw->candidates[place - 1];
        place--;
    }
    draw->candidates[place] = *candidate;
}

static void set_candidate(struct tp_case_candidate *out, const struct person *person, const char *encounter,
                          int32_t score)
{
    *out = (struct tp_case_candidate){.score = score};
    snprintf(out->subject, sizeof out->subject, "%s", person->subject);
    snprintf(out->encounter, sizeof out->encounter, "%s", encounter);
}

/* One more who is not PERSON; none when none is found. */
static tp_status draw_other(struct tp_exchange *exchange, const struct person *person, struct draw *draw,
                            struct tp_diag *diag)
{
    struct tp_case_candidate best;
    struct person other;
    bool found = false;
    int32_t score;
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < OTHERS; i++) {
        status = draw_person(exchange, &other, diag);
        if (status != TP_OK || other.count == 0 || strcmp(other.subject, person->subject) == 0 ||
            is_drawn(draw, other.subject))
            continue;
        if (score_people(exchange, person->subject, other.subject, &score) != TP_OK || score > SCORE_MAX)
            continue;
        if (!found || score > best.score)
            set_candidate(&best, &other, other.encounters[0], score);
        found = true;
    }
    if (status == TP_OK && found)
        take_candidate(draw, &best);
    return status;
}

struct counting {
    unsigned counts[RECENT], count;
};

static tp_status keep_count(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct counting *counting = context;
    struct tp_review_case about;

    (void)diag;
    tp_case_take(entry, &about);
    if (!about.seeded && about.count > 0)
        counting->counts[counting->count++] = about.count;
    return TP_OK;
}

/* As many candidates as one of the last cases of others had: their number must not tell which kind it is. */
static tp_status draw_count(struct tp_exchange *exchange, unsigned *out, struct tp_diag *diag)
{
    const struct tp_store_query cases = {
        .kind = "case", .due_until_s = TP_STORE_NEVER, .newest_first = true, .limit = RECENT};
    struct counting counting = {.count = 0};
    uint32_t draw = 0;
    tp_status status = tp_entry_each(exchange, &cases, keep_count, &counting, diag);

    *out = 1;
    if (status == TP_OK && counting.count > 0)
        status = random_below(counting.count, &draw, diag);
    if (status == TP_OK && counting.count > 0)
        *out = counting.counts[draw];
    return status;
}

static tp_status draw_people(struct tp_exchange *exchange, struct draw *out, struct tp_diag *diag)
{
    struct tp_case_candidate same;
    struct person person;
    uint32_t coin = 0;
    unsigned wanted = 1;
    tp_status status = draw_person(exchange, &person, diag);

    *out = (struct draw){.count = 0};
    if (status == TP_OK)
        status = random_below(2, &coin, diag);
    if (status == TP_OK)
        status = draw_count(exchange, &wanted, diag);
    if (status != TP_OK || person.count == 0)
        return status;
    memcpy(out->probe, person.encounters[0], sizeof out->probe);
    if (person.count > 1 && coin != 0) {
        set_candidate(&same, &person, person.encounters[1], TP_SCORE_MAX);
        same.same = true;
        take_candidate(out, &same);
    }
    for (unsigned i = out->count; status == TP_OK && i < wanted; i++)
        status = draw_other(exchange, &person, out, diag);
    return status;
}

/* ---- the case -------------------------------------------------------------------------------------------------------
 */

/* Where the probe was booked, so that the leaf is of that state. */
static tp_status find_jurisdiction(struct tp_exchange *exchange, const char *owner, char out[TP_JURISDICTION_MAX],
                                   struct tp_diag *diag)
{
    struct tp_entry booking;
    tp_status status;

    snprintf(out, TP_JURISDICTION_MAX, "%s", tp_exchange_config(exchange)->jurisdiction);
    if (strncmp(owner, "booking/", 8) != 0)
        return TP_OK;
    status = tp_entry_get(exchange, "booking", owner + 8, &booking, diag);
    if (status != TP_OK)
        return status;
    if (tp_jurisdiction_is_code(tp_entry_text(&booking, "jurisdiction")))
        snprintf(out, TP_JURISDICTION_MAX, "%s", tp_entry_text(&booking, "jurisdiction"));
    tp_entry_deinit(&booking);
    return TP_OK;
}

static tp_status open_case(struct tp_exchange *exchange, const struct draw *draw, struct tp_diag *diag)
{
    char jurisdiction[TP_JURISDICTION_MAX];
    const struct tp_case_spec spec = {.owner = draw->probe,
                                      .then = "",
                                      .about = "",
                                      .agreement = "",
                                      .jurisdiction = jurisdiction,
                                      .level = "unknown",
                                      .examiners = 2};
    struct tp_review_case about = {
        .seeded = true, .examiners = 2, .opened_s = tp_exchange_now(exchange), .count = draw->count};
    tp_status status = find_jurisdiction(exchange, draw->probe, jurisdiction, diag);

    for (unsigned i = 0; i < draw->count; i++) {
        about.candidates[i] = draw->candidates[i];
        about.same |= draw->candidates[i].same;
    }
    if (status == TP_OK)
        status = tp_exchange_new_id(about.entry.name, diag);
    if (status == TP_OK)
        status = tp_case_add(exchange, &spec, &about, diag);
    if (status == TP_OK)
        status = tp_case_add_tasks(exchange, &about, diag);
    if (status != TP_OK)
        return status;
    return tp_job_add(exchange, "review.unseed", about.entry.name, about.opened_s + KEPT_S, diag);
}

tp_status tp_seed_case(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct draw draw;
    tp_status status = draw_people(exchange, &draw, diag);

    (void)about;
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    if (draw.count > 0) /* otherwise there is nobody to make one of */
        status = open_case(exchange, &draw, diag);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- nobody may examine it ------------------------------------------------------------------------------------------
 */

struct dropping {
    struct tp_exchange *exchange;
    bool touched;
};

static tp_status look_at_task(void *context, const struct tp_entry *task, struct tp_diag *diag)
{
    struct dropping *dropping = context;

    (void)diag;
    dropping->touched |= strcmp(task->state, "open") != 0;
    return TP_OK;
}

static tp_status drop_task(void *context, const struct tp_entry *task, struct tp_diag *diag)
{
    const struct dropping *dropping = context;

    return tp_entry_drop(dropping->exchange, "task", task->name, diag);
}

static tp_status unseed(struct tp_exchange *exchange, const char *id, struct tp_diag *diag)
{
    const struct tp_store_query tasks = {.kind = "task", .link = id, .due_until_s = TP_STORE_NEVER};
    struct dropping dropping = {exchange, false};
    struct tp_review_case about;
    tp_status status = tp_case_read(exchange, id, &about, NULL);

    if (status == TP_E_NOT_FOUND) /* erased */
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, NULL, -1, "the case cannot be read");
    status = tp_entry_each(exchange, &tasks, look_at_task, &dropping, diag);
    if (status == TP_OK && !dropping.touched && !about.settled) {
        status = tp_entry_each(exchange, &tasks, drop_task, &dropping, diag);
        if (status == TP_OK)
            status = tp_entry_drop(exchange, "case", id, diag);
    }
    tp_case_deinit(&about);
    return status;
}

tp_status tp_unseed_case(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    return status == TP_OK ? tp_job_end(exchange, job, unseed(exchange, about, diag), diag) : status;
}
