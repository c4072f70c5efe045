/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "person/person.h"

static void jobs_are_of_this_part(void **state)
{
    (void)state;
    assert_string_equal(tp_person_part.name, "person");
    for (const struct tp_job_kind *kind = tp_person_part.jobs; kind->name; kind++) {
        assert_int_equal(strncmp(kind->name, "person.", 7), 0);
        assert_non_null(kind->run);
    }
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(jobs_are_of_this_part)};
TP_TEST_MAIN(tests)
