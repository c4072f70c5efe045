/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

static const struct checked_case cases[] = {
    {"\12", "3=TATTOO;13!;40=TAT ARM;41=10~20;42=TATTOO~PLANT~REDFL~a flower;43=RED~BLACK~~~~", 0, NULL, 0},
    {"\12", "3=SCAR;13!;42=SCAR", 0, NULL, 0},
    {"\12", "13!", 13, "SAP is missing", 0},
    {"\12", "13!", 13, "?SAP is missing", 400},
    {"\12", "3=MARK", 13, "SAP goes with images of a FACE only", 0},
    {"\12", "3=MARK;13!;20=F", 20, "POS goes with images of a FACE only", 0},
    {"\12", "40=TAT ARM", 40, "SMT does not go with an image of this type", 0},
    {"\12", "40=TAT ARM", 40, "?SMT does not go with", 400},
    {"\12", "3=TATTOO;13!;42=TATTOO~PLANT", 42, "the subclass is missing", 0},
    {"\12", "3=TATTOO;13!;42=TATTOO", 42, "the class is missing", 0},
    {"\12", "3=TATTOO;13!;43=~RED", 43, "TC1", 0},
    {"\12", "3=FACES", 3, "FACES is none of", 500},
    {"\12", "3=HEAD1", 3, "only printable characters", 501},
    {"\12", "3=CHEST;13!;40=TAT ARM", 40, "SMT does not go with an image of this type", 0},
    {"\12", "3=CHEST;13!;41=1~1", 0, NULL, 0},
    {"\12", "3=MISSING;13!;40=MISS FOOT;42=SCAR", 0, NULL, 500},
    {"\12", "3=OTHER;13!", 40, "?SMT is missing, whose code", 0},
    {"\12", "3=TATTOO;13!;42=BRANDED", 42, "?the class is missing", 0},
    {"\12", "3=LIP;13!", 0, NULL, 501},
    {"\12", "3=LIP;13!", 3, "LIP is none of", 500},
    {"\12", "3=KNEE;13!", 3, "?it is no image type", 501},
    {"\12", "3=SCAR;13!;42=PIERCING", 0, NULL, 500},
    {"\12", "3=SCAR;13!;42=ZABIBA", 42, "ZABIBA is none of", 501},
    {"\12", "3=SCAR;13!;42=BIRTHMARK", 0, NULL, 502},
    {"\12", "3=SCAR;13!;18=Barrel~E~Mild", 18, "DIST goes with images of a FACE only", 0},
    /* descriptions */
    {"\12", "26=HAT^NO EAR^OTHER a veil^PHYSICAL scar", 0, NULL, 0},
    {"\12", "26=GRIN", 26, "?it is none of the attributes", 0},
    {"\12", "33=ear~3~0~0~9~0~9~9", 33, "ear is none of", 0},
    {"\12", "44=CROP^SNIR", 0, NULL, 0},
    {"\12", "44=CUT", 44, "CUT is none of", 0},
    {"\12", "3=TATTOO;13!;39=1", 39, "?no other record of type 10", 0},
    {"\12", "3=TATTOO;13!;42=TATTOO~CAR~REDFL", 42, "CAR is none of", 0},
    /* profiles */
    {"\12", "13=40;23=VENDOR~ours;26=SMILE;27=BRO;28=BLK^GRY", 0, NULL, 0},
    {"\12", "13=40;23=SCANNER;26=SMILE;27=BRO", 28, "SHC is missing, which profile 40 needs", 0},
    {"\12", "13=50", 26, "SXS is missing, which profile 50 needs", 0},
    {"\12", "13=32", 0, NULL, 0},
    {"\12", "13=2", 13, "2 is none of", 0},
    /* pose and source */
    {"\12", "20=A;21=45", 0, NULL, 0},
    {"\12", "20=F;21=45", 21, "an angle goes with POS A only", 0},
    {"\12", "20=D", 25, "SPA is missing, which POS D needs", 0},
    {"\12", "20=D;25=-180~0~180~0~45~90", 0, NULL, 0},
    {"\12", "25=-181~0~0", 25, "-181 is none of", 0},
    {"\12", "23=VENDOR", 23, "VENDOR needs a description", 0},
    {"\12", "23=SCANNER~ours", 23, "a description goes with VENDOR only", 0},
    {"\12", "23=PAINTER", 23, "PAINTER is none of", 0},
    /* shapes */
    {"\12", "14=0~20~0~20~H;15=C~2~5~5~5~9;33=chin~3~0~0~9~9~0~9;45=T~H~3~0~0~9~9~0~9", 0, NULL, 0},
    {"\12", "14=0~21~0~20", 14, "outside the image", 0},
    {"\12", "15=C~3~5~5~5~9~1~1", 15, "3 points", 0},
    {"\12", "33=chin~3~0~0~1~1~0~0", 33, "are the same", 0},
    {"\12", "45=T~H~3~0~0~99~1~0~5", 45, "outside the image", 0},
    {"\12", "45=D~H~3~0~0~9~1~0~5", 45, "D is none of", 0},
    {"\12", "18=Pincushion~E~Mild", 0, NULL, 0},
    {"\12", "18=Pincushioned~E~Mild", 18, "Pincushioned is none of", 0},
};

static void faces_and_tattoos_have_their_own_fields(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(faces_and_tattoos_have_their_own_fields),
};
TP_TEST_MAIN(tests)
