/* SPDX-License-Identifier: Apache-2.0 */
/* SVG: the text that is written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/image.h"
#include "test.h"

static const struct tp_colour orange = {255, 128, 0};

/* The text so far; the buffer is emptied for the next. */
static const char *take(struct tp_buffer *text)
{
    static char out[2048];

    assert_false(text->bad);
    assert_true(text->size_bytes < sizeof out);
    memcpy(out, text->data, text->size_bytes);
    out[text->size_bytes] = '\0';
    text->size_bytes = 0;
    return out;
}

static void elements(void **state)
{
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    tp_svg_line(&text, &(struct tp_segment){1, -2.5f, 3.25f, 0}, orange);
    assert_string_equal(take(&text), "<line x1=\"1\" y1=\"-2.50\" x2=\"3.25\" y2=\"0\" stroke=\"#ff8000\"/>\n");
    tp_svg_mark(&text, &(struct tp_mark){20, 20, 64, false}, orange);
    assert_string_equal(take(&text), "<circle cx=\"20\" cy=\"20\" r=\"3\" stroke=\"#ff8000\"/>\n"
                                     "<line x1=\"20\" y1=\"17\" x2=\"20\" y2=\"10\" stroke=\"#ff8000\"/>\n");
    tp_svg_mark(&text, &(struct tp_mark){20, 20, 128, true}, orange);
    assert_non_null(strstr(take(&text), "<rect x=\"17\" y=\"17\" width=\"6\" height=\"6\""));
    tp_svg_text(&text, 1, 2, "a<b>&\"c\" \x01");
    assert_non_null(strstr(take(&text), ">a&#60;b&#62;&#38;&#34;c&#34; ?</text>"));
    tp_buffer_deinit(&text);
}

static void senseless_numbers(void **state)
{
    float nan = strtof("nan", NULL), infinity = strtof("inf", NULL);
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    tp_svg_line(&text, &(struct tp_segment){nan, infinity, -infinity, 1e30f}, orange);
    assert_string_equal(take(&text),
                        "<line x1=\"-1000000\" y1=\"1000000\" x2=\"-1000000\" y2=\"1000000\" stroke=\"#ff8000\"/>\n");
    tp_buffer_deinit(&text);
}

/* RFC 4648, section 10. */
static void base64(void **state)
{
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xff\xfe\xfd", "//79"}};
    struct tp_buffer text;
    char expected[64];

    (void)state;
    tp_buffer_init(&text);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(pairs); i++) {
        snprintf(expected, sizeof expected, "base64,%s\"/>", pairs[i][1]);
        tp_svg_image(&text, &(struct tp_segment){0, 0, 10, 20}, (const uint8_t *)pairs[i][0], strlen(pairs[i][0]));
        assert_non_null(strstr(take(&text), expected));
    }
    tp_buffer_deinit(&text);
}

static void document(void **state)
{
    struct tp_side_by_side both = tp_side_by_side(100, 50, 60, 80);
    struct tp_buffer text;
    const char *out;

    (void)state;
    assert_int_equal(both.width_px, both.second_x_px + 60);
    assert_int_equal(both.height_px, 80);
    assert_true(both.second_x_px > 100);
    tp_buffer_init(&text);
    tp_svg_begin(&text, both.width_px, both.height_px);
    tp_svg_end(&text);
    out = take(&text);
    assert_non_null(strstr(out, "viewBox=\"0 0 176 80\""));
    assert_int_equal(strcmp(out + strlen(out) - 7, "</svg>\n"), 0);
    tp_buffer_deinit(&text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(elements),
    cmocka_unit_test(senseless_numbers),
    cmocka_unit_test(base64),
    cmocka_unit_test(document),
};
TP_TEST_MAIN(tests)
