/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/wait.h>

#include "folder.h"
#include "toy.h"

static struct tp_definitions *definitions;

static int set_up(void **state)
{
    (void)state;
    return tp_definitions_standard(0, &definitions, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    tp_definitions_free(&definitions);
    return 0;
}

/* The report of the first SIZE entries; with openings when COUNTIES. Ends with a NUL that is not counted. */
static void report(const struct toy *toy, size_t size, const struct tp_statistics_form *form, struct tp_buffer *out)
{
    struct tp_statistics *statistics;

    toy_count(toy, size, definitions, &statistics);
    for (size_t i = 0; form->counties && i < size; i++) {
        const struct tp_span entry = {toy->entries[i].data, toy->entries[i].size_bytes};
        if (i % 50 != 7) /* some stay closed */
            assert_int_equal(tp_statistics_add_opening(statistics, i, &entry, &toy->openings[i], NULL), TP_OK);
    }
    tp_buffer_init(out);
    assert_int_equal(tp_statistics_write(statistics, form, out, NULL), TP_OK);
    tp_write_u8(out, 0);
    assert_false(out->bad);
    out->size_bytes--;
    tp_statistics_free(&statistics);
}

/* ---- against the program that was written apart -------------------------------------------------------------------
 */

static void save_entries(const struct test_folder *folder, const struct toy *toy)
{
    FILE *leaves = fopen(folder_path(folder, "leaves"), "wb"), *openings = fopen(folder_path(folder, "openings"), "wb");
    struct tp_buffer text;

    assert_true(leaves && openings);
    for (size_t i = 0; i < toy->count; i++) {
        fprintf(leaves, "%.*s\n", (int)toy->entries[i].size_bytes, (const char *)toy->entries[i].data);
        tp_buffer_init(&text);
        assert_int_equal(tp_opening_write(&toy->openings[i], i, &text, NULL), TP_OK);
        if (i % 50 != 7)
            fprintf(openings, "%.*s\n", (int)text.size_bytes, (const char *)text.data);
        tp_buffer_deinit(&text);
    }
    fclose(leaves);
    fclose(openings);
}

static void compare_with_recount(const struct test_folder *folder, const struct toy *toy, size_t size,
                                 const struct tp_statistics_form *form)
{
    const char *root = getenv("TP_SOURCE_ROOT");
    struct tp_buffer mine;
    char line[2048];

    report(toy, size, form, &mine);
    folder_write(folder, "mine", mine.data, mine.size_bytes);
    tp_buffer_deinit(&mine);
    snprintf(
        line, sizeof line,
        "python3 '%s/tests/statistics/recount.py' --definitions '%s/data/statistics/definitions-2.json' "
        "--leaves '%s/leaves' --at %zu --threshold %u --format %s %s%s%s > '%s/theirs' && cmp '%s/mine' '%s/theirs'",
        root, root, folder->path, size, form->threshold, form->format == TP_STATISTICS_CSV ? "csv" : "json",
        form->counties ? "--openings '" : "", form->counties ? folder->path : "", form->counties ? "/openings'" : "",
        folder->path, folder->path, folder->path);
    assert_int_equal(system(line), 0);
}

static void another_program_prints_the_same_bytes(void **state)
{
    static const unsigned thresholds[] = {0, 3, 5, 10};
    struct test_folder folder;

    (void)state;
    assert_non_null(getenv("TP_SOURCE_ROOT"));
    folder_make(&folder);
    for (unsigned seed = 0; seed < 5; seed++) {
        struct tp_rng rng = tp_rng_seed(seed, 1);
        struct toy toy;

        toy_make(&toy, seed, 20 + 150 * seed, 1 + 2 * seed);
        save_entries(&folder, &toy);
        for (unsigned i = 0; i < 4; i++) {
            struct tp_statistics_form form = {.format = i % 2 ? TP_STATISTICS_JSON : TP_STATISTICS_CSV,
                                              .threshold = thresholds[(seed + i) % 4]};
            size_t size = i == 0 ? toy.count : tp_rng_below(&rng, (uint32_t)toy.count);

            compare_with_recount(&folder, &toy, size, &form);
            form.counties = true;
            compare_with_recount(&folder, &toy, size, &form);
        }
        toy_free(&toy);
    }
    folder_remove(&folder);
}

/* ---- against the attacker -----------------------------------------------------------------------------------------
 */

static void save_report(const struct test_folder *folder, const char *name, const struct toy *toy, size_t size,
                        unsigned threshold)
{
    const struct tp_statistics_form form = {.format = TP_STATISTICS_CSV, .threshold = threshold};
    struct tp_buffer text;

    report(toy, size, &form, &text);
    folder_write(folder, name, text.data, text.size_bytes);
    tp_buffer_deinit(&text);
}

static int run_attack(const struct test_folder *folder, const char *reports)
{
    char line[1024];
    int code;

    snprintf(line, sizeof line,
             "cd '%s' && python3 '%s/tests/statistics/attack.py' --truth truth %s > found; code=$?; sed -n '1s/^/# /p' "
             "found; exit $code",
             folder->path, getenv("TP_SOURCE_ROOT"), reports);
    code = system(line);
    assert_true(WIFEXITED(code));
    return WEXITSTATUS(code);
}

/* Three reports of one ledger, each with more leaves than the one before. */
static void the_attacker_finds_no_small_number(void **state)
{
    static const unsigned bookings[] = {120, 500, 1500};
    struct test_folder folder;

    (void)state;
    assert_non_null(getenv("TP_SOURCE_ROOT"));
    folder_make(&folder);
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bookings); i++) {
        struct toy toy;

        toy_make_with(&toy, 10 + i, bookings[i], 9, false);
        save_report(&folder, "truth", &toy, toy.count, 0);
        save_report(&folder, "a", &toy, toy.count / 3, 5);
        save_report(&folder, "b", &toy, toy.count * 2 / 3, 5);
        save_report(&folder, "c", &toy, toy.count, 5);
        fflush(stdout);
        assert_int_equal(run_attack(&folder, "a b c"), 0);
        toy_free(&toy);
    }
    folder_remove(&folder);
}

