/* SPDX-License-Identifier: Apache-2.0 */
/* Reading bookings.json: how many people are booked where and when, and what they are like. */
#include <stdio.h>
#include <string.h>

#include "node/scenario_data.h"

enum { DAY_S = 86400, VOLUME_MAX = 1000000 };

/* "2011-06", as the time when it begins. */
static bool parse_month(const char *text, int64_t *out_s)
{
    char time[TP_TIME_TEXT_BYTES + 16];

    snprintf(time, sizeof time, "%.7s-01T00:00:00Z", text);
    return strlen(text) == 7 && tp_time_parse(time, out_s);
}

/* When the month ends that begins at MONTH: none is longer than 31 days, and the next lasts at least 28. */
static int64_t month_end(int64_t month_s)
{
    char time[TP_TIME_TEXT_BYTES];
    int64_t end_s = month_s;

    tp_time_format(month_s + 31 * DAY_S, time);
    time[7] = '\0';
    return parse_month(time, &end_s) ? end_s : month_s;
}

static void read_months(struct tp_scenario_reader *reader, const struct tp_json_value *root,
                        struct tp_scenario_bookings *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, root, "months", TP_SCENARIO_MONTHS_MAX);

    for (size_t i = 0; list && i < tp_json_count(list); i++) {
        const char *text = tp_json_to_text(tp_json_element(list, i));
        int64_t month_s = 0;
        if (!text || !parse_month(text, &month_s) || (i > 0 && month_s != out->month_from_s[i]))
            tp_scenario_fail(reader, "months", "it must be a list of months one after the other, such as 2011-06");
        out->month_from_s[i] = month_s;
        out->month_from_s[i + 1] = month_end(month_s);
        out->month_count = i + 1;
    }
}

static void read_volume(struct tp_scenario_reader *reader, const struct tp_json_value *object, size_t months,
                        struct tp_scenario_volume *out)
{
    const struct tp_json_value *list = NULL;

    tp_scenario_only(reader, object, "code a_month by_month");
    out->county = tp_scenario_text(reader, object, "code");
    if (!tp_jurisdiction_is_code(out->county) || tp_jurisdiction_level(out->county) == TP_LEVEL_COUNTRY)
        tp_scenario_fail(reader, "code", "it must be the code of a county or a state");
    if (tp_json_member(object, "by_month"))
        list = tp_scenario_list(reader, object, "by_month", months);
    if (list && tp_json_count(list) != months)
        tp_scenario_fail(reader, "by_month", "it must have as many numbers as there are months");
    for (size_t i = 0; i < months && reader->status == TP_OK; i++) {
        int64_t count = 0;
        if (!list)
            count = tp_scenario_integer(reader, object, "a_month", 0, VOLUME_MAX);
        else if (!tp_json_to_integer(tp_json_element(list, i), &count) || count < 0 || count > VOLUME_MAX)
            tp_scenario_fail(reader, "by_month", "it must have integers from 0 to 1000000");
        out->by_month[i] = (uint32_t)count;
    }
}

static void read_volumes(struct tp_scenario_reader *reader, const struct tp_json_value *root,
                         struct tp_scenario_bookings *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, root, "counties", TP_SCENARIO_PLACES_MAX);
    size_t count = list ? tp_json_count(list) : 0;
    void *memory = NULL;

    if (reader->status == TP_OK)
        reader->status = tp_alloc_zero(&memory, count, sizeof *out->volumes, reader->diag);
    out->volumes = memory;
    for (size_t i = 0; reader->status == TP_OK && i < count; i++) {
        snprintf(reader->where, sizeof reader->where, "counties[%zu]", i);
        read_volume(reader, tp_json_element(list, i), out->month_count, &out->volumes[i]);
        out->volume_count = i + 1;
    }
    reader->where[0] = '\0';
}

static void read_shares(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                        const struct tp_vocabulary *vocabulary, struct tp_scenario_shares *out)
{
    const struct tp_json_value *shares = tp_scenario_object(reader, object, key);

    for (size_t i = 0; shares && i < tp_json_count(shares); i++) {
        const char *code = "";
        int place;
        tp_json_member_at(shares, i, &code);
        place = tp_vocabulary_find(vocabulary, code);
        if (place < 0)
            tp_scenario_fail(reader, code, "there is no such code");
        else
            out->of_thousand[place] = (uint32_t)tp_scenario_integer(reader, shares, code, 0, 1000);
    }
}

