/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings of people who do not exist: EBTS files with images, at a bureau, and before it at the repositories that
 * know the person, with other impressions of the same fingers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/codec.h"
#include "play/scenario.h"
#include "record/record.h"
#include "synth/synth.h"

/* Two fingers are enough to find one among thousands, and a booking is made in a tenth of the time. */
enum { FINGERS = 2, TAKEN = 201, PPI = 500, ROOM = 64 };

/* Two impressions of everybody's fingers. */
enum impression { ENROLLED, BOOKED, IMPRESSIONS };

static uint32_t person_of(size_t case_number)
{
    return (uint32_t)case_number;
}

/* ---- what was booked where --------------------------------------------------------------------------------------- */

static tp_status remember_known(struct tp_play_stage *stage, size_t node, uint32_t person, const char *booking,
                                struct tp_diag *diag)
{
    void *memory = stage->known;

    if (stage->known_count % ROOM == 0)
        memory = realloc(stage->known, (stage->known_count + ROOM) * sizeof *stage->known);
    if (!memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    stage->known = memory;
    stage->known[stage->known_count] = (struct tp_play_known){.node = node, .person = person};
    snprintf(stage->known[stage->known_count++].booking, TP_EXCHANGE_ID_BYTES, "%s", booking);
    return TP_OK;
}

/* What became of a request that must be taken. */
static tp_status must_be_taken(const struct tp_play_stage *stage, size_t node, const struct tp_play_reply *reply,
                               struct tp_diag *diag)
{
    if (reply->status == TAKEN)
        return TP_OK;
    return tp_fail(diag, TP_E_IO, stage->run->scenario->organisations[node].id, -1, "a booking: status %d: %s: %s",
                   reply->status, tp_play_text(reply, "field"), tp_play_text(reply, "detail"));
}

/* ---- an EBTS file ------------------------------------------------------------------------------------------------ */

/* Somebody's fingers, grown once, and what was taken of them. */
struct body {
    uint32_t person;
    struct tp_synth *synth;
    struct tp_synth_master *fingers[FINGERS];
    struct tp_ebts_encoded images[IMPRESSIONS][FINGERS];
};

static void body_deinit(struct body *body)
{
    for (size_t i = 0; i < FINGERS; i++) {
        for (size_t j = 0; j < IMPRESSIONS; j++)
            free(body->images[j][i].data);
        tp_synth_master_free(&body->fingers[i]);
    }
    tp_synth_free(&body->synth);
}

static tp_status body_init(const struct tp_play_stage *stage, uint32_t person, struct body *out, struct tp_diag *diag)
{
    tp_status status;

    *out = (struct body){.person = person};
    status = tp_synth_new(&out->synth, diag);
    for (unsigned i = 0; status == TP_OK && i < FINGERS; i++)
        status = tp_synth_master_new(out->synth, stage->run->seed, person, i + 1, &out->fingers[i], diag);
    return status;
}

static tp_status take_print(struct tp_synth_master *finger, enum impression impression, struct tp_ebts_encoded *out,
                            struct tp_diag *diag)
{
    struct tp_synth_style style;
    struct tp_template truth = {0};
    struct tp_image image = {0};
    uint8_t *png = NULL;
    size_t size_bytes = 0;
    tp_status status;

