/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit test includes: cmocka, and a main() that runs a table of tests. */
#ifndef TP_TEST_H
#define TP_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* MANY, or FEW with a sanitizer, which takes ten times as long and learns no more from the others. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TP_TEST_SOME(many, few) (few)
#else
#define TP_TEST_SOME(many, few) (many)
#endif

/* static const struct CMUnitTest tests[] = {cmocka_unit_test(x), ...};  TP_TEST_MAIN(tests) */
#define TP_TEST_MAIN(tests)                                                                                            \
    int main(void)                                                                                                     \
    {                                                                                                                  \
        cmocka_set_message_output(CM_OUTPUT_TAP);                                                                      \
        return cmocka_run_group_tests(tests, NULL, NULL);                                                              \
    }

#endif
