/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "checked.h"

/* Headers of images of 20 x 20 pixels, as changes of 999. */
#define WSQ20x20 "11=WSQ20;999=%ff%a0%ff%a8%00%04hi%ff%a2%00%11%00%ff%00%14%00%14%00%00%00%00%00%00%00%00%00"
#define JPEG20x20(app) "11=JPEGB;999=%ff%d8%ff%e0%00%10" app "%00%01%01%00%00%01%00%01%00%00%ff%c0%00%0b%08%00%14%00%14"
#define JP2_20x20                                                                                                      \
    "11=JP2;999=%00%00%00%0cjP  %0d%0a%87%0a%00%00%00%14ftypjp2 %00%00%00%00jp2 %00%00%00%2djp2h%00%00%00%16ihdr"      \
    "%00%00%00%14%00%00%00%14%00%01%07%07%00%00"
#define CODESTREAM20x20                                                                                                \
    "11=JP2;999=%ff%4f%ff%51%00%29%00%00%00%00%00%18%00%00%00%14%00%00%00%04%00%00%00%00%00%00%00%00"
#define PNG20x20 "11=PNG;999=%89PNG%0d%0a%1a%0a%00%00%00%0dIHDR%00%00%00%14%00%00%00%14%08%00%00%00%00"

static const struct checked_case cases[] = {
    /* what goes with an image */
    {"\16", "9!", 9, "THPS (transmitted horizontal pixel scale) is missing, which goes with an image", 0},
    {"\16", "11!", 11, "CGA (compression algorithm) is missing", 0},
    {"\21", "13!", 13, "CSP (color space) is missing", 0},
    {"\16", "999!", 999, "DATA (image) is missing", 0},
    {"\16", "6!;7!;8!;9!;10!;11!;12!;999!;18=1~UP", 0, NULL, 0},
    {"\16", "6!;7!;8!;9!;10!;11!;12!;999!;18=1~UP", 999, "DATA (image) is missing", 400},
    {"\16", "999!;18=1~UP", 6, "?it goes with an image", 0},
    {"\21", "6!;7!;8!;9!;10!;11!;12!;13!;999!;28=UC", 0, NULL, 0},
    {"\12", "999!", 999, "DATA (image) is missing", 0},
    {"\12", "999!;994=file", 0, NULL, 0},
    {"\15", "999!", 999, "DATA (latent friction ridge image) is missing", 0},
    /* sizes */
    {"\16", "999=@399", 999, "399 bytes do not hold the 20 x 20 pixels", 0},
    {"\16", "999=@401", 999, "?401 bytes, 400 would hold", 0},
    {"\12", "12=RGB;999=@1200", 0, NULL, 0},
    {"\4", "9=@399", 9, "399 bytes do not hold", 0},
    {"\16", WSQ20x20, 0, NULL, 0},
    {"\16", WSQ20x20 ";6=21", 6, "?21 x 20 pixels are declared, the image has 20 x 20", 0},
    {"\16", JPEG20x20("JFIF"), 0, NULL, 0},
    {"\16", JPEG20x20("JFIF") ";7=30", 6, "?20 x 30 pixels are declared", 0},
    {"\16", JP2_20x20, 0, NULL, 0},
    {"\16", JP2_20x20 ";7=30", 6, "?20 x 30 pixels are declared, the image has 20 x 20", 0},
    {"\16", CODESTREAM20x20, 0, NULL, 0},
    {"\16", PNG20x20, 0, NULL, 0},
    {"\16", PNG20x20 ";6=99", 6, "?99 x 20 pixels are declared", 0},
    /* formats */
    {"\16", JPEG20x20("Exif"), 999, "the JPEG image is no JFIF file", 0},
    {"\16", JPEG20x20("Exif"), 999, "?the JPEG image is no JFIF file", 400},
    {"\16", PNG20x20 ";11=WSQ20", 11, "WSQ is declared, the image is PNG", 0},
    {"\16", "11=JP2L", 11, "JPEG 2000 is declared, the image is something else", 0},
    {"\16", "11=WSQ20;999=%ff%a0%ff%a8%00%04hi%ff", 999, "the WSQ image has no readable header", 0},
    {"\16", "11=PNG;999=%89PNG%0d%0a%1a%0a%00%00", 999, "the PNG image has no readable header", 0},
    {"\16", "11=JP2;999=%00%00%00%0cjP  %0d%0a%87%0a%00%00%00%ffjunk", 999, "no readable header", 0},
    {"\16", "11=JPEGB;999=%ff%d8%ff%e0%00%00", 999, "no readable header", 0},
    /* resolutions */
    {"\16", "9=490;10=505", 0, NULL, 0},
    {"\16", "8=2;9=193;10=197", 0, NULL, 0},
    {"\16", "8=0;9=1;10=1", 0, NULL, 0},
    {"\16", "9=300", 9, "300 pixels per inch are less", 0},
    {"\16", "8=2;10=72", 10, "72 pixels per centimeter are less", 0},
    {"\16", "8=2;10=72", 10, "?72 pixels per centimeter are less", 400},
    {"\21", "9=72;10=72", 0, NULL, 0},
    {"\16", WSQ20x20 ";9=1000;10=1000", 11, "WSQ is for 500 pixels per inch", 0},
    {"\16", JP2_20x20 ";9=1000;10=1000", 0, NULL, 0},
};

static void images_are_what_their_records_declare(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

/* Headers cut at every byte, and with every byte changed, are read without harm. */
static void damaged_headers_do_no_harm(void **state)
{
    static const char *const images[] = {WSQ20x20, JPEG20x20("JFIF"), JP2_20x20, CODESTREAM20x20, PNG20x20};
    struct tp_findings findings;

    (void)state;
    tp_findings_init(&findings);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(images); i++) {
        struct tp_transaction *transaction = checked_transaction(502, "\16");
        struct tp_record *record = tp_transaction_at(transaction, 1);
        struct tp_bytes data;
        uint8_t copy[256];
        checked_apply(record, images[i]);
        data = tp_record_get(record, 999);
        assert_true(data.size_bytes <= sizeof copy);
        memcpy(copy, data.data, data.size_bytes);
        for (size_t size = data.size_bytes, k = 1; k <= size; k++) {
            assert_int_equal(tp_record_set(record, 999, copy, k, NULL), TP_OK);
            assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL), TP_OK);
            copy[k - 1] ^= 0xff;
            assert_int_equal(tp_record_set(record, 999, copy, size, NULL), TP_OK);
            assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL), TP_OK);
            copy[k - 1] ^= 0xff;
        }
        tp_transaction_free(&transaction);
    }
    tp_findings_deinit(&findings);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(images_are_what_their_records_declare),
    cmocka_unit_test(damaged_headers_do_no_harm),
};
TP_TEST_MAIN(tests)
