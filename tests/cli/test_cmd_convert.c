/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"
#include "prints.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    print_write(&folder, "a.pgm", 1, 1);
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

/* Runs `tenprint convert ARGUMENTS` and expects EXIT and PART in its output or its errors. */
static void convert(const char *arguments, int exit_code, const char *part)
{
    struct program_run run;
    char line[1024];

    snprintf(line, sizeof line, "convert %s", arguments);
    run_program(line, &run);
    if (run.exit != exit_code || !strstr(exit_code == TP_EXIT_OK ? run.out : run.err, part))
        fail_msg("%s: exit %d\n%s%s", line, run.exit, run.out, run.err);
}

static void same_pixels(const char *a, const char *b)
{
    struct program_run run;
    char line[1024];

    snprintf(line, sizeof line, "convert %s 1.raw >1.txt && \"$TP_PROGRAM\" convert %s 2.raw >2.txt && cmp 1.raw 2.raw",
             a, b);
    run_program(line, &run);
    if (run.exit != 0)
        fail_msg("%s and %s differ: %s%s", a, b, run.out, run.err);
}

static void writes_every_image_format(void **state)
{
    (void)state;
    convert("a.pgm a.png --ppi 500", TP_EXIT_OK, "a.pgm -> a.png: PNG, 128 x 128 pixels at 500 ppi, ");
    same_pixels("a.pgm", "a.png");
    convert("a.png a.jp2", TP_EXIT_OK, "JPEG 2000, 128 x 128 pixels at 500 ppi, ");
    convert("a.png a.jp2", TP_EXIT_OK, ", lossless\n");
    same_pixels("a.pgm", "a.jp2");
    convert("a.jp2 b.jp2 --ppi 1000", TP_EXIT_OK, ", PSNR ");
    convert("a.jp2 b.jp2 --ppi 1000 --lossless", TP_EXIT_OK, ", lossless\n");
    convert("a.jp2 b.jp2 --ratio 4", TP_EXIT_OK, ", PSNR ");
    convert("a.png a.jpg --rate 2", TP_EXIT_OK, "JPEG, 128 x 128 pixels at 500 ppi, ");
    convert("a.png a.wsq", TP_EXIT_OK, "WSQ, 128 x 128 pixels at 500 ppi, ");
    convert("a.wsq b.png", TP_EXIT_OK, "PNG, 128 x 128 pixels at 500 ppi, ");
    convert("a.png a.raw", TP_EXIT_OK, "16384 bytes from ");
    convert("a.raw c.pgm --width 128 --height 128", TP_EXIT_OK, "PGM, 128 x 128 pixels, ");
    same_pixels("a.pgm", "c.pgm");
    convert("a.png noextension --to PGM", TP_EXIT_OK, "noextension: PGM, ");
    convert("a.png a.png --to png", TP_EXIT_OK, "a.png -> a.png: "); /* in place */
    convert("a.png b.png --resample 250", TP_EXIT_OK, "64 x 64 pixels at 250 ppi");
}

static void writes_every_template_format(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm -o a.tpt", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    convert("a.tpt a.iso", TP_EXIT_OK, "a.tpt -> a.iso: ISO/IEC 19794-2:2005, ");
    convert("a.iso a.378", TP_EXIT_OK, "INCITS 378-2004, ");
    convert("a.378 b.tpt", TP_EXIT_OK, "native template, ");
    convert("b.tpt b.fmr --json", TP_EXIT_OK, "\"minutia_count\": ");
    run_program("compare a.tpt b.fmr", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
}

static void prints_json(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("convert a.pgm a.jp2 --ratio 8 --ppi 500 --json", &run);
    root = json_loads(run.out, 0, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "format")), "JPEG 2000");
    assert_true(json_real_value(json_object_get(root, "ratio")) > 7);
    assert_true(json_real_value(json_object_get(root, "psnr_db")) > 20);
    assert_true(json_is_false(json_object_get(root, "lossless")));
    json_decref(root);
    run_program("convert a.pgm a.png --json", &run);
    root = json_loads(run.out, 0, NULL);
    assert_true(json_is_null(json_object_get(root, "ppi")) && json_is_null(json_object_get(root, "psnr_db")));
    assert_true(json_is_true(json_object_get(root, "lossless")));
    json_decref(root);
}

