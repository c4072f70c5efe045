/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/node.h"
#include "prints.h"

static struct test_folder folder;
static struct tp_image image, none;
static struct tp_template tmpl;
static const struct tp_minutia minutiae[] = {{.x_px = 20, .y_px = 10, .theta_q8 = 0, .type = TP_MINUTIA_ENDING},
                                             {.x_px = 40, .y_px = 30, .theta_q8 = 64, .type = TP_MINUTIA_BIFURCATION}};

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    assert_int_equal(tp_image_init(&image, 128, 100, 1000, NULL), TP_OK); /* 64 x 50 at 500 ppi */
    tp_template_init(&tmpl);
    tmpl.width_px = 64;
    tmpl.height_px = 50;
    tmpl.minutia_count = 2;
    memcpy(tmpl.minutiae, minutiae, sizeof minutiae);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_image_deinit(&image);
    folder_remove(&folder);
    return 0;
}

static void read_file(const char *name, char *out, size_t size)
{
    FILE *file = fopen(folder_path(&folder, name), "rb");

    assert_non_null(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
}

static void a_png_has_the_size_at_500_ppi_and_coloured_marks(void **state)
{
    const struct tp_overlay_side side = {.image = &image, .ppi = 1000, .tmpl = &tmpl};
    struct tp_image read;
    unsigned dark = 0;

    (void)state;
    assert_int_equal(tp_overlay_impression(&side, folder_path(&folder, "o.PNG"), NULL), TP_OK);
    assert_int_equal(tp_codec_load(folder_path(&folder, "o.PNG"), NULL, &read, NULL), TP_OK);
    assert_int_equal(read.width_px, 64);
    assert_int_equal(read.height_px, 50);
    for (size_t i = 0; i < 64 * 50; i++)
        dark += read.pixels[i] < 200;
    assert_in_range(dark, 20, 200);
    tp_image_deinit(&read);
}

static void an_svg_draws_each_minutia_once(void **state)
{
    const struct tp_overlay_side side = {.image = &none, .ppi = 500, .tmpl = &tmpl};
    char text[16384];

    (void)state;
    assert_int_equal(tp_overlay_impression(&side, folder_path(&folder, "o.svg"), NULL), TP_OK);
    read_file("o.svg", text, sizeof text);
    assert_non_null(strstr(text, "width=\"64\" height=\"50\""));
    assert_non_null(strstr(text, "<circle cx=\"20\" cy=\"10\""));
    assert_null(strstr(strstr(text, "<circle") + 1, "<circle"));
    assert_non_null(strstr(text, "<rect x=\"37\" y=\"27\""));
    assert_non_null(strstr(text, "</svg>"));
}

static void a_match_joins_the_pairs(void **state)
{
    const struct tp_overlay_side probe = {.image = &image, .ppi = 1000, .tmpl = &tmpl, .label = "a<b"};
    const struct tp_overlay_side candidate = {.image = &none, .ppi = 500, .tmpl = &tmpl, .label = "c"};
    static const struct tp_match_detail detail = {.score = 4321, .pair_count = 1, .pairs = {{0, 1}}};
    char text[16384];

    (void)state;
    assert_int_equal(tp_overlay_match(&probe, &candidate, &detail, folder_path(&folder, "m.svg"), NULL), TP_OK);
    read_file("m.svg", text, sizeof text);
    assert_non_null(strstr(text, "<line x1=\"20\" y1=\"10\""));
    assert_non_null(strstr(text, "y2=\"30\""));
    assert_non_null(strstr(text, "a&#60;b: score 4321, 1 pairs"));
}

static void refuses_other_extensions(void **state)
{
    const struct tp_overlay_side side = {.image = &none, .ppi = 500, .tmpl = &tmpl, .label = ""};
    static const struct tp_match_detail detail;

    (void)state;
    assert_int_equal(tp_overlay_impression(&side, "o.gif", NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_overlay_impression(&side, ".png", NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_overlay_match(&side, &side, &detail, "m.png", NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_overlay_impression(&side, "/nowhere/o.svg", NULL), TP_E_NOT_FOUND);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_png_has_the_size_at_500_ppi_and_coloured_marks, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_svg_draws_each_minutia_once, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_match_joins_the_pairs, set_up, tear_down),
    cmocka_unit_test_setup_teardown(refuses_other_extensions, set_up, tear_down),
};
TP_TEST_MAIN(tests)
