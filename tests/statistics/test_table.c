/* SPDX-License-Identifier: Apache-2.0 */
/* The attack that no cleverness can beat: for every small table that there is, which other tables give the same rows?
 * Whoever reads the rows, knows the method, the threshold and how the figures add up, cannot tell these apart. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/table.h"

enum { CELLS_MAX = 12, FACTS_MAX = 64 };

static tp_status write_row(void *context, const struct tp_row *row, struct tp_diag *diag)
{
    (void)diag;
    tp_write_text(context, "%s|%s|%s|%s|%s|%s=%llu\n", row->labels[TP_BY_PERIOD], row->labels[TP_BY_LEVEL],
                  row->labels[TP_BY_STATE], row->labels[TP_BY_COUNTY], row->figure->name, row->labels[TP_BY_CLAUSES],
                  (unsigned long long)row->count);
    return TP_OK;
}

static struct tp_fact fact_at(const char *month, unsigned level, const char *state, size_t figure, uint64_t count)
{
    static const char *const levels[] = {"none", "level-3", "level-2"};
    struct tp_fact fact = {.labels = {"", "", "", "", ""}, .level = level, .figure = figure, .count = count};

    fact.labels[TP_BY_LEVEL] = levels[level];
    fact.labels[TP_BY_STATE] = fact.labels[TP_BY_COUNTY] = fact.labels[TP_BY_CLAUSES] = state;
    snprintf(fact.period.from, sizeof fact.period.from, "%s", month);
    snprintf(fact.period.until, sizeof fact.period.until, "%s", month);
    return fact;
}

static struct tp_split plain(const struct tp_table *table, unsigned threshold, struct tp_buffer *out)
{
    return (struct tp_split){.table = table,
                             .by = {[TP_BY_LEVEL] = true, [TP_BY_STATE] = true},
                             .threshold = threshold,
                             .row = write_row,
                             .context = out};
}

static void expect_rows(const struct tp_split *split, struct tp_fact *facts, size_t count, const char *expected)
{
    struct tp_buffer *out = split->context;

    tp_buffer_init(out);
    assert_int_equal(tp_table_split(split, facts, count, NULL), TP_OK);
    tp_write_u8(out, 0);
    assert_string_equal((char *)out->data, expected);
    tp_buffer_deinit(out);
}

static const struct tp_table one = {.figures = {{.name = "n"}}, .figure_count = 1};

static void small_neighbours_are_taken_together(void **state)
{
    struct tp_fact facts[] = {fact_at("2011-01", 0, "US-CA", 0, 9), fact_at("2011-01", 0, "US-IL", 0, 2),
                              fact_at("2011-01", 0, "US-MA", 0, 4), fact_at("2011-01", 0, "US-NY", 0, 7),
                              fact_at("2011-01", 0, "US-WY", 0, 1)};
    struct tp_buffer out;
    struct tp_split split = plain(&one, 5, &out);

    (void)state;
    expect_rows(&split, facts, 5, "|none|US-CA||n|=9\n|none|US-IL..US-MA||n|=6\n|none|US-NY..US-WY||n|=8\n");
}

static void without_a_threshold_all_is_shown(void **state)
{
    struct tp_fact facts[] = {fact_at("2011-01", 1, "US-NY", 0, 1), fact_at("2011-01", 0, "US-NY", 0, 1),
                              fact_at("2011-01", 0, "US-IL", 0, 2)};
    struct tp_buffer out;
    struct tp_split split = plain(&one, 0, &out);

    (void)state;
    expect_rows(&split, facts, 3, "|none|US-IL||n|=2\n|none|US-NY||n|=1\n|level-3|US-NY||n|=1\n");
}

static void what_is_small_as_a_whole_stays_whole(void **state)
{
    struct tp_fact facts[] = {fact_at("2011-01", 0, "US-IL", 0, 2), fact_at("2011-01", 1, "US-NY", 0, 1)};
    struct tp_buffer out;
    struct tp_split split = plain(&one, 5, &out);

    (void)state; /* this happens only where the total is public: in tables by county */
    expect_rows(&split, facts, 2, "|none..level-3|US-IL..US-NY||n|=3\n");
}

