/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

static const struct checked_case cases[] = {
    {"\21", "17=D0000123", 0, NULL, 400},
    {"\21", "17=D00001234567890", 17, "a device identifier", 500},
    {"\21", "14=0364;15=3640;16=1~1~0;25=DEFINED;27=700~900;28=MA;31=20;32=3", 0, NULL, 0},
    {"\21", "14=0364", 15, "RAU is missing, which RAE needs", 0},
    {"\21", "15=0364", 15, "RAU goes with RAE", 0},
    {"\21", "25=DEFINED", 27, "SSV is missing", 0},
    {"\21", "25=NIR;27=700~900", 27, "SSV goes with EAS DEFINED only", 0},
    {"\21", "25=DEFINED;27=705~900", 27, "no multiple of 10", 0},
    {"\21", "25=DEFINED;27=900~700", 27, "not above the lower one", 0},
    {"\21", "34=C~2~5~5~5~21", 34, "outside the image", 0},
    {"\21", "37=T~L~3~0~0~9~0~9~9", 0, NULL, 0},
    {"\21", "37=T~L~3~0~0~9~0~9~99", 37, "outside the image", 0},
    {"\21", "31=10", 31, "10 is none of", 0},
    {"\21", "28=MISSING", 28, "MISSING is none of", 0},
    {"\21", "3=3", 3, "3 is none of", 0},
};

static void irises_keep_their_rules(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(irises_keep_their_rules),
};
TP_TEST_MAIN(tests)
