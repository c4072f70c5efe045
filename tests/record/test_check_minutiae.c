/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

/* A type-9 record without the standard's own minutiae, and one with the fixed fields of an INCITS 378 block. */
#define EFS "4=U;5!;6!;7!;10!;11!;12!;"
#define BLOCK EFS "126=27~514~12345678;127=APPF~0;128=800;129=768;130=2;131=197;132=197;133=0;134=8;135=90~000F~1;"

static const struct checked_case cases[] = {
    /* the standard's own */
    {"\11", "10=3", 10, "3 minutiae are declared, 2 are there", 0},
    {"\11", "12!", 12, "MRC is missing, which format S needs", 0},
    {"\11", "5!", 5, "?OFR is missing, which format S has", 0},
    {"\11", "12=1~01000100359~10~A^3~02000100000~10~B", 12, "index numbers count up by one", 0},
    {"\11", "12=1~01000100360~10~A^2~02000100000~10~B", 12, "more than 359 degrees", 0},
    {"\11", "12=1~0100010035~10~A^2~02000100000~10~B", 12, "10 characters, at least 11", 0},
    {"\11", "12=1~01000100359~10~A~2^2~02000100000~10~B", 12, "no pair of an index and a ridge count", 0},
    {"\11", "12=1~01000100359~64~A^2~02000100000~10~B", 12, "64 is none of 0..63", 0},
    {"\11", "12=1~01000100359~10~E^2~02000100000~10~B", 12, "E is none of A|B|C|D", 0},
    {"\11", "4=U", 5, "OFR goes with format S only", 0},
    {"\11", "4=U", 12, "?MRC goes with format S only", 400},
    {"\11", "4=X", 4, "X is none of S|U", 0},
    /* the INCITS 378 block */
    {"\11", BLOCK "136=2;137=1~491~260~137~0~100^2~513~329~139~1~254;138=0~0~0^1~2~1;139=1~2~0;140=3~4~5;141=0~0", 0,
     NULL, 0},
    {"\11", BLOCK "136=0", 0, NULL, 0},
    {"\11", BLOCK "136=1", 136, "1 minutiae are declared, 0 are there", 0},
    {"\11", BLOCK "136=1;137=2~1~1~1~0~1", 137, "index numbers", 0},
    {"\11", BLOCK "136=1;137=1~801~1~1~0~1", 137, "x is outside the image", 0},
    {"\11", BLOCK "136=1;137=1~1~769~1~0~1", 137, "y is outside the image", 0},
    {"\11", BLOCK "136=1;137=1~1~1~180~0~1", 137, "180 is none of 0..179", 0},
    {"\11", BLOCK "136=0;139=801~1", 139, "x is outside the image", 0},
    {"\11", BLOCK, 136, "NOM is missing, which an INCITS 378 block needs", 0},
    /* the extended feature set */
    {"\11", EFS "300=2708~2462~0~0;301=-36~30;302=8~DST~R;307=LS~~;320=1~2~3;331=5~5~0~E~10~20", 0, NULL, 0},
    {"\11", EFS "331=5~5~0~E", 300, "ROI is missing, which the extended feature set needs", 0},
    {"\11", EFS "300=2708~2462;331=5~5~0~E;334=Y", 334, "it says that there are no features", 0},
    {"\11", EFS "300=2708~2462;331=5~5~360~E", 331, "?the direction is 360", 0},
    {"\11", EFS "300=2708~2462;331=5~5~361~E", 331, "361 is none of", 0},
    {"\11", EFS "300=2708~2462;307=QQ", 307, "QQ is none of", 0},
};

static void minutiae_are_as_declared(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(minutiae_are_as_declared),
};
TP_TEST_MAIN(tests)