static void periods_wait_until_they_are_large_enough(void **state)
{
    struct tp_fact facts[] = {fact_at("2011-01", 0, "US-NY", 0, 2), fact_at("2011-02", 0, "US-NY", 0, 4),
                              fact_at("2011-03", 0, "US-NY", 0, 6), fact_at("2011-04", 0, "US-NY", 0, 3)};
    struct tp_buffer out;
    struct tp_split split = plain(&one, 5, &out);

    (void)state;
    split.by[TP_BY_PERIOD] = true;
    expect_rows(&split, facts, 4, "2011-01..2011-02|none|US-NY||n|=6\n2011-03|none|US-NY||n|=6\n");
}

static void clauses_are_split_inside_a_row(void **state)
{
    static const struct tp_table two = {.figures = {{.name = "n"}, {.name = "r", .by_clauses = true}},
                                        .figure_count = 2};
    struct tp_fact facts[] = {fact_at("2011-01", 0, "a", 1, 2), fact_at("2011-01", 0, "b", 1, 3),
                              fact_at("2011-01", 0, "c", 1, 8), fact_at("2011-01", 0, "c", 0, 13)};
    struct tp_buffer out;
    struct tp_split split = plain(&two, 5, &out);

    (void)state;
    split.by[TP_BY_STATE] = false;
    split.by_clauses = true;
    expect_rows(&split, facts, 4, "|none|||n|=13\n|none|||r|a..b=5\n|none|||r|c=8\n");
}

/* ---- all tables there are -----------------------------------------------------------------------------------------
 */

/* A family of tables: CELLS numbers that add up to at most TOTAL, and what is published of them. */
struct family {
    size_t cells;
    unsigned total, threshold;
    unsigned slack; /* tables within it of TOTAL only fill the classes of others */
    void (*publish)(const struct family *family, const uint8_t *numbers, struct tp_buffer *out);
};
struct outcome {
    uint64_t key;
    uint8_t numbers[CELLS_MAX];
};
struct outcomes {
    struct outcome *items;
    size_t count, capacity;
};

static void publish(const struct family *family, const uint8_t *numbers, struct outcomes *all)
{
    struct tp_buffer out;
    struct outcome *outcome;

    if (all->count == all->capacity) {
        all->capacity = all->capacity * 2 + 1024;
        all->items = realloc(all->items, all->capacity * sizeof *all->items);
        assert_non_null(all->items);
    }
    outcome = &all->items[all->count++];
    memcpy(outcome->numbers, numbers, sizeof outcome->numbers);
    tp_buffer_init(&out);
    family->publish(family, numbers, &out);
    outcome->key = tp_hash64(out.data ? (const void *)out.data : "", out.size_bytes, 1);
    tp_buffer_deinit(&out);
}

static void enumerate(const struct family *family, uint8_t *numbers, size_t cell, unsigned left, struct outcomes *all)
{
    if (cell == family->cells) {
        publish(family, numbers, all);
        return;
    }
    for (unsigned value = 0; value <= left; value++) {
        numbers[cell] = (uint8_t)value;
        enumerate(family, numbers, cell + 1, left - value, all);
    }
    numbers[cell] = 0;
}

