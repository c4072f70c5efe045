/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint jurisdiction */
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "base/base.h"
#include "cli/commands.h"
#include "json/json.h"

enum { COUNTRIES_MAX = 256, DAY_BYTES = 11 };

struct search {
    struct tp_gazetteer *countries[COUNTRIES_MAX];
    size_t country_count;
    char day[DAY_BYTES]; /* "2011-06-01" */
    const char *wanted;  /* or NULL */
    struct tp_json *json;
};

static tp_status load_countries(struct search *search, struct tp_diag *diag)
{
    const char *country;
    tp_status status = TP_OK;

    while (status == TP_OK && (country = tp_gazetteer_country(search->country_count))) {
        TP_ASSERT(search->country_count < COUNTRIES_MAX);
        status = tp_gazetteer_standard(country, &search->countries[search->country_count], diag);
        search->country_count += status == TP_OK;
    }
    return status;
}

/* The day that is looked at: today, or as given. */
static tp_status read_day(const char *text, char day[DAY_BYTES], struct tp_diag *diag)
{
    char time[TP_TIME_TEXT_BYTES];
    int64_t time_s = 0;

    if (!text) {
        tp_time_format(tp_clock_now_s(), time);
        text = time;
    } else {
        snprintf(time, sizeof time, "%.10sT00:00:00Z", text);
        if (strlen(text) != DAY_BYTES - 1 || !tp_time_parse(time, &time_s))
            return tp_fail(diag, TP_E_ARGUMENT, "--at", -1, "%.40s is no day (YYYY-MM-DD)", text);
    }
    snprintf(day, DAY_BYTES, "%.10s", text);
    return TP_OK;
}

/* ---- finding ------------------------------------------------------------------------------------------------------
 */

/* Whether NAME holds WANTED, small and capital letters alike. */
static bool has_name(const struct tp_place *place, const char *wanted)
{
    return strcasestr(place->name, wanted) != NULL;
}

static bool has_code(const struct tp_place *place, const char *wanted)
{
    return strcasecmp(place->code, wanted) == 0 || (place->fips[0] != '\0' && strcmp(place->fips, wanted) == 0);
}

static bool is_child(const struct tp_place *place, const struct tp_place *above)
{
    return tp_jurisdiction_level(place->code) == tp_jurisdiction_level(above->code) + 1 &&
           tp_jurisdiction_covers(above->code, place->code);
}

/* How many places a place has below it on that day. */
static size_t count_children(const struct search *search, const struct tp_gazetteer *country,
                             const struct tp_place *above)
{
    size_t count = 0;

    for (size_t i = 0; i < tp_gazetteer_count(country); i++) {
        const struct tp_place *place = tp_gazetteer_at(country, i);
        count += is_child(place, above) && tp_place_exists(place, search->day);
    }
    return count;
}

/* The place of that code or number: the one of that day, or when it was another day, the newest. */
static const struct tp_place *find_place(const struct search *search, const struct tp_gazetteer *country)
{
    const struct tp_place *found = NULL;

    for (size_t i = 0; i < tp_gazetteer_count(country); i++) {
        const struct tp_place *place = tp_gazetteer_at(country, i);
        if (has_code(place, search->wanted) && (!found || !tp_place_exists(found, search->day)))
            found = place;
    }
    return found;
}

/* ---- printing -----------------------------------------------------------------------------------------------------
 */

static void add_place(const struct search *search, const struct tp_gazetteer *country, const struct tp_place *place)
{
    struct tp_json *json = search->json;
    char above[TP_JURISDICTION_MAX];

    tp_json_object(json, NULL);
    tp_json_text(json, "code", place->code);
    tp_json_text(json, "fips", place->fips[0] ? place->fips : NULL);
    tp_json_text(json, "name", place->name);
    tp_json_text(json, "kind", place->kind);
    tp_json_text(json, "above", tp_jurisdiction_parent(place->code, above) ? above : NULL);
    tp_json_text(json, "from", place->from[0] ? place->from : NULL);
    tp_json_text(json, "until", place->until[0] ? place->until : NULL);
    tp_json_integer(json, "below", (int64_t)count_children(search, country, place));
    tp_json_close(json);
}