static void read_people(struct tp_scenario_reader *reader, const struct tp_json_value *root,
                        struct tp_scenario_bookings *out)
{
    const struct tp_json_value *people = tp_scenario_object(reader, root, "people");

    tp_scenario_only(reader, people, "offence conviction categories categories_unknown circumstances");
    tp_scenario_read_levels(reader, people, "offence", &out->offence);
    tp_scenario_read_levels(reader, people, "conviction", &out->conviction);
    read_shares(reader, people, "categories", &tp_categories, &out->categories);
    read_shares(reader, people, "circumstances", &tp_circumstances, &out->circumstances);
    out->categories_unknown = (uint32_t)tp_scenario_integer(reader, people, "categories_unknown", 0, 1000);
}

struct share {
    const char *key;
    uint32_t *out;
};

/* An object that has just these members, each of a thousand. */
static void read_rates(struct tp_scenario_reader *reader, const struct tp_json_value *root, const char *key,
                       const struct share *shares, size_t count)
{
    const struct tp_json_value *object = tp_scenario_object(reader, root, key);

    for (size_t i = 0; object && i < count; i++)
        *shares[i].out = (uint32_t)tp_scenario_integer(reader, object, shares[i].key, 0, 1000);
    if (object && tp_json_count(object) != count)
        tp_scenario_fail(reader, key, "it has a member that nothing is made of");
}

static void read_range(struct tp_scenario_reader *reader, const struct tp_json_value *minutes, const char *key,
                       struct tp_scenario_range *out)
{
    const struct tp_json_value *list = tp_scenario_list(reader, minutes, key, 2);
    int64_t low = 0, high = 0;

    if (reader->status != TP_OK)
        return;
    if (!tp_json_to_integer(tp_json_element(list, 0), &low) || tp_json_count(list) != 2 ||
        !tp_json_to_integer(tp_json_element(list, 1), &high) || low < 0 || high < low || high > VOLUME_MAX)
        tp_scenario_fail(reader, key, "it must be two numbers of minutes, the smaller first");
    out->low = (uint32_t)low;
    out->high = (uint32_t)high;
}

static void read_minutes(struct tp_scenario_reader *reader, const struct tp_json_value *root,
                         struct tp_scenario_bookings *out)
{
    const struct tp_json_value *minutes = tp_scenario_object(reader, root, "minutes");

    tp_scenario_only(reader, minutes, "transit search review discretion afterwards");
    read_range(reader, minutes, "transit", &out->transit);
    read_range(reader, minutes, "search", &out->search);
    read_range(reader, minutes, "review", &out->review);
    read_range(reader, minutes, "discretion", &out->discretion);
    read_range(reader, minutes, "afterwards", &out->afterwards);
}

void tp_scenario_read_bookings(struct tp_scenario_reader *reader, struct tp_scenario *scenario)
{
    const struct tp_json_value *root = tp_json_root(scenario->bookings_document);
    struct tp_scenario_bookings *out = &scenario->bookings;
    const struct share examiners[] = {{"wrong", &out->examiner_wrong},
                                      {"inconclusive", &out->examiner_inconclusive},
                                      {"false_candidates", &out->false_candidates},
                                      {"seeded", &out->seeded}};
    const struct share discretion[] = {{"decline_with_circumstance", &out->decline_with},
                                       {"decline_without", &out->decline_without}};
    const struct share afterwards[] = {{"reclassified", &out->reclassified},
                                       {"expunged", &out->expunged},
                                       {"challenged", &out->challenged},
                                       {"upheld", &out->upheld}};

    tp_scenario_only(reader, root, "form about months counties people examiners discretion afterwards minutes");
    if (strcmp(tp_scenario_text(reader, root, "form"), "tenprint-bookings/1") != 0)
        tp_scenario_fail(reader, "form", "it must be tenprint-bookings/1");
    read_months(reader, root, out);
    read_volumes(reader, root, out);
    read_people(reader, root, out);
    read_rates(reader, root, "examiners", examiners, TP_ARRAY_LENGTH(examiners));
    read_rates(reader, root, "discretion", discretion, TP_ARRAY_LENGTH(discretion));
    read_rates(reader, root, "afterwards", afterwards, TP_ARRAY_LENGTH(afterwards));
    read_minutes(reader, root, out);
}
