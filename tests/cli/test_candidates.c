/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "captured.h"
#include "cli/candidates.h"
#include "cli/commands.h"
#include "cli/program.h"
#include "gallery/people.h"

static tp_status parse(struct tp_cli_searching *out, struct tp_arguments *arguments, int count,
                       const char *const *words)
{
    char *copies[8];
    tp_status status;

    for (int i = 0; i < count; i++)
        copies[i] = (char *)(uintptr_t)words[i];
    status = tp_arguments_parse(&tp_command_identify, count, copies, arguments, NULL);
    return status == TP_OK ? tp_cli_searching_parse(arguments, out, NULL) : status;
}

static struct tp_gallery *make_gallery(uint32_t people)
{
    struct tp_gallery *gallery;

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (uint32_t person = 0; person < people; person++) {
        struct tp_template tmpl;
        char name[32];

        name_person(person, name, sizeof name);
        make_impression(person, 1, 0, 1, &tmpl);
        assert_int_equal(tp_gallery_add(gallery, name, &tmpl, NULL), TP_OK);
    }
    return gallery;
}

static void thresholds_come_from_either_rate(void **state)
{
    static const char *const fpir[] = {"--fpir", "0.001", "--mode", "fast", "--top", "3"},
                             *const fmr[] = {"--fmr=1e-4"}, *const both[] = {"--fpir=0.1", "--fmr=0.1"},
                             *const wrong[] = {"--mode=quick"};
    struct tp_gallery *ten = make_gallery(10), *none = make_gallery(0);
    struct tp_cli_searching searching;
    struct tp_arguments arguments;

    (void)state;
    assert_int_equal(parse(&searching, &arguments, 6, fpir), TP_OK);
    assert_int_equal(searching.options.mode, TP_SEARCH_FAST);
    assert_int_equal(searching.options.top, 3);
    tp_cli_searching_begin(&searching, &arguments, ten);
    assert_in_range(searching.options.score_min, 3999, 4001); /* a tenth of a thousandth */
    tp_cli_searching_begin(&searching, &arguments, none);
    assert_in_range(searching.options.score_min, 2999, 3001);
    tp_arguments_deinit(&arguments);
    assert_int_equal(parse(&searching, &arguments, 1, fmr), TP_OK);
    tp_cli_searching_begin(&searching, &arguments, ten);
    assert_int_equal(searching.options.score_min, 4000);
    assert_int_equal(searching.options.mode, TP_SEARCH_THOROUGH);
    tp_arguments_deinit(&arguments);
    assert_int_equal(parse(&searching, &arguments, 2, both), TP_E_ARGUMENT);
    tp_arguments_deinit(&arguments);
    assert_int_equal(parse(&searching, &arguments, 1, wrong), TP_E_ARGUMENT);
    tp_arguments_deinit(&arguments);
    tp_gallery_free(&ten);
    tp_gallery_free(&none);
}

static const char *const files[] = {"one.png", "two.png"};

static struct tp_candidate make_candidate(void)
{
    struct tp_candidate candidate = {.subject = "ada", .score = 6000};

    for (unsigned p = 0; p <= TP_POSITION_MAX; p++)
        candidate.finger_scores[p] = -1;
    candidate.finger_scores[0] = 100;
    candidate.finger_scores[7] = 5900;
    candidate.finger_probes[7] = 1;
    return candidate;
}

static void prints_what_was_found(void **state)
{
    struct tp_candidate candidate = make_candidate();
    const struct tp_candidates some = {&candidate, 1, 90, 80, 70, 60}, none = {0};
    const struct tp_cli_found alone = {NULL, files, 2, &some}, batch = {"x", files, 1, &some},
                              empty = {"y", files, 1, &none};

    (void)state;
    capture_begin();
    tp_cli_found_print(&alone);
    tp_cli_found_print(&batch);
    tp_cli_found_print(&empty);
    tp_cli_stages_print(&some, TP_SEARCH_EXHAUSTIVE);
    assert_string_equal(
        capture_end(),
        "1. ada: score 6000 (1 in 1,000,000); unknown finger: 100 by one.png; finger 7: 5900 by two.png\n"
        "x:\n  1. ada: score 6000 (1 in 1,000,000); unknown finger: 100; finger 7: 5900\n"
        "y: nobody found\n"
        "of 90 subjects 80 were screened, 70 refined and 60 compared in full (mode exhaustive)\n");
}

static void says_how_a_threshold_is_derived(void **state)
{
    struct tp_cli_searching searching = {.subjects = 1000, .impressions = 9, .options.score_min = 6000, .fpir = 0.001};
    const char *text;

    (void)state;
    capture_begin();
    tp_cli_searching_print(&searching);
    text = capture_end();
    assert_non_null(
        strstr(text, "searched 1000 subjects with 9 impressions; threshold 6000 is reached by 1 in 1,000,000 "));
    assert_non_null(strstr(text, "threshold from --fpir 0.001: "));
    assert_non_null(strstr(text, "N = 1000 subjects"));
    assert_non_null(strstr(text, "p = 1e-06 for each"));
    searching.fpir = 0;
    capture_begin();
    tp_cli_searching_print(&searching);
    assert_null(strstr(capture_end(), "--fpir"));
}

static void json_has_the_stages(void **state)
{
    const struct tp_cli_searching searching = {
        .subjects = 90, .options = {.score_min = 5000, .mode = TP_SEARCH_FAST}, .fpir = 0.01};
    struct tp_candidate candidate = make_candidate();
    const struct tp_candidates some = {&candidate, 1, 90, 80, 70, 60};
    const struct tp_cli_found batch = {"x", files, 2, &some};
    const char *text;
    json_t *root;

    (void)state;
    capture_begin();
    assert_int_equal(tp_cli_found_json(&searching, &batch, NULL), TP_OK);
    text = capture_end();
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
    root = json_loads(text, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(root, "search")), "x");
    assert_string_equal(json_string_value(json_object_get(root, "mode")), "fast");
    assert_int_equal(json_integer_value(json_object_get(root, "screened")), 80);
    assert_int_equal(json_integer_value(json_object_get(root, "refined")), 70);
    assert_int_equal(json_integer_value(json_object_get(root, "compared")), 60);
    assert_true(json_number_value(json_object_get(root, "false_positive_identification_rate")) > 0.009);
    assert_int_equal(json_array_size(json_object_get(root, "candidates")), 1);
    json_decref(root);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(thresholds_come_from_either_rate),
    cmocka_unit_test(prints_what_was_found),
    cmocka_unit_test(says_how_a_threshold_is_derived),
    cmocka_unit_test(json_has_the_stages),
};
TP_TEST_MAIN(tests)
