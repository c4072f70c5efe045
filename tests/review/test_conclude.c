/* SPDX-License-Identifier: Apache-2.0 */
/* What examiners put on record: in which order, once, and in words. */
#include "bureau.h"

struct scene {
    struct bureau bureau;
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES], candidate[TP_EXCHANGE_ID_BYTES];
};

static void begin(struct scene *scene)
{
    bureau_open(&scene->bureau);
    bureau_simple_case(&scene->bureau, "0", scene->id);
    assert_int_equal(bureau_claim(&scene->bureau, "ann", BUREAU_EXAMINER, scene->task), TP_OK);
}

static void analyse(struct scene *scene)
{
    assert_int_equal(bureau_analyse(&scene->bureau, "ann", scene->task, true), TP_OK);
    snprintf(scene->candidate, sizeof scene->candidate, "%s", bureau_candidate(&scene->bureau, 0));
}

static tp_status ask(struct scene *scene, const char *operation, const char *input)
{
    return bureau_ask(&scene->bureau, operation,
                      &(struct bureau_call){"ann", BUREAU_EXAMINER, {scene->task, scene->candidate}, input, {0}});
}

static void analysis_comes_first_and_stays(void **state)
{
    static struct scene scene;

    (void)state;
    begin(&scene);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(scene.bureau.answer), "candidates")), 0);
    assert_int_equal(bureau_say(&scene.bureau, "recordConclusion", "ann", scene.task, "x", "exclusion"),
                     TP_E_NOT_FOUND);
    analyse(&scene);
    assert_string_equal(bureau_text(&scene.bureau, "state"), "analysed");
    assert_int_equal(bureau_analyse(&scene.bureau, "ann", scene.task, false), TP_E_CONFLICT);
    assert_int_equal(bureau_say(&scene.bureau, "recordConclusion", "ben", scene.task, scene.candidate, "exclusion"),
                     TP_E_NOT_FOUND);
    bureau_close(&scene.bureau);
}