/* Small rows left out of the truth, as if they were zero, and the totals of the protected report beside it. */
static void the_attacker_finds_what_was_left_out_carelessly(void **state)
{
    struct test_folder folder;
    struct toy toy;
    char line[512];

    (void)state;
    folder_make(&folder);
    toy_make_with(&toy, 20, 300, 9, false);
    save_report(&folder, "truth", &toy, toy.count, 0);
    snprintf(line, sizeof line, "sed 's/^report,,,,,threshold,,0/report,,,,,threshold,,5/' '%s/truth' > '%s/careless'",
             folder.path, folder.path);
    assert_int_equal(system(line), 0);
    fflush(stdout);
    assert_int_equal(run_attack(&folder, "careless"), 1);
    toy_free(&toy);
    folder_remove(&folder);
}

/* ---- what suppression costs -----------------------------------------------------------------------------------------
 */

struct share {
    uint64_t all, one_level, one_level_and_state;
};

static void share_out(const char *csv, const char *table, const char *figure, struct share *out)
{
    memset(out, 0, sizeof *out);
    for (const char *line = csv; *line; line = strchr(line, '\n') + 1) {
        const char *at[8] = {line};
        for (unsigned i = 1; i < 8; i++)
            at[i] = strchr(at[i - 1], ',') + 1;
        if (strncmp(at[0], table, strlen(table)) != 0 || strncmp(at[5], figure, strlen(figure)) != 0)
            continue;
        uint64_t count = strtoull(at[7], NULL, 10);
        bool level = !memmem(at[2], (size_t)(at[3] - at[2]), "..", 2);
        bool state = !memmem(at[3], (size_t)(at[4] - at[3]), "..", 2);
        out->all += count;
        out->one_level += level ? count : 0;
        out->one_level_and_state += level && state ? count : 0;
    }
}

static void larger_ledgers_keep_more_detail(void **state)
{
    static const unsigned bookings[] = {500, 2000, 5000};
    const struct tp_statistics_form form = {.format = TP_STATISTICS_CSV, .threshold = 5};
    uint64_t before = 0;

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bookings); i++) {
        struct share searches, matches;
        struct tp_buffer text;
        struct toy toy;

        toy_make(&toy, 1, bookings[i], 7);
        report(&toy, toy.count, &form, &text);
        share_out((const char *)text.data, "searches,", "submitted,", &searches);
        share_out((const char *)text.data, "matches,", "matched,", &matches);
        print_message(
            "# %u bookings: submitted %llu, %llu %% by level, %llu %% by level and state; matched %llu, %llu %% by "
            "level, %llu %% by level and state\n",
            bookings[i], (unsigned long long)searches.all,
            (unsigned long long)(100 * searches.one_level / searches.all),
            (unsigned long long)(100 * searches.one_level_and_state / searches.all), (unsigned long long)matches.all,
            (unsigned long long)(100 * matches.one_level / matches.all),
            (unsigned long long)(100 * matches.one_level_and_state / matches.all));
        assert_true(100 * searches.one_level / searches.all >= before);
        before = 100 * searches.one_level / searches.all;
        tp_buffer_deinit(&text);
        toy_free(&toy);
    }
    assert_true(before >= 90);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(another_program_prints_the_same_bytes),
    cmocka_unit_test(the_attacker_finds_no_small_number),
    cmocka_unit_test(the_attacker_finds_what_was_left_out_carelessly),
    cmocka_unit_test(larger_ledgers_keep_more_detail),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
