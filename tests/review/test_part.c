/* SPDX-License-Identifier: Apache-2.0 */
/* The table of operations: who may, by each duty, and what each needs. */
#include "bureau.h"

static void each_duty_gets_its_own_operations(void **state)
{
    static const struct {
        const char *prefix;
        uint32_t duties;
    } rows[] = {
        {"/v1/tasks", TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER)},
        {"/v1/discretions/{discretion}/decision", TP_DUTY_BIT(RELEASING_OFFICER)},
        {"/v1/discretions/{discretion}", TP_DUTY_BIT(RELEASING_OFFICER) | TP_DUTY_BIT(AUDITOR)},
        {"/v1/discretions", TP_DUTY_BIT(RELEASING_OFFICER)},
        {"/v1/cases", TP_DUTY_BIT(AUDITOR)},
        {"/v1/examiners", TP_DUTY_BIT(AUDITOR)},
    };
    size_t count = 0;

    (void)state;
    for (const struct tp_operation *operation = tp_review_part.operations; operation->id; operation++, count++) {
        bool found = false;

        for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
            if (strncmp(operation->path, rows[i].prefix, strlen(rows[i].prefix)) != 0)
                continue;
            found = true;
            assert_int_equal(operation->duties, rows[i].duties);
            break;
        }
        assert_true(found);
        assert_true(operation->flags & TP_OPERATION_CASE);
        assert_non_null(operation->run);
    }
    assert_int_equal(count, 20);
}

/* Auditors change nothing, and nothing is changed by reading. */
static void auditors_only_read(void **state)
{
    (void)state;
    for (const struct tp_operation *operation = tp_review_part.operations; operation->id; operation++) {
        if (operation->duties & TP_DUTY_BIT(AUDITOR))
            assert_string_equal(operation->method, "GET");
        assert_int_equal(operation->body_max_bytes > 0,
                         strcmp(operation->method, "POST") == 0 && strcmp(operation->id, "claimTask") != 0);
    }
}

static void nobody_without_the_duty_gets_in(void **state)
{
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (const struct tp_operation *operation = tp_review_part.operations; operation->id; operation++) {
        for (unsigned duty = 0; duty < TP_DUTIES; duty++) {
            tp_status status = bureau_ask(&bureau, operation->id,
                                          &(struct bureau_call){"eve", 1u << duty, {"a", "b", "c", "d"}, "{}", {0}});

            assert_int_equal(status == TP_E_DENIED, !(operation->duties >> duty & 1));
        }
    }
    bureau_close(&bureau);
}

static void the_jobs_have_names_of_the_part(void **state)
{
    (void)state;
    for (const struct tp_job_kind *job = tp_review_part.jobs; job->name; job++) {
        assert_int_equal(strncmp(job->name, "review.", 7), 0);
        assert_non_null(job->run);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_duty_gets_its_own_operations),
    cmocka_unit_test(auditors_only_read),
    cmocka_unit_test(nobody_without_the_duty_gets_in),
    cmocka_unit_test(the_jobs_have_names_of_the_part),
};
TP_TEST_MAIN(tests)