static void a_conclusion_is_final_and_a_correction_stands_beside_it(void **state)
{
    static struct scene scene;
    struct tp_task task;

    (void)state;
    begin(&scene);
    analyse(&scene);
    assert_int_equal(bureau_say(&scene.bureau, "correctConclusion", "ann", scene.task, scene.candidate, "exclusion"),
                     TP_E_CONFLICT);
    assert_int_equal(bureau_say(&scene.bureau, "recordConclusion", "ann", scene.task, scene.candidate, "exclusion"),
                     TP_OK);
    assert_string_equal(bureau_text(&scene.bureau, "state"), "concluded");
    assert_int_equal(
        bureau_say(&scene.bureau, "recordConclusion", "ann", scene.task, scene.candidate, "identification"),
        TP_E_CONFLICT);
    assert_int_equal(bureau_say(&scene.bureau, "correctConclusion", "ann", scene.task, scene.candidate, "exclusion"),
                     TP_E_CONFLICT);
    assert_int_equal(
        bureau_say(&scene.bureau, "correctConclusion", "ann", scene.task, scene.candidate, "identification"), TP_OK);
    assert_int_equal(bureau_say(&scene.bureau, "correctConclusion", "ann", scene.task, scene.candidate, "inconclusive"),
                     TP_E_CONFLICT);
    assert_int_equal(tp_task_read(scene.bureau.exchange, scene.task, &task, NULL), TP_OK);
    assert_int_equal(task.candidates[0].conclusion, TP_EXCLUSION);
    assert_int_equal(task.candidates[0].corrected, TP_IDENTIFICATION);
    tp_task_deinit(&task);
    bureau_examine(&scene.bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_false(bureau_outcome(&scene.bureau, scene.id).settled); /* who corrects is looked after */
    bureau_examine(&scene.bureau, "sue", BUREAU_SENIOR, "identification");
    assert_true(bureau_outcome(&scene.bureau, scene.id).match);
    assert_int_equal(bureau_leaves(&scene.bureau, TP_LEAF_REVIEW, "exclusion", "no"), 1);
    bureau_close(&scene.bureau);
}

static void a_correction_after_the_end_changes_nothing_by_itself(void **state)
{
    static struct scene scene;

    (void)state;
    begin(&scene);
    analyse(&scene);
    assert_int_equal(
        bureau_say(&scene.bureau, "recordConclusion", "ann", scene.task, scene.candidate, "identification"), TP_OK);
    bureau_examine(&scene.bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_int_equal(bureau_say(&scene.bureau, "correctConclusion", "ann", scene.task, scene.candidate, "exclusion"),
                     TP_OK);
    assert_true(bureau_outcome(&scene.bureau, scene.id).match);
    fixture_work(&scene.bureau.fixture, 100);
    assert_int_equal(*bureau_settled(), 1);
    bureau_close(&scene.bureau);
}

static void a_probe_without_value_is_compared_with_nothing(void **state)
{
    static struct scene scene;

    (void)state;
    begin(&scene);
    assert_int_equal(bureau_analyse(&scene.bureau, "ann", scene.task, false), TP_OK);
    assert_string_equal(bureau_text(&scene.bureau, "state"), "concluded");
    assert_int_equal(bureau_claim(&scene.bureau, "ben", BUREAU_EXAMINER, scene.task), TP_OK);
    assert_int_equal(bureau_analyse(&scene.bureau, "ben", scene.task, false), TP_OK);
    bureau_examine(&scene.bureau, "sue", BUREAU_SENIOR, "exclusion");
    assert_true(bureau_outcome(&scene.bureau, scene.id).settled);
    assert_int_equal(bureau_leaves(&scene.bureau, TP_LEAF_REVIEW, "inconclusive", "no"), 2);
    bureau_close(&scene.bureau);
}

static void what_is_sent_is_checked(void **state)
{
    static const char *const analyses[] = {
        "{}",
        "{\"value\":\"yes\",\"prints\":[0],\"text\":\"one clear loop\"}",
        "{\"value\":true,\"prints\":[],\"text\":\"one clear loop\"}",
        "{\"value\":true,\"prints\":0,\"text\":\"one clear loop\"}",
        "{\"value\":true,\"prints\":[-1],\"text\":\"one clear loop\"}",
        "{\"value\":true,\"prints\":[0],\"text\":\"ok\"}",
        "{\"value\":true,\"prints\":[0]}",
        "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\",\"score\":1}",
        "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\",\"minutiae\":{}}",
        "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\",\"minutiae\":[{\"print\":0,\"x\":1}]}",
        "{\"value\":true,\"prints\":[0],\"text\":\"one clear "
        "loop\",\"minutiae\":[{\"print\":0,\"x\":1,\"y\":2,\"z\":3}]}",
        "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\","
        "\"minutiae\":[{\"print\":0,\"x\":1,\"y\":2,\"angle\":360}]}",
        "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\","
        "\"minutiae\":[{\"print\":0,\"x\":1,\"y\":2,\"type\":\"delta\"}]}",
    };
    static const char *const conclusions[] = {
        "{}",
        "{\"conclusion\":\"identification\"}",
        "{\"conclusion\":\"match\",\"reason\":\"" BUREAU_REASON "\"}",
        "{\"conclusion\":\"identification\",\"reason\":\"same\"}",
        "{\"conclusion\":\"identification\",\"reason\":\"" BUREAU_REASON "\",\"all\":true}",
    };
    static struct scene scene;

    (void)state;
    begin(&scene);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(analyses); i++)
        assert_int_equal(ask(&scene, "recordAnalysis", analyses[i]), TP_E_FORMAT);
    assert_int_equal(ask(&scene, "recordAnalysis",
                         "{\"value\":true,\"prints\":[0,1],\"text\":\"one clear loop\",\"minutiae\":[{\"print\":0,"
                         "\"x\":1,\"y\":2,\"angle\":12.5,\"type\":\"ending\"}]}"),
                     TP_OK);
    snprintf(scene.candidate, sizeof scene.candidate, "%s", bureau_candidate(&scene.bureau, 0));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(conclusions); i++)
        assert_int_equal(ask(&scene, "recordConclusion", conclusions[i]), TP_E_FORMAT);
    assert_int_equal(ask(&scene, "recordConclusion", NULL), TP_E_FORMAT);
    bureau_close(&scene.bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(analysis_comes_first_and_stays),
    cmocka_unit_test(a_conclusion_is_final_and_a_correction_stands_beside_it),
    cmocka_unit_test(a_correction_after_the_end_changes_nothing_by_itself),
    cmocka_unit_test(a_probe_without_value_is_compared_with_nothing),
    cmocka_unit_test(what_is_sent_is_checked),
};
TP_TEST_MAIN(tests)
