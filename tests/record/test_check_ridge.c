/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

static const struct checked_case cases[] = {
    /* type 4 */
    {"\4", "4=1^2^3^255^255^255", 0, NULL, 0},
    {"\4", "4=255^255^255^255^255^255", 4, "the first position is 255", 0},
    {"\4", "4=1^255^2^255^255^255", 4, "a position after 255", 0},
    {"\4", "3=4", 3, "4 is none of", 0},
    {"\4", "3=4", 0, NULL, 400},
    {"\4", "6=9", 6, "9 is none of", 0},
    {"\4", "8=2", 8, "2 is none of 0|1", 0},
    {"\4", "5=2", 5, "2 is none of 0|1", 0},
    /* position 19 and its descriptors */
    {"\16", "13=19;14=1~EJI;15=FV1~NA~0~9~0~9^FV1~DST~0~9~0~5^TIP~NA~0~9~5~9", 0, NULL, 0},
    {"\16", "13=19;14=0~EJI", 14, "0 is none of 1..10|16|17", 0},
    {"\16", "13=19", 14, "PPD is missing, which position 19 needs", 0},
    {"\16", "13=19", 14, "?PPD is missing", 400},
    {"\16", "14=1~EJI", 14, "PPD goes with position 19", 0},
    {"\16", "15=FV1~NA~0~9~0~9", 15, "PPC goes with position 19", 0},
    {"\16", "13=19;14=1~EJI;15=TIP~DST~0~9~0~9", 15, "a tip has no segment", 0},
    {"\16", "13=19;14=1~EJI;15=NA~NA~0~9~0~9", 15, "neither a view nor a segment", 0},
    {"\16", "13=19;14=1~EJI;15=NA~PRX~0~9~0~9", 0, NULL, 0},
    {"\15", "13=0^19;14=0~FV1", 0, NULL, 0},
    {"\15", "13=0^19", 14, "SPD is missing, which position 19 needs", 0},
    {"\15", "14=0~FV1", 14, "SPD goes with position 19", 0},
    /* fingers of slaps */
    {"\16", "13=14;21=7~0~5~0~9^8~5~9~0~9;22=7~1^8~255;23=7~100~FFFF~1^8~254~0000~65535;24=7~1~1A2B~1", 0, NULL, 0},
    {"\16", "13=14;22=7~1^7~2", 22, "finger 7 is there twice", 0},
    {"\16", "13=14;24=7~1~1A2B~1^7~2~1A2B~2", 0, NULL, 0},
    {"\16", "13=14;22=2~1", 22, "?finger 2 is none of the image, whose fingers are 7..10", 0},
    {"\16", "13=14;22=7~6", 22, "6 is none of 1..5|254|255", 0},
    {"\16", "13=14;23=7~100~FFFF~1", 23, "finger 7 has no segment", 0},
    {"\16", "13=14;25=7~3~0~0~9~0~9~9;23=7~100~FFFF~1", 0, NULL, 0},
    {"\16", "13=13;21=2~0~30~0~9", 21, "outside the image", 0},
    {"\16", "13=14;3=1", 3, "?a rolled impression", 0},
    {"\16", "13=14;3=2", 0, NULL, 0},
    /* type 19 */
    {"\23", "19=64~3~0~0~9~0~9~9", 0, NULL, 0},
    {"\23", "19=64~3~0~0~29~0~9~9", 19, "outside the image", 0},
    {"\23", "13=59", 13, "59 is none of", 0},
    /* types 13 and 15 */
    {"\17", "18=83~XX;24=21~50~1A2B~1", 0, NULL, 0},
    {"\17", "13=1", 13, "1 is none of", 0},
    {"\17", "24=1~50~1A2B~1", 24, "1 is none of", 0},
    {"\15", "3=0", 3, "0 is none of", 0},
    {"\15", "3=32", 0, NULL, 500},
    {"\15", "13=13", 13, "?position 13 is not for latent prints", 0},
    {"\15", "13=0^19;14=0~TPP;15=TPP~NA~0~9~0~9", 0, NULL, 0},
    {"\17", "3=28", 0, NULL, 400},
    {"\15", "24=0~101~1A2B~1", 24, "101 is none of", 0},
};

static void positions_segments_and_fingers_hold(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(positions_segments_and_fingers_hold),
};
TP_TEST_MAIN(tests)
