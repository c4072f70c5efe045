/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "api/api.h"

static const struct tp_operation *operation_at(size_t place)
{
    for (const struct tp_part *const *part = tp_api_parts; *part; part++)
        for (const struct tp_operation *at = (*part)->operations; at && at->id; at++)
            if (place-- == 0)
                return at;
    return NULL;
}

static void operations_are_whole(void **state)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    const struct tp_operation *at;

    (void)state;
    for (size_t i = 0; (at = operation_at(i)); i++) {
        bool known = false;
        for (size_t m = 0; m < TP_ARRAY_LENGTH(methods); m++)
            known = known || strcmp(methods[m], at->method) == 0;
        assert_true(known);
        assert_non_null(at->run);
        assert_int_equal(at->path[0], '/');
        assert_true(strcmp(at->method, "GET") != 0 || at->body_max_bytes == 0);
        assert_true(!(at->flags & (TP_OPERATION_PUBLIC | TP_OPERATION_WIRE)) == (at->duties != 0));
        assert_true(at->duties >> TP_DUTIES == 0);
    }
}

static void no_two_are_the_same(void **state)
{
    const struct tp_operation *a, *b;

    (void)state;
    for (size_t i = 0; (a = operation_at(i)); i++)
        for (size_t j = 0; j < i && (b = operation_at(j)); j++) {
            assert_string_not_equal(a->id, b->id);
            assert_false(strcmp(a->method, b->method) == 0 && strcmp(a->path, b->path) == 0);
        }
}

static const struct tp_job_kind *job_at(size_t place)
{
    for (const struct tp_part *const *part = tp_api_parts; *part; part++)
        for (const struct tp_job_kind *at = (*part)->jobs; at && at->name; at++)
            if (place-- == 0)
                return at;
    return NULL;
}

/* Of two kinds with one name the second would never be done. */
static void no_two_jobs_are_the_same(void **state)
{
    const struct tp_job_kind *a, *b;

    (void)state;
    for (size_t i = 0; (a = job_at(i)); i++)
        for (size_t j = 0; j < i && (b = job_at(j)); j++)
            assert_string_not_equal(a->name, b->name);
}

/* Who keeps the accounts sees no person's data; who audits changes nothing. */
static void who_watches_does_not_act(void **state)
{
    static const char *const harmless[] = {"endSession", "changePassword", "previewDecision"};
    const struct tp_operation *at;

    (void)state;
    for (size_t i = 0; (at = operation_at(i)); i++) {
        bool allowed = strcmp(at->method, "GET") == 0;
        for (size_t h = 0; h < TP_ARRAY_LENGTH(harmless); h++)
            allowed = allowed || strcmp(at->id, harmless[h]) == 0;
        if (at->flags & TP_OPERATION_PERSONAL && at->duties & TP_DUTY_BIT(ADMINISTRATOR))
            fail_msg("the administrator may not do %s", at->id);
        if (!allowed && at->duties & TP_DUTY_BIT(AUDITOR))
            fail_msg("the auditor may not do %s", at->id);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(operations_are_whole),
    cmocka_unit_test(no_two_are_the_same),
    cmocka_unit_test(no_two_jobs_are_the_same),
    cmocka_unit_test(who_watches_does_not_act),
};
TP_TEST_MAIN(tests)
