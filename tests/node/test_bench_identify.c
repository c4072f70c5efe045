/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "prints.h"

static const struct tp_bench_options small = {
    .subjects = {{20, 40}, 2}, .searched = {{10}, 1}, .modes = {{TP_SEARCH_FAST}, 1}, .searches = 20, .timed = 4};

static void finds_whom_it_enrolled(void **state)
{
    static struct figures figures;
    static const char *const lines[] = {"20 people, synthetic, 10 fingers, fast",
                                        "40 people, synthetic, 10 fingers, fast"};

    (void)state;
    assert_int_equal(tp_bench_identify(&small, figures_take, &figures, NULL), TP_OK);
    for (size_t i = 0; i < 2; i++) {
        char name[96];
        snprintf(name, sizeof name, "%s, rank 1", lines[i]);
        assert_int_equal((int)figures_value(&figures, name), 100);
        snprintf(name, sizeof name, "%s, FNIR at FPIR 0.1 %%", lines[i]);
        assert_int_equal((int)figures_value(&figures, name), 0);
        snprintf(name, sizeof name, "%s, search, median", lines[i]);
        assert_true(figures_value(&figures, name) > 0);
    }
    assert_true(figures_value(&figures, "20 people, a person") > 0);
    figures_value(&figures, "growth, 10 fingers, fast, R^2");
    assert_true(figures_value(&figures, "growth, memory, 10 million people") > 0);
}

static void real_prints_have_lines_of_their_own_and_a_picture_is_drawn(void **state)
{
    struct test_folder folder;
    const char *const paths[] = {folder.path};
    struct tp_bench_options options = small;
    char plot[1200], *text = NULL;
    uint8_t *picture;
    size_t size_bytes;

    (void)state;
    folder_make(&folder);
    prints_write(&folder, 10, 2);
    snprintf(plot, sizeof plot, "%s/cost.svg", folder.path);
    options.real = paths;
    options.real_count = 1;
    options.searched = (struct tp_bench_list){{1, 10}, 2};
    options.plot = plot;
    options.table = open_memstream(&text, &size_bytes);
    assert_int_equal(tp_bench_identify(&options, NULL, NULL, NULL), TP_OK);
    fclose(options.table);
    assert_non_null(strstr(text, "\nsynthetic      10 fast "));
    assert_non_null(strstr(text, "\nreal fingers    1 fast "));
    assert_non_null(strstr(text, "\nreal people    10 fast "));
    assert_null(strstr(text, "\nreal people     1 "));
    assert_null(strstr(text, "\nreal cards"));
    free(text);
    assert_int_equal(tp_file_read(plot, 1 << 20, &picture, &size_bytes, NULL), TP_OK);
    assert_int_equal(memcmp(picture, "<svg ", 5), 0);
    free(picture);
    folder_remove(&folder);
}

static void refuses_what_nobody_has(void **state)
{
    struct tp_bench_options options = small;
    struct tp_diag diag;

    (void)state;
    options.searched.values[0] = 11;
    tp_diag_init(&diag);
    assert_int_equal(tp_bench_identify(&options, NULL, NULL, &diag), TP_E_ARGUMENT);
    assert_non_null(strstr(diag.text, "1 to 10 fingers, not 11"));
    options = small;
    options.subjects.values[1] = 100000001;
    tp_diag_init(&diag);
    assert_int_equal(tp_bench_identify(&options, NULL, NULL, &diag), TP_E_ARGUMENT);
    assert_non_null(strstr(diag.text, "not 100000001"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_whom_it_enrolled),
    cmocka_unit_test(real_prints_have_lines_of_their_own_and_a_picture_is_drawn),
    cmocka_unit_test(refuses_what_nobody_has),
};
TP_TEST_MAIN(tests)
