/* SPDX-License-Identifier: Apache-2.0 */
/* Synthetic people, drawn from the volumes and shares of bookings.json. Nobody of them exists, and none has prints. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_run.h"

enum { CASES_MAX = 2000000, STREAM_CASES = 1000 };

bool tp_scenario_chance(struct tp_rng *rng, uint32_t of_thousand)
{
    return tp_rng_below(rng, 1000) < of_thousand;
}

int64_t tp_scenario_draw_s(struct tp_rng *rng, const struct tp_scenario_range *minutes)
{
    return ((int64_t)minutes->low + tp_rng_below(rng, minutes->high - minutes->low + 1)) * 60;
}

/* -1 for unknown. */
static int draw_level(struct tp_rng *rng, const struct tp_scenario_levels *levels)
{
    uint32_t at = tp_rng_below(rng, 1000), sum = 0;

    for (int i = 0; i < TP_SCENARIO_LEVELS - 1; i++) {
        sum += levels->of_thousand[i];
        if (at < sum)
            return i;
    }
    return -1;
}

static uint64_t draw_set(struct tp_rng *rng, const struct tp_scenario_shares *shares)
{
    uint64_t set = 0;

    for (unsigned i = 0; i < TP_ARRAY_LENGTH(shares->of_thousand); i++) {
        if (shares->of_thousand[i] && tp_scenario_chance(rng, shares->of_thousand[i]))
            set |= UINT64_C(1) << i;
    }
    return set;
}

/* Where the person is known, and what convictions such people have. */
static void draw_history(const struct tp_scenario *scenario, struct tp_scenario_case *out)
{
    const struct tp_scenario_levels *levels = &scenario->bookings.conviction;

    for (size_t i = 0; i < scenario->exchange_count; i++) {
        const struct tp_scenario_exchange *exchange = &scenario->exchanges[i];
        if (strcmp(exchange->state, out->state) != 0 || !tp_scenario_chance(&out->rng, exchange->matches))
            continue;
        out->known_at |= UINT64_C(1) << i;
        if (exchange->has_levels)
            levels = &exchange->levels;
    }
    out->conviction = draw_level(&out->rng, levels);
}

static void draw_case(const struct tp_scenario *scenario, const char *county, size_t month,
                      struct tp_scenario_case *out)
{
    const struct tp_scenario_bookings *bookings = &scenario->bookings;
    int64_t from_s = bookings->month_from_s[month], length_s = bookings->month_from_s[month + 1] - from_s;

    out->county = county;
    out->booked_s = from_s + tp_rng_below(&out->rng, (uint32_t)length_s);
    tp_jurisdiction_coarse(county, out->state);
    out->offence = draw_level(&out->rng, &bookings->offence);
    draw_history(scenario, out);
    out->categories = draw_set(&out->rng, &bookings->categories);
    out->categories_known = !tp_scenario_chance(&out->rng, bookings->categories_unknown);
    out->circumstances = draw_set(&out->rng, &bookings->circumstances);
}

/* Rounds at random, so that small volumes keep their mean. */
static size_t draw_volume(struct tp_rng *rng, uint32_t volume, double scale)
{
    double wanted = (double)volume * scale;
    size_t whole = (size_t)wanted;

    return whole + (tp_rng_unit(rng) < (float)(wanted - (double)whole) ? 1 : 0);
}

static int by_time(const void *a, const void *b)
{
    const struct tp_scenario_case *left = a, *right = b;

    if (left->booked_s != right->booked_s)
        return left->booked_s < right->booked_s ? -1 : 1;
    return left->rng.state[0] < right->rng.state[0] ? -1 : 1;
}

static tp_status count_cases(const struct tp_scenario *scenario, double scale, size_t *most, struct tp_diag *diag)
{
    const struct tp_scenario_bookings *bookings = &scenario->bookings;
    double sum = 0;

    for (size_t i = 0; i < bookings->volume_count; i++) {
        for (size_t month = 0; month < bookings->month_count; month++)
            sum += (double)bookings->volumes[i].by_month[month] * scale + 1;
    }
    if (sum > CASES_MAX)
        return tp_fail(diag, TP_E_LIMIT, "counties", -1, "%.0f bookings are more than %d", sum, CASES_MAX);
    *most = (size_t)sum;
    return TP_OK;
}

tp_status tp_scenario_populate(const struct tp_scenario *scenario, uint64_t seed, double scale,
                               struct tp_scenario_population *out, struct tp_diag *diag)
{
    const struct tp_scenario_bookings *bookings = &scenario->bookings;
    struct tp_rng rng = tp_rng_seed(seed, 1);
    void *memory = NULL;
    size_t most = 0;
    tp_status status = count_cases(scenario, scale, &most, diag);

    *out = (struct tp_scenario_population){0};
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, most, sizeof *out->cases, diag);
    if (status != TP_OK)
        return status;
    out->cases = memory;
    for (size_t i = 0; i < bookings->volume_count; i++) {
        for (size_t month = 0; month < bookings->month_count; month++) {
            size_t count = draw_volume(&rng, bookings->volumes[i].by_month[month], scale);
            for (size_t j = 0; j < count && out->count < most; j++, out->count++) {
                out->cases[out->count].rng = tp_rng_seed(seed, STREAM_CASES + out->count);
                draw_case(scenario, bookings->volumes[i].county, month, &out->cases[out->count]);
            }
        }
    }
    qsort(out->cases, out->count, sizeof *out->cases, by_time);
    return TP_OK;
}