    tp_synth_style_draw(&finger->finger, TP_SYNTH_INK, (unsigned)impression + 1, &style);
    status = tp_synth_impression(finger, &style, &image, &truth, diag);
    if (status == TP_OK)
        status = tp_codec_encode(&image, TP_CODEC_PNG, NULL, &png, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_ebts_encode_image(png, size_bytes, PPI, out, diag);
    free(png);
    tp_image_deinit(&image);
    tp_template_deinit(&truth);
    return status;
}

static tp_status write_card(const struct tp_play_stage *stage, uint32_t person, const struct tp_ebts_image *images,
                            uint8_t **out, size_t *size_bytes, struct tp_diag *diag)
{
    char name[40], tcn[TP_EBTS_TCN_MAX + 1], date[9], gmt[TP_TIME_TEXT_BYTES], time[TP_TIME_TEXT_BYTES];
    const struct tp_ebts_value values[] = {
        {5, "Y"},    {18, name},  {20, "IL"},  {22, "19850615"}, {24, "F"},  {25, "W"},
        {27, "506"}, {29, "140"}, {31, "BRO"}, {32, "BRO"},      {45, date}, {73, "ILTEST000"},
    };
    struct tp_ebts_charge charge = {.literal = "THEFT", .ncic = "2399", .level = TP_OFFENSE_MISDEMEANOR};
    struct tp_ebts_submission submission = {
        .type = "CAR",
        .header = {.ori = "ILTEST000", .dai = "WVIAFIS0Z", .tcn = tcn, .date = date, .gmt = gmt, .priority = 4},
        .values = values,
        .value_count = TP_ARRAY_LENGTH(values),
        .charges = &charge,
        .charge_count = 1,
        .images = images,
        .image_count = FINGERS,
    };
    struct tp_transaction *file = NULL;
    tp_status status;

    tp_time_format(stage->run->now_s, time);
    snprintf(date, sizeof date, "%.4s%.2s%.2s", time, time + 5, time + 8);
    memcpy(charge.date, date, sizeof date);
    snprintf(gmt, sizeof gmt, "%s%.2s%.2s%.2sZ", date, time + 11, time + 14, time + 17);
    snprintf(name, sizeof name, "EXAMPLE,PERSON");
    for (uint32_t rest = person, i = 14; i == 14 || (rest > 0 && i + 1 < sizeof name); rest /= 26, i++)
        memcpy(name + i, (const char[]){(char)('A' + rest % 26), '\0'}, 2); /* names have letters only */
    tp_ebts_control_number("ILTEST000", stage->run->now_s, person, tcn);
    for (unsigned finger = FINGERS + 1; finger <= TP_POSITION_MAX; finger++)
        submission.missing[finger] = "UP";
    status = tp_ebts_submission(&submission, &file, diag);
    if (status == TP_OK)
        status = tp_transaction_write(file, out, size_bytes, diag);
    tp_transaction_free(&file);
    return status;
}

static tp_status make_card(const struct tp_play_stage *stage, struct body *body, enum impression impression,
                           uint8_t **out, size_t *size_bytes, struct tp_diag *diag)
{
    struct tp_ebts_image images[FINGERS] = {{.record = 0}};
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < FINGERS; i++) {
        struct tp_ebts_encoded *encoded = &body->images[impression][i];

        if (!encoded->data)
            status = take_print(body->fingers[i], impression, encoded, diag);
        images[i] = (struct tp_ebts_image){.record = 4,
                                           .position = (uint8_t)(i + 1),
                                           .impression = 1,
                                           .width_px = encoded->width_px,
                                           .height_px = encoded->height_px,
                                           .ppi = PPI,
                                           .compression = "WSQ20",
                                           .data = encoded->data,
                                           .size_bytes = encoded->size_bytes};
    }
    return status == TP_OK ? write_card(stage, body->person, images, out, size_bytes, diag) : status;
}

/* What is said of the case, around the file. */
static tp_status write_form(const struct tp_scenario_case *about, const char *jurisdiction, const uint8_t *file,
                            size_t size_bytes, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_write_text(out, "{\"jurisdiction\":\"%s\"", jurisdiction);
    if (about->offence >= 0)
        tp_write_text(out, ",\"offence\":\"%s\"", tp_scenario_level_code(about->offence));
    if (about->conviction >= 0)
        tp_write_text(out, ",\"conviction\":\"%s\"", tp_scenario_level_code(about->conviction));
    if (about->categories_known)
        tp_write_text(out, ",\"categories\":[");
    for (size_t i = 0, written = 0; about->categories_known && i < tp_categories.count; i++)
        if (about->categories >> i & 1)
            tp_write_text(out, "%s\"%s\"", written++ ? "," : "", tp_categories.items[i].code);
    tp_write_text(out, "%s,\"transaction\":\"", about->categories_known ? "]" : "");
    tp_base64_encode(file, size_bytes, out);
    tp_write_text(out, "\"}");
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

static tp_status remember_booking(struct tp_play_stage *stage, size_t node, size_t case_number, const char *id,
                                  struct tp_diag *diag)
{
    void *memory = stage->bookings;

    if (stage->booking_count % ROOM == 0)
        memory = realloc(stage->bookings, (stage->booking_count + ROOM) * sizeof *stage->bookings);
    if (!memory)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    stage->bookings = memory;
    stage->bookings[stage->booking_count] =
        (struct tp_play_booking){.node = node, .case_number = case_number, .person = person_of(case_number)};
    snprintf(stage->bookings[stage->booking_count++].id, TP_EXCHANGE_ID_BYTES, "%s", id);
    return TP_OK;
}

/* An EBTS file for NODE, and what is said beside it. */
struct card {
    size_t node;
    struct body *body;
    enum impression impression;
    const struct tp_scenario_case *about;
    const char *jurisdiction;
};

/* Hands the file in; ID is the booking's. */
static tp_status submit(struct tp_play_stage *stage, const struct card *card, char id[TP_EXCHANGE_ID_BYTES],
                        struct tp_diag *diag)
{
    struct tp_play_question question = {.account = TP_PLAY_CLERK, .method = "POST", .path = "/v1/bookings"};
    struct tp_play_reply reply = {.status = 0};
    struct tp_buffer form;
    uint8_t *file = NULL;
    size_t size_bytes = 0;
    tp_status status = make_card(stage, card->body, card->impression, &file, &size_bytes, diag);

    tp_buffer_init(&form);
    if (status == TP_OK)
        status = write_form(card->about, card->jurisdiction, file, size_bytes, &form, diag);
    question.body = form.data;
    question.body_bytes = form.size_bytes;
    if (status == TP_OK)
        status = tp_play_ask(&stage->nodes[card->node], &question, &reply, diag);
    if (status == TP_OK)
        status = must_be_taken(stage, card->node, &reply, diag);
    snprintf(id, TP_EXCHANGE_ID_BYTES, "%s", tp_play_text(&reply, "booking"));
    tp_play_reply_deinit(&reply);
    tp_buffer_deinit(&form);
    free(file);
    return status;
}

/* A repository that is a sender, too, sends what is booked there to nobody: a state is no county that takes part. */
static void expect_refusals(struct tp_play_stage *stage, size_t case_number, size_t node)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    const char *state = stage->run->population.cases[case_number].state;

    for (size_t i = 0; i < scenario->exchange_count; i++) {
        const struct tp_terms *terms = scenario->agreements[scenario->exchanges[i].agreement].versions[0];

        stage->enrolled[i] += scenario->exchanges[i].sender == node &&
                              strcmp(scenario->exchanges[i].state, state) == 0 &&
                              tp_terms_source(terms, scenario->organisations[node].jurisdiction);
    }
}

/* Somebody whom a repository knows from before. */
static tp_status enrol(struct tp_play_stage *stage, size_t case_number, size_t node, struct body *body,
                       struct tp_diag *diag)
{
    struct tp_scenario_case then = stage->run->population.cases[case_number];
    const struct card card = {node, body, ENROLLED, &then, stage->run->scenario->organisations[node].jurisdiction};
    char id[TP_EXCHANGE_ID_BYTES];
    tp_status status;

