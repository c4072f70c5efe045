/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

static const struct checked_case cases[] = {
    /* places on the earth */
    {"\16", "998=20200229120000Z~39~37~45.8394~79~57~21.96~380~WGS84~17S~589588~4387146~street~UTM-MGRS~text", 0, NULL,
     0},
    {"\16", "998=~-90~~~-180", 0, NULL, 0},
    {"\16", "998=~39.5~~~79.25", 0, NULL, 0},
    {"\16", "998=~39~37.5~~79~57.1", 0, NULL, 0},
    {"\16", "998=~90.5~~~79", 998, "out of range, which ends at 90", 0},
    {"\16", "998=~39~~~-181", 998, "out of range, which ends at 180", 0},
    {"\16", "998=~39~~~79~~~-422.5", 998, "it is not from -422 to 8848", 0},
    {"\16", "998=~39~~~79~~~8848", 0, NULL, 0},
    {"\16", "998=~39~60~~79", 998, "out of range, which ends at 60", 0},
    {"\16", "998=~39~-1~~79", 998, "out of range", 0},
    {"\16", "998=~39.5~30~~79", 998, "may not follow a value with a fraction", 0},
    {"\16", "998=~39~~30~79", 998, "may not follow one that is missing", 0},
    {"\16", "998=~39", 998, "latitude and longitude go together", 0},
    {"\16", "998=~~~~79", 998, "latitude and longitude go together", 0},
    {"\16", "998=~north~~~79", 998, "only digits and signs", 0},
    {"\16", "998=~~~~~~~~~61S~589588~4387146", 998, "it is no zone", 0},
    {"\16", "998=~~~~~~~~~17O~589588~4387146", 998, "it is no zone", 0},
    {"\16", "998=~~~~~~~~~00C~589588~4387146", 998, "it is no zone", 0},
    {"\16", "998=~~~~~~~~~1X~589588", 998, "go together", 0},
    {"\16", "998=~~~~~~~~~~~~~OSI", 998, "system and value go together", 0},
    /* references to records of types 20 and 21 */
    {"\24\16", "997=1", 0, NULL, 0},
    {"\24\16", "997=1^2", 997, "there is no record of type 20 with number 2", 0},
    {"\25\16", "995=1~5", 0, NULL, 0},
    {"\16", "995=1", 995, "there is no record of type 21 with number 1", 0},
    /* data and what is said of them */
    {"\16", "999=@400;996=8c2c6dd6f4a9ab5d4c1f5bd6b7a4b1d1f1a1f0a3f5a6b7c8d9e0f1a2b3c4d5e6", 996, "not the SHA-256", 0},
    {"\24", "994!", 994, "neither EFR", 0},
    {"\24", "999=@9", 994, "although 999 DATA is there", 0},
    {"\24", "994!;999=abc;996=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 0, NULL, 0},
    {"\24", "994!;999=abc;996=BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", 0, NULL, 0},
    {"\2\16", "992=0", 0, NULL, 0},
    {"\2\16", "992=1", 992, "there is no record of type 2 with IDC 1", 0},
    /* polygons */
    {"\16", "25=1~3~0~0~20~0~20~20", 0, NULL, 0},
    {"\16", "25=1~3~0~0~21~0~20~20", 25, "x 21 is outside the image, which is 20 wide", 0},
    {"\16", "25=1~3~0~0~20~21~20~20", 25, "y 21 is outside the image, which is 20 high", 0},
    {"\16", "25=1~4~0~0~20~0~20~20", 25, "4 points need 8 coordinates, there are 6", 0},
    {"\16", "25=1~3~0~0~5~5~0~0", 25, "points 1 and 3 of the shape are the same", 0},
    {"\16", "25=1~2~0~0~5~5", 25, "2 is none of 3..99", 0},
    {"\21", "33=C~2~5~5~5~9;34=P~4~0~0~9~0~9~9~0~9", 0, NULL, 0},
    {"\21", "33=E~3~5~5~5~9~8~5", 0, NULL, 0},
    {"\21", "33=C~3~5~5~5~9~1~1", 33, "3 points, a shape of code C has 2", 0},
    {"\21", "33=P~2~5~5~5~9", 33, "2 points, a shape of code P has 3 or more", 0},
    /* boxes */
    {"\16", "21=1~0~20~0~20", 0, NULL, 0},
    {"\16", "21=1~5~4~0~20", 21, "4 is less than 5 before it", 0},
    {"\16", "21=1~0~21~0~20", 21, "21 is outside the image, which ends at 20", 0},
    {"\16", "21=1~5~5~0~20", 21, "the box has no extent", 0},
    {"\15", "13=19;14=1~EJI;15=FV1~NA~5~5~0~20", 15, "?the box has no extent", 0},
};

static void places_shapes_and_references_hold(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(places_shapes_and_references_hold),
};
TP_TEST_MAIN(tests)