static int by_key(const void *a, const void *b)
{
    const struct outcome *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static unsigned total_of(const struct outcome *outcome)
{
    unsigned total = 0;

    for (size_t cell = 0; cell < CELLS_MAX; cell++)
        total += outcome->numbers[cell];
    return total;
}

/* In one class of tables that look the same: no small number can be told. Returns how many were hidden. */
static size_t check_class(const struct family *family, const struct outcome *begin, const struct outcome *end)
{
    uint32_t seen[CELLS_MAX] = {0};
    size_t hidden = 0;

    for (const struct outcome *outcome = begin; outcome < end; outcome++) {
        for (size_t cell = 0; cell < family->cells; cell++)
            seen[cell] |= 1u << outcome->numbers[cell];
    }
    for (const struct outcome *outcome = begin; outcome < end; outcome++) {
        for (size_t cell = 0; total_of(outcome) + family->slack <= family->total && cell < family->cells; cell++) {
            unsigned number = outcome->numbers[cell];
            if (number == 0 || number >= family->threshold)
                continue;
            hidden++;
            assert_true((unsigned)__builtin_popcount(seen[cell]) >= family->threshold - 1);
        }
    }
    return hidden;
}

static void attack(const struct family *family)
{
    struct outcomes all = {NULL, 0, 0};
    uint8_t numbers[CELLS_MAX] = {0};
    size_t hidden = 0, classes = 0;

    enumerate(family, numbers, 0, family->total, &all);
    qsort(all.items, all.count, sizeof *all.items, by_key);
    for (size_t begin = 0, end = 0; begin < all.count; begin = end, classes++) {
        while (end < all.count && all.items[end].key == all.items[begin].key)
            end++;
        hidden += check_class(family, &all.items[begin], &all.items[end]);
    }
    print_message("# %zu tables, %zu reports, %zu small numbers hidden\n", all.count, classes, hidden);
    assert_true(hidden > 0 && classes > 1);
    free(all.items);
}

static const char *const states[] = {"US-IL", "US-MA", "US-NY", "US-WY", "US-XX", "US-YY"};

/* One figure, one level, as many states as cells. */
static void publish_states(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    struct tp_split split = plain(&one, family->threshold, out);
    struct tp_fact facts[CELLS_MAX];
    size_t count = 0;

    split.by[TP_BY_PERIOD] = true;
    for (size_t i = 0; i < family->cells; i++) {
        if (numbers[i] > 0)
            facts[count++] = fact_at("2011-01", 0, states[i], 0, numbers[i]);
    }
    assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
}

static void no_small_number_of_a_list_can_be_told(void **state)
{
    (void)state;
    attack(&(struct family){.cells = 4, .total = 14, .threshold = 3, .publish = publish_states});
    attack(&(struct family){.cells = 4, .total = 17, .threshold = 5, .publish = publish_states});
    attack(&(struct family){.cells = 6, .total = 11, .threshold = 3, .publish = publish_states});
}

/* One figure, two levels by half as many states as cells. */
static void publish_levels(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    struct tp_split split = plain(&one, family->threshold, out);
    struct tp_fact facts[CELLS_MAX];
    size_t count = 0;

    split.by[TP_BY_PERIOD] = true;
    for (size_t i = 0; i < family->cells; i++) {
        if (numbers[i] > 0)
            facts[count++] = fact_at("2011-01", i % 2, states[i / 2], 0, numbers[i]);
    }
    assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
}

static void nor_of_a_table_with_two_dimensions(void **state)
{
    (void)state;
    attack(&(struct family){.cells = 4, .total = 15, .threshold = 4, .publish = publish_levels});
    attack(&(struct family){.cells = 6, .total = 12, .threshold = 3, .publish = publish_levels});
}

/* Searched and refused by states; submitted is both together, as every reader knows. */
static void publish_figures(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    static const struct tp_table table = {
        .figures = {{.name = "submitted"}, {.name = "searched"}, {.name = "refused"}},
        .figure_count = 3,
        .sums = {{.whole = 0, .parts = {1, 2}, .part_count = 2}},
        .sum_count = 1,
    };
    struct tp_split split = plain(&table, family->threshold, out);
    struct tp_fact facts[FACTS_MAX];
    size_t count = 0;

    split.by[TP_BY_PERIOD] = true;
    for (size_t i = 0; i < family->cells; i++) {
        if (numbers[i] == 0)
            continue;
        facts[count++] = fact_at("2011-01", 0, states[i / 2], 0, numbers[i]);
        facts[count++] = fact_at("2011-01", 0, states[i / 2], 1 + i % 2, numbers[i]);
    }
    assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
}

static void nor_by_figures_that_add_up(void **state)
{
    (void)state;
    attack(&(struct family){.cells = 4, .total = 16, .threshold = 4, .publish = publish_figures});
    attack(&(struct family){.cells = 6, .total = 12, .threshold = 3, .publish = publish_figures});
    attack(&(struct family){.cells = 8, .total = 9, .threshold = 3, .publish = publish_figures});
}

/* What is left over is not counted by a figure: "matched" without an outcome yet. */
static void publish_left_over(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    static const struct tp_table table = {
        .figures = {{.name = "matched"}, {.name = "released"}},
        .figure_count = 2,
        .sums = {{.whole = 0, .parts = {1}, .part_count = 1}},
        .sum_count = 1,
    };
    struct tp_split split = plain(&table, family->threshold, out);
    struct tp_fact facts[FACTS_MAX];
    size_t count = 0;

    split.by[TP_BY_PERIOD] = true;
    for (size_t i = 0; i < family->cells; i++) {
        if (numbers[i] > 0)
            facts[count++] = fact_at("2011-01", 0, states[i / 2], 0, numbers[i]);
        if (numbers[i] > 0 && i % 2)
            facts[count++] = fact_at("2011-01", 0, states[i / 2], 1, numbers[i]);
    }
    assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
}

static void nor_what_is_left_over_between_them(void **state)
{
    (void)state;
    attack(&(struct family){.cells = 4, .total = 16, .threshold = 4, .publish = publish_left_over});
    attack(&(struct family){.cells = 6, .total = 12, .threshold = 3, .publish = publish_left_over});
}

/* Months by two states, reported twice: when half of the months are over, and when all are. */
static void publish_twice(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    static const char *const months[] = {"2011-01", "2011-02", "2011-03", "2011-04"};
    struct tp_split split = plain(&one, family->threshold, out);

    split.by[TP_BY_PERIOD] = true;
    for (size_t size = family->cells / 2; size <= family->cells; size += family->cells / 2) {
        struct tp_fact facts[CELLS_MAX];
        size_t count = 0;
        for (size_t i = 0; i < size; i++) {
            if (numbers[i] > 0)
                facts[count++] = fact_at(months[i / 2], 0, states[i % 2], 0, numbers[i]);
        }
        tp_write_text(out, "report\n");
        assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
    }
}

static void nor_by_comparing_two_reports(void **state)
{
    (void)state;
    attack(&(struct family){.cells = 4, .total = 19, .threshold = 4, .slack = 4, .publish = publish_twice});
    attack(&(struct family){.cells = 8, .total = 11, .threshold = 3, .slack = 3, .publish = publish_twice});
}

/* By county, where the number of each state is public. */
static void publish_counties(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    struct tp_split split = plain(&one, family->threshold, out);
    struct tp_fact facts[CELLS_MAX];
    unsigned totals[2] = {0, 0};
    size_t count = 0;

    split.by[TP_BY_COUNTY] = true;
    split.exact[TP_BY_LEVEL] = split.exact[TP_BY_STATE] = true;
    for (size_t i = 0; i < family->cells; i++) {
        totals[i % 2] += numbers[i];
        if (numbers[i] == 0)
            continue;
        facts[count] = fact_at("2011-01", 0, states[i % 2], 0, numbers[i]);
        facts[count++].labels[TP_BY_COUNTY] = states[i / 2];
    }
    tp_write_text(out, "%u %u\n", totals[0], totals[1]);
    assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
}

static uint32_t seen_counties(const struct family *family, const uint8_t *numbers, size_t cell)
{
    unsigned total = 0;

    for (size_t i = cell % 2; i < family->cells; i += 2)
        total += numbers[i];
    return total;
}

/* A state with fewer cases than the threshold cannot hide them in counties; all others must. */
static void nor_by_county_when_the_states_numbers_are_public(void **state)
{
    const struct family family = {.cells = 6, .total = 12, .threshold = 3, .publish = publish_counties};
    struct outcomes all = {NULL, 0, 0};
    uint8_t numbers[CELLS_MAX] = {0};
    size_t hidden = 0;

    (void)state;
    enumerate(&family, numbers, 0, family.total, &all);
    qsort(all.items, all.count, sizeof *all.items, by_key);
    for (size_t begin = 0, end = 0; begin < all.count; begin = end) {
        while (end < all.count && all.items[end].key == all.items[begin].key)
            end++;
        for (size_t cell = 0; cell < family.cells; cell++) {
            uint32_t seen = 0;
            for (size_t i = begin; i < end; i++)
                seen |= 1u << all.items[i].numbers[cell];
            for (size_t i = begin; i < end; i++) {
                unsigned number = all.items[i].numbers[cell];
                if (number == 0 || number >= family.threshold || seen_counties(&family, all.items[i].numbers, cell) < 3)
                    continue;
                hidden++;
                assert_true((unsigned)__builtin_popcount(seen) >= family.threshold - 1);
            }
        }
    }
    assert_true(hidden > 0);
    free(all.items);
}

/* ---- a limit of the method ----------------------------------------------------------------------------------------
 */

/* Two tables that do not add up, but nobody matches more often than searches: cells are what did not match, and what
 * did, of each state. */
static void publish_two_tables(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    struct tp_split split = plain(&one, family->threshold, out);

    split.by[TP_BY_PERIOD] = true;
    for (unsigned matched = 0; matched < 2; matched++) {
        struct tp_fact facts[CELLS_MAX];
        size_t count = 0;
        for (size_t i = matched; i < family->cells; i += 1 + matched) {
            if (numbers[i] > 0)
                facts[count++] = fact_at("2011-01", 0, states[i / 2], 0, numbers[i]);
        }
        tp_write_text(out, "table\n");
        assert_int_equal(tp_table_split(&split, facts, count, NULL), TP_OK);
    }
}

/* Whether a state has searches, but fewer than the threshold that did not match. */
static bool nearly_all_match(const struct family *family, const uint8_t *numbers)
{
    for (size_t i = 0; i < family->cells; i += 2) {
        if (numbers[i] < family->threshold && numbers[i + 1] > 0)
            return true;
    }
    return false;
}

static size_t count_told(const struct family *family, const struct outcome *begin, const struct outcome *end)
{
    uint32_t seen[CELLS_MAX] = {0};
    size_t told = 0;

    for (const struct outcome *outcome = begin; outcome < end; outcome++) {
        for (size_t cell = 1; cell < family->cells; cell += 2)
            seen[cell] |= 1u << outcome->numbers[cell];
    }
    for (const struct outcome *outcome = begin; outcome < end; outcome++) {
        for (size_t cell = 1; cell < family->cells; cell += 2) {
            unsigned number = outcome->numbers[cell];
            if (number == 0 || number >= family->threshold || total_of(outcome) + family->slack > family->total ||
                (unsigned)__builtin_popcount(seen[cell]) >= family->threshold - 1)
                continue;
            assert_true(nearly_all_match(family, outcome->numbers));
            told++;
        }
    }
    return told;
}

static void tables_that_bound_each_other_tell_only_where_nearly_all_match(void **state)
{
    const struct family family = {.cells = 4, .total = 24, .threshold = 4, .slack = 4, .publish = publish_two_tables};
    struct outcomes all = {NULL, 0, 0};
    uint8_t numbers[CELLS_MAX] = {0};
    size_t told = 0;

    (void)state;
    enumerate(&family, numbers, 0, family.total, &all);
    qsort(all.items, all.count, sizeof *all.items, by_key);
    for (size_t begin = 0, end = 0; begin < all.count; begin = end) {
        while (end < all.count && all.items[end].key == all.items[begin].key)
            end++;
        told += count_told(&family, &all.items[begin], &all.items[end]);
    }
    print_message("# %zu tables, %zu numbers told\n", all.count, told);
    assert_true(told > 0 && told * 50 < all.count);
    free(all.items);
}

/* ---- that the attack works: a method that is not safe ------------------------------------------------------------
 */

/* Cells that are small left out, and the total given: the textbook mistake. */
static void publish_carelessly(const struct family *family, const uint8_t *numbers, struct tp_buffer *out)
{
    unsigned total = 0;

    for (size_t i = 0; i < family->cells; i++) {
        total += numbers[i];
        if (numbers[i] >= family->threshold)
            tp_write_text(out, "%zu=%u\n", i, numbers[i]);
    }
    tp_write_text(out, "total=%u\n", total);
}

static void the_attack_finds_what_subtraction_reveals(void **state)
{
    const struct family family = {.cells = 4, .total = 14, .threshold = 3, .publish = publish_carelessly};
    struct outcomes all = {NULL, 0, 0};
    uint8_t numbers[CELLS_MAX] = {0};
    size_t told = 0;

    (void)state;
    enumerate(&family, numbers, 0, family.total, &all);
    qsort(all.items, all.count, sizeof *all.items, by_key);
    for (size_t begin = 0, end = 0; begin < all.count; begin = end) {
        while (end < all.count && all.items[end].key == all.items[begin].key)
            end++;
        told += end - begin == 1 && all.items[begin].numbers[0] > 0 && all.items[begin].numbers[0] < 3;
    }
    assert_true(told > 0);
    free(all.items);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(small_neighbours_are_taken_together),
    cmocka_unit_test(without_a_threshold_all_is_shown),
    cmocka_unit_test(what_is_small_as_a_whole_stays_whole),
    cmocka_unit_test(periods_wait_until_they_are_large_enough),
    cmocka_unit_test(clauses_are_split_inside_a_row),
    cmocka_unit_test(no_small_number_of_a_list_can_be_told),
    cmocka_unit_test(nor_of_a_table_with_two_dimensions),
    cmocka_unit_test(nor_by_figures_that_add_up),
    cmocka_unit_test(nor_what_is_left_over_between_them),
    cmocka_unit_test(nor_by_comparing_two_reports),
    cmocka_unit_test(nor_by_county_when_the_states_numbers_are_public),
    cmocka_unit_test(tables_that_bound_each_other_tell_only_where_nearly_all_match),
    cmocka_unit_test(the_attack_finds_what_subtraction_reveals),
};
TP_TEST_MAIN(tests)