static void refuses_what_makes_no_sense(void **state)
{
    struct program_run run;

    (void)state;
    run_program("extract a.pgm -o a.tpt", &run);
    convert("a.pgm b.tpt", TP_EXIT_USAGE, "a.pgm is an image; `tenprint extract` makes templates");
    convert("a.tpt b.png", TP_EXIT_USAGE, "a.tpt is a template, which holds no image");
    convert("a.tpt b.iso --ppi 500", TP_EXIT_USAGE, "ppi: a.tpt is a template");
    convert("a.pgm b.gif", TP_EXIT_USAGE, "'gif' is no format to write");
    convert("a.pgm ./b", TP_EXIT_USAGE, "is no format to write");
    convert("a.pgm b.png --to gif", TP_EXIT_USAGE, "--to: 'gif'");
    convert("a.pgm b.png --rate 1", TP_EXIT_USAGE, "rate: PNG keeps every pixel");
    convert("a.pgm b.wsq --lossless", TP_EXIT_USAGE, "WSQ is never lossless");
    convert("a.pgm b.jp2 --rate 1 --ratio 8", TP_EXIT_USAGE, "either a rate or a ratio");
    convert("a.pgm b.png --resample 500", TP_EXIT_USAGE, "does not say its resolution");
    convert("a.pgm b.png --width 128", TP_EXIT_USAGE, "both --width and --height");
    assert_int_not_equal(access("b.png", F_OK), 0);
}

static void damaged_files_are_named_and_nothing_is_written(void **state)
{
    (void)state;
    assert_int_equal(system("head -c 500 a.pgm >cut.pgm; cp a.pgm odd.raw; printf 'FIR\\000030\\000xxxxxxxx' >odd.fir"),
                     0);
    convert("cut.pgm b.png", TP_EXIT_INPUT, "tenprint: cut.pgm: PGM samples");
    convert("odd.raw b.png --width 10 --height 10", TP_EXIT_INPUT, "tenprint: odd.raw: raw size: ");
    convert("odd.fir b.png", TP_EXIT_INPUT, "tenprint: odd.fir: FIR version at byte 4: ");
    assert_int_equal(system("printf '1.001:20\\035' >a.an2"), 0);
    convert("a.an2 b.png", TP_EXIT_INPUT, "tenprint: a.an2: is a transaction; ");
    convert("absent.png b.png", TP_EXIT_INPUT, "tenprint: absent.png: ");
    assert_int_not_equal(access("b.png", F_OK), 0);
    convert("a.pgm /dev/full/b.png", TP_EXIT_ENVIRONMENT, "/dev/full/b.png");
}

static void warns_of_wsq_at_other_resolutions(void **state)
{
    struct program_run run;

    (void)state;
    run_program("convert a.pgm a.wsq --ppi 1000", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.err, "a.pgm: WSQ is specified for 500 ppi, this image has 1000"));
    run_program("convert a.pgm a.wsq", &run);
    assert_string_equal(run.err, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(writes_every_image_format, set_up, tear_down),
    cmocka_unit_test_setup_teardown(writes_every_template_format, set_up, tear_down),
    cmocka_unit_test_setup_teardown(prints_json, set_up, tear_down),
    cmocka_unit_test_setup_teardown(refuses_what_makes_no_sense, set_up, tear_down),
    cmocka_unit_test_setup_teardown(damaged_files_are_named_and_nothing_is_written, set_up, tear_down),
    cmocka_unit_test_setup_teardown(warns_of_wsq_at_other_resolutions, set_up, tear_down),
};
TP_TEST_MAIN(tests)