    then.categories = 0;
    then.categories_known = true;
    status = submit(stage, &card, id, diag);
    if (status != TP_OK)
        return status;
    expect_refusals(stage, case_number, node);
    return remember_known(stage, node, person_of(case_number), id, diag);
}

static tp_status book(struct tp_play_stage *stage, size_t case_number, size_t node, struct body *body,
                      struct tp_diag *diag)
{
    const struct tp_scenario_case *about = &stage->run->population.cases[case_number];
    const struct card card = {node, body, BOOKED, about, about->county};
    char id[TP_EXCHANGE_ID_BYTES];
    tp_status status = submit(stage, &card, id, diag);

    return status == TP_OK ? remember_booking(stage, node, case_number, id, diag) : status;
}

/* ---- one case ---------------------------------------------------------------------------------------------------- */

/* At the repositories that the booking may come to and that know the person. */
static tp_status enrol_all(struct tp_play_stage *stage, size_t case_number, struct body *body, struct tp_diag *diag)
{
    const struct tp_scenario *scenario = stage->run->scenario;
    const struct tp_scenario_case *about = &stage->run->population.cases[case_number];
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < scenario->exchange_count; i++) {
        const struct tp_scenario_exchange *exchange = &scenario->exchanges[i];

        if (!tp_scenario_concerns(scenario, exchange, about))
            continue;
        tp_scenario_count(stage->run, exchange, TP_SCENARIO_BOOKED, about);
        if (!(about->known_at >> i & 1))
            continue;
        tp_scenario_count(stage->run, exchange, TP_SCENARIO_MATCHED_THEN, about);
        if (!stage->is_away[exchange->repository])
            status = enrol(stage, case_number, exchange->repository, body, diag);
    }
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
}

tp_status tp_play_book(struct tp_play_stage *stage, size_t case_number, struct tp_diag *diag)
{
    const char *county = stage->run->population.cases[case_number].county;
    const int home = tp_scenario_home(stage->run->scenario, county);
    struct body body;
    tp_status status;

    if (home < 0)
        return tp_fail(diag, TP_E_FORMAT, "county", -1, "no organisation books people of %s", county);
    status = body_init(stage, person_of(case_number), &body, diag);
    if (status == TP_OK)
        status = enrol_all(stage, case_number, &body, diag);
    if (status == TP_OK)
        status = book(stage, case_number, (size_t)home, &body, diag);
    body_deinit(&body);
    if (status == TP_OK)
        status = tp_play_settle(stage, diag);
    return status == TP_OK ? tp_play_cheat(stage, case_number, diag) : status;
}
