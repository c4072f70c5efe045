/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

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
        const struct tp_bytes entry = {toy->entries[i].data, toy->entries[i].size_bytes};
        if (i % 50 != 7) /* some stay closed */
            assert_int_equal(tp_statistics_open(statistics, i, &entry, &toy->openings[i], NULL), TP_OK);
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
        "python3 '%s/tests/statistics/recount.py' --definitions '%s/data/statistics/definitions-1.json' "
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

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(another_program_prints_the_same_bytes),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
