/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "cli/impression.h"

static void assert_line(const struct tp_cli_impression *impression, const char *expected)
{
    char text[256] = "";
    FILE *out = fmemopen(text, sizeof text, "w");

    tp_cli_impression_print(impression, out);
    fclose(out);
    assert_string_equal(text, expected);
}

static void describes_images_and_templates_in_one_line(void **state)
{
    struct tp_cli_impression impression = {.path = "x/a.png"};

    (void)state;
    tp_template_init(&impression.tmpl);
    impression.tmpl.width_px = 100;
    impression.tmpl.height_px = 80;
    impression.tmpl.minutia_count = 7;
    impression.source.is_template = true;
    assert_line(&impression, "x/a.png: template, 100 x 80 pixels at 500 ppi, 7 minutiae, quality not known\n");
    impression.tmpl.quality = 55;
    impression.source = (struct tp_impression_source){.ppi = 569, .image = {.width_px = 114, .height_px = 91}};
    assert_line(&impression, "x/a.png: 114 x 91 pixels at 569 ppi, 7 minutiae, quality 55\n");
    assert_string_equal(tp_cli_impression_side(&impression).label, "a.png");
}

static void lists_the_minutiae_in_json(void **state)
{
    struct tp_cli_impression impression = {.path = "a"};
    struct tp_json *json;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    tp_template_init(&impression.tmpl);
    impression.tmpl.minutia_count = 1;
    impression.tmpl.minutiae[0] = (struct tp_minutia){.x_px = 3, .y_px = 4, .theta_q8 = 64, .type = 2, .quality = 9};
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_cli_impression_json(&impression, true, json);
    assert_int_equal(tp_json_print(json, true, out, NULL), TP_OK);
    fclose(out);
    assert_non_null(strstr(text, "\"quality\":null,\"minutia_count\":1,\"minutiae\":[{\"x_px\":3,\"y_px\":4,"
                                 "\"angle_degrees\":90.0,\"type\":\"bifurcation\",\"quality\":9}]}"));
    free(text);
    tp_json_free(&json);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(describes_images_and_templates_in_one_line),
    cmocka_unit_test(lists_the_minutiae_in_json),
};
TP_TEST_MAIN(tests)
