/* SPDX-License-Identifier: Apache-2.0 */
/* Prints of a task: when they are given, as what, and that each look is on record. */
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

static tp_status probe(struct scene *scene, const char *operation, const char *print, const char *view)
{
    return bureau_ask(&scene->bureau, operation,
                      &(struct bureau_call){"ann", BUREAU_EXAMINER, {scene->task, print, view}, NULL, {0}});
}

static tp_status candidate(struct scene *scene, const char *operation, const char *print, const char *view)
{
    return bureau_ask(&scene->bureau, operation,
                      &(struct bureau_call){
                          "ann", BUREAU_EXAMINER, {scene->task, scene->candidate, print, view}, NULL, {"probe", "1"}});
}

static void candidates_come_after_the_analysis(void **state)
{
    static struct scene scene;

    (void)state;
    begin(&scene);
    assert_int_equal(probe(&scene, "getProbeImage", "0", NULL), TP_OK);
    assert_memory_equal(scene.bureau.bytes, "\x89PNG", 4);
    assert_int_equal(probe(&scene, "getProbeMinutiae", "0", NULL), TP_E_CONFLICT); /* would lead the eye */
    assert_int_equal(probe(&scene, "getProbeMinutiae", "1", NULL), TP_OK);         /* there is nothing else of it */
    assert_int_equal(candidate(&scene, "getCandidateImage", "0", NULL), TP_E_CONFLICT);
    analyse(&scene);
    assert_int_equal(probe(&scene, "getProbeMinutiae", "0", NULL), TP_OK);
    assert_int_equal(candidate(&scene, "getCandidateImage", "0", NULL), TP_OK);
    assert_memory_equal(scene.bureau.bytes, "\x89PNG", 4);
    assert_int_equal(candidate(&scene, "getCandidateMinutiae", "1", NULL), TP_OK);
    assert_int_equal(candidate(&scene, "getCandidateView", "0", "binarise"), TP_OK);
    bureau_close(&scene.bureau);
}

static void pairs_tell_the_score_and_come_last(void **state)
{
    static struct scene scene;

    (void)state;
    begin(&scene);
    analyse(&scene);
    assert_int_equal(candidate(&scene, "getCandidatePairs", "1", NULL), TP_E_CONFLICT);
    assert_int_equal(
        bureau_say(&scene.bureau, "recordConclusion", "ann", scene.task, scene.candidate, "identification"), TP_OK);
    assert_int_equal(candidate(&scene, "getCandidatePairs", "1", NULL), TP_E_CONFLICT);
    bureau_examine(&scene.bureau, "ben", BUREAU_EXAMINER, "identification");
    assert_int_equal(candidate(&scene, "getCandidatePairs", "1", NULL), TP_OK);
    assert_non_null(strstr(scene.bureau.reply, "\"pairs\":[{"));
    assert_int_equal(
        bureau_ask(&scene.bureau, "getCandidatePairs",
                   &(struct bureau_call){"ann", BUREAU_EXAMINER, {scene.task, scene.candidate, "1"}, NULL, {0}}),
        TP_E_NOT_FOUND);
    bureau_close(&scene.bureau);
}

static void numbers_that_are_none_are_not_there(void **state)
{
    static const char *const numbers[] = {"2", "-1", "", "x", "0x0", "000000", "99999999999999999999"};
    static struct scene scene;

    (void)state;
    begin(&scene);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(numbers); i++)
        assert_int_equal(probe(&scene, "getProbeImage", numbers[i], NULL), TP_E_NOT_FOUND);
    assert_int_equal(probe(&scene, "getProbeView", "0", "horoscope"), TP_E_NOT_FOUND);
    analyse(&scene);
    snprintf(scene.candidate, sizeof scene.candidate, "person-1");
    assert_int_equal(candidate(&scene, "getCandidateImage", "0", NULL), TP_E_NOT_FOUND);
    bureau_close(&scene.bureau);
}

static void each_look_is_on_record(void **state)
{
    static const char *const owners[] = {"booking/b-0", "booking/p-1-0"};
    static struct scene scene;
    uint64_t before, after;

    (void)state;
    begin(&scene);
    analyse(&scene);
    for (size_t i = 0; i < 2; i++) {
        const struct tp_store_query notes = {.kind = "access", .link = owners[i], .due_until_s = TP_STORE_NEVER};

        assert_int_equal(tp_entry_count(scene.bureau.exchange, &notes, &before, NULL), TP_OK);
        assert_int_equal(i == 0 ? probe(&scene, "getProbeImage", "0", NULL)
                                : candidate(&scene, "getCandidateImage", "0", NULL),
                         TP_OK);
        assert_int_equal(tp_entry_count(scene.bureau.exchange, &notes, &after, NULL), TP_OK);
        assert_int_equal(after, before + 1);
    }
    bureau_close(&scene.bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(candidates_come_after_the_analysis),
    cmocka_unit_test(pairs_tell_the_score_and_come_last),
    cmocka_unit_test(numbers_that_are_none_are_not_there),
    cmocka_unit_test(each_look_is_on_record),
};
TP_TEST_MAIN(tests)