static void print_place(const struct search *search, const struct tp_gazetteer *country, const struct tp_place *place)
{
    char state[TP_JURISDICTION_MAX];
    const struct tp_place *above;

    if (search->json) {
        add_place(search, country, place);
        return;
    }
    tp_jurisdiction_coarse(place->code, state);
    above = strcmp(state, place->code) == 0 ? NULL : tp_gazetteer_find(country, state);
    printf("%-12s %-6s %s%s%s, %s", place->code, place->fips, place->name, above ? ", " : "", above ? above->name : "",
           place->kind);
    if (place->from[0])
        printf(", from %s", place->from);
    if (place->until[0])
        printf(", until %s", place->until);
    fputc('\n', stdout);
}

/* Of a place that was asked for by its code: itself, and those below it. */
static void print_tree(const struct search *search, const struct tp_gazetteer *country, const struct tp_place *above)
{
    print_place(search, country, above);
    for (size_t i = 0; i < tp_gazetteer_count(country); i++) {
        const struct tp_place *place = tp_gazetteer_at(country, i);
        if (is_child(place, above) && tp_place_exists(place, search->day))
            print_place(search, country, place);
    }
}

static size_t print_names(const struct search *search, const struct tp_gazetteer *country)
{
    size_t count = 0;

    for (size_t i = 0; i < tp_gazetteer_count(country); i++) {
        const struct tp_place *place = tp_gazetteer_at(country, i);
        if (has_name(place, search->wanted) && tp_place_exists(place, search->day)) {
            print_place(search, country, place);
            count++;
        }
    }
    return count;
}

/* How many places were found. */
static size_t print_found(const struct search *search)
{
    size_t count = 0;

    for (size_t i = 0; i < search->country_count; i++) {
        const struct tp_gazetteer *country = search->countries[i];
        const struct tp_place *place = search->wanted ? find_place(search, country) : tp_gazetteer_at(country, 0);
        if (place && search->wanted)
            print_tree(search, country, place);
        else if (place)
            print_place(search, country, place);
        count += place != NULL;
    }
    for (size_t i = 0; search->wanted && count == 0 && i < search->country_count; i++)
        count += print_names(search, search->countries[i]);
    return count;
}

static int finish(struct search *search, size_t found, struct tp_diag *diag)
{
    tp_status status;

    if (search->json) {
        tp_json_close(search->json);
        status = tp_json_print(search->json, false, stdout, diag);
        if (status != TP_OK)
            return status;
    } else if (found == 0) {
        printf("no place of that code, number or name on %s\n", search->day);
    }
    return found > 0 ? TP_EXIT_OK : TP_EXIT_NEGATIVE;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct search search = {.wanted = arguments->positional_count > 0 ? arguments->positional[0] : NULL};
    tp_status status = read_day(tp_option_text(arguments, "at"), search.day, diag);
    int result;

    if (status == TP_OK)
        status = load_countries(&search, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_json_new(&search.json, diag);
    if (search.json) {
        tp_json_text(search.json, "at", search.day);
        tp_json_list(search.json, "places");
    }
    result = status == TP_OK ? finish(&search, print_found(&search), diag) : status;
    tp_json_free(&search.json);
    for (size_t i = 0; i < search.country_count; i++)
        tp_gazetteer_free(&search.countries[i]);
    return result;
}

static const struct tp_option options[] = {
    {"at", 0, TP_OPTION_TEXT, "DAY", "the places of that day, YYYY-MM-DD (default: today)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_jurisdiction = {
    .name = "jurisdiction",
    .synopsis = "[CODE|NUMBER|NAME] [OPTION]...",
    .summary = "find countries, states and counties by code, FIPS number or name",
    .description =
        "Prints the codes by which agreements name places, one place a line: code, FIPS number, name and what it is. "
        "Without an argument: the countries whose places the program knows. A code (US-NY) or a number of the Federal "
        "Information Processing Standards (36027) gives that place and those directly below it; anything else is "
        "looked "
        "for in the names, small and capital letters alike.\n\n"
        "Counties come and go; --at shows those of another day. Exit status: 0 when there is such a place, 1 when "
        "there "
        "is none.",
    .example = "tenprint jurisdiction US-NY\ntenprint jurisdiction 36027\ntenprint jurisdiction dutchess --json\n"
               "tenprint jurisdiction US-CT --at 2011-06-01\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 1,
    .run = run,
};
