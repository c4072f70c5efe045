/* SPDX-License-Identifier: Apache-2.0 */
/* What examiners say they did with the images: of which form, how much of it, and that it comes into the case's record.
 */
#include "bureau.h"

typedef tp_status check_fn(const struct tp_json_value *value, struct tp_diag *diag);

static tp_status check(check_fn *fn, const char *text)
{
    size_t room = strlen(text) + 16;
    char *object = malloc(room);
    struct tp_json_document *document;
    tp_status status;

    assert_non_null(object);
    snprintf(object, room, "{\"it\":%s}", text);
    assert_int_equal(tp_json_parse(object, strlen(object), &document, NULL), TP_OK);
    status = fn(tp_json_member(tp_json_root(document), "it"), NULL);
    tp_json_document_free(&document);
    free(object);
    return status;
}

static void steps_have_known_members_of_their_kind(void **state)
{
    static const char *const good[] = {
        "[]",
        "[{\"ago\":0,\"step\":\"open\",\"side\":\"probe\",\"print\":3}]",
        "[{\"ago\":604800,\"step\":\"view\",\"side\":\"candidate\",\"print\":0,\"view\":\"original\"}]",
        "[{\"ago\":9,\"step\":\"tone\",\"brightness\":130,\"contrast\":1000,\"inverted\":true}]",
        "[{\"ago\":8,\"step\":\"turn\",\"angle\":359.5}]",
        "[{\"ago\":7,\"step\":\"mark\",\"x\":0,\"y\":65535,\"angle\":0,\"type\":\"bifurcation\"}]",
        "[{\"ago\":6,\"step\":\"pair\",\"x\":1,\"y\":2,\"to_x\":3,\"to_y\":4,\"print\":0,\"to_print\":1}]",
        "[{\"ago\":5,\"step\":\"count\",\"value\":7},{\"ago\":4,\"step\":\"ruler\",\"value\":3.25}]",
        "[{\"ago\":3,\"step\":\"minutiae\",\"on\":false},{\"ago\":2,\"step\":\"note\",\"text\":\"scar\"}]",
    };
    static const char *const bad[] = {
        "{}",
        "[1]",
        "[[]]",
        "[{\"step\":\"open\"}]",
        "[{\"ago\":1}]",
        "[{\"ago\":-1,\"step\":\"open\"}]",
        "[{\"ago\":604801,\"step\":\"open\"}]",
        "[{\"ago\":1.5,\"step\":\"open\"}]",
        "[{\"ago\":1,\"step\":\"score\"}]",
        "[{\"ago\":1,\"step\":\"open view\"}]",
        "[{\"ago\":1,\"step\":\"\"}]",
        "[{\"ago\":1,\"step\":\"open\",\"side\":\"left\"}]",
        "[{\"ago\":1,\"step\":\"open\",\"print\":65536}]",
        "[{\"ago\":1,\"step\":\"view\",\"view\":\"x-ray\"}]",
        "[{\"ago\":1,\"step\":\"turn\",\"angle\":360}]",
        "[{\"ago\":1,\"step\":\"turn\",\"angle\":\"1\"}]",
        "[{\"ago\":1,\"step\":\"tone\",\"inverted\":1}]",
        "[{\"ago\":1,\"step\":\"tone\",\"contrast\":1001}]",
        "[{\"ago\":1,\"step\":\"ruler\",\"value\":1e7}]",
        "[{\"ago\":1,\"step\":\"ruler\",\"value\":-1}]",
        "[{\"ago\":1,\"step\":\"note\",\"text\":7}]",
        "[{\"ago\":1,\"step\":\"note\",\"score\":7}]",
    };

    (void)state;
    assert_int_equal(tp_steps_check(NULL, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_int_equal(check(tp_steps_check, good[i]), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(check(tp_steps_check, bad[i]), TP_E_FORMAT);
}

/* A list of COUNT times ONE. */
static char *repeat(const char *one, size_t count)
{
    size_t room = count * (strlen(one) + 1) + 3, used = 0;
    char *text = malloc(room);

    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, room - used, "%c%s", i ? ',' : '[', one);
    snprintf(text + used, room - used, "]");
    return text;
}

static void there_is_a_most_of_each(void **state)
{
    static const struct {
        check_fn *fn;
        const char *one;
        size_t most;
    } cases[] = {
        {tp_steps_check, "{\"ago\":1,\"step\":\"open\"}", 1000},
        {tp_marks_check, "{\"print\":0,\"x\":1,\"y\":2}", 2000},
    };
    char note[2100];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        char *full = repeat(cases[i].one, cases[i].most), *over = repeat(cases[i].one, cases[i].most + 1);

        assert_int_equal(check(cases[i].fn, full), TP_OK);
        assert_int_equal(check(cases[i].fn, over), TP_E_FORMAT);
        free(full);
        free(over);
    }
    for (int size = 2000; size <= 2001; size++) {
        snprintf(note, sizeof note, "[{\"ago\":1,\"step\":\"note\",\"text\":\"%0*d\"}]", size, 0);
        assert_int_equal(check(tp_steps_check, note), size == 2000 ? TP_OK : TP_E_FORMAT);
    }
}

#define MARK "{\"angle\":30,\"print\":0,\"type\":\"ending\",\"x\":10,\"y\":20}"

static void pairs_are_of_marks_that_there_are(void **state)
{
    static const char *const bad[] = {
        "[]",
        "{\"marks\":[]}",
        "{\"minutiae\":[{\"x\":1,\"y\":1}]}",
        "{\"probe_minutiae\":{}}",
        "{\"steps\":[{}]}",
        "{\"pairs\":[{\"probe\":0,\"candidate\":0}]}",
        "{\"probe_minutiae\":[" MARK "],\"pairs\":[{\"probe\":0,\"candidate\":0}]}",
        "{\"probe_minutiae\":[" MARK "],\"minutiae\":[" MARK "],\"pairs\":[{\"probe\":1,\"candidate\":0}]}",
        "{\"probe_minutiae\":[" MARK "],\"minutiae\":[" MARK "],\"pairs\":[{\"probe\":-1,\"candidate\":0}]}",
        "{\"probe_minutiae\":[" MARK "],\"minutiae\":[" MARK "],\"pairs\":[{\"probe\":0}]}",
    };

    (void)state;
    assert_int_equal(tp_work_check(NULL, NULL), TP_OK);
    assert_int_equal(check(tp_work_check, "{}"), TP_OK);
    assert_int_equal(check(tp_work_check, "{\"probe_minutiae\":[" MARK "," MARK "],\"minutiae\":[" MARK
                                          "],\"pairs\":[{\"probe\":1,\"candidate\":0}],\"steps\":[]}"),
                     TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(check(tp_work_check, bad[i]), TP_E_FORMAT);
}

/* ---- in the record of the case -------------------------------------------------------------------------------------
 */

#define STEPS "\"steps\":[{\"ago\":4,\"print\":0,\"side\":\"probe\",\"step\":\"view\",\"view\":\"thin\"}]"
#define WORK                                                                                                           \
    "{\"minutiae\":[" MARK "],\"pairs\":[{\"candidate\":0,\"probe\":0}],\"probe_minutiae\":[" MARK "]," STEPS "}"

static tp_status ask(struct bureau *bureau, const char *operation, const char *task, const char *candidate,
                     const char *input)
{
    return bureau_ask(bureau, operation, &(struct bureau_call){"ann", BUREAU_EXAMINER, {task, candidate}, input, {0}});
}

static void assert_replies(struct bureau *bureau, const char *words)
{
    assert_non_null(strstr(bureau->reply, words));
}

static void it_is_in_the_record_of_the_case(void **state)
{
    static struct bureau bureau;
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES], candidate[TP_EXCHANGE_ID_BYTES];

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(ask(&bureau, "recordAnalysis", task, NULL,
                         "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\"," STEPS "}"),
                     TP_OK);
    assert_replies(&bureau, STEPS);
    snprintf(candidate, sizeof candidate, "%s", bureau_candidate(&bureau, 0));
    assert_int_equal(ask(&bureau, "recordConclusion", task, candidate,
                         "{\"conclusion\":\"exclusion\",\"reason\":\"" BUREAU_REASON "\",\"work\":{\"score\":1}}"),
                     TP_E_FORMAT);
    assert_int_equal(ask(&bureau, "recordConclusion", task, candidate,
                         "{\"conclusion\":\"exclusion\",\"reason\":\"" BUREAU_REASON "\",\"work\":" WORK "}"),
                     TP_OK);
    assert_replies(&bureau, "\"work\":" WORK);
    assert_int_equal(ask(&bureau, "correctConclusion", task, candidate,
                         "{\"conclusion\":\"inconclusive\",\"reason\":\"" BUREAU_REASON "\",\"work\":{}}"),
                     TP_OK);
    assert_int_equal(
        bureau_ask(&bureau, "getCase", &(struct bureau_call){"eve", TP_DUTY_BIT(AUDITOR), {id}, NULL, {0}}), TP_OK);
    assert_replies(&bureau, "\"work\":" WORK);
    assert_replies(&bureau, "\"correction_work\":{}");
    assert_replies(&bureau, STEPS);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(steps_have_known_members_of_their_kind),
    cmocka_unit_test(there_is_a_most_of_each),
    cmocka_unit_test(pairs_are_of_marks_that_there_are),
    cmocka_unit_test(it_is_in_the_record_of_the_case),
};
TP_TEST_MAIN(tests)
