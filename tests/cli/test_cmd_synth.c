/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"
#include "cli/command.h"
#include "cli/program.h"

#include <tenprint/codec.h>
#include <tenprint/template.h>

static char folder[] = "/tmp/tenprint_synth_XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void run_synth(const char *arguments, const char *sub, struct program_run *run)
{
    char line[1024];

    snprintf(line, sizeof line, "synth %s -o %s/%s", arguments, folder, sub);
    run_program(line, run);
}

/* Hash of a file below the folder; the test fails when there is none. */
static uint64_t hash_file(const char *name)
{
    char path[256];
    struct tp_diag diag;
    uint8_t *data;
    size_t size;
    uint64_t hash;

    tp_diag_init(&diag);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(tp_file_read(path, 1 << 24, &data, &size, &diag), TP_OK);
    hash = tp_hash64(data, size, 0);
    free(data);
    return hash;
}

static void writes_images_truth_and_manifests(void **state)
{
    struct program_run run;
    struct tp_image image;
    struct tp_template truth;
    struct tp_diag diag;
    char path[256];
    uint8_t *data;
    size_t size;

    (void)state;
    tp_diag_init(&diag);
    run_synth("--people 2 --impressions 2 --fingers 2,9-10 --seed 7", "images", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_string_equal(run.err, "");
    snprintf(path, sizeof path, "%s/images/p000001f09_2.png", folder);
    assert_int_equal(tp_codec_load(path, NULL, &image, &diag), TP_OK);
    snprintf(path, sizeof path, "%s/images/truth/p000001f09_2.truth.tpt", folder);
    assert_int_equal(tp_file_read(path, 1 << 20, &data, &size, &diag), TP_OK);
    assert_int_equal(tp_template_decode(data, size, 0, &truth, NULL, &diag), TP_OK);
    assert_int_equal(truth.position, 9);
    assert_int_equal(truth.width_px, image.width_px);
    free(data);
    snprintf(path, sizeof path, "%s/images/manifest-2.csv", folder);
    assert_int_equal(tp_file_read(path, 1 << 20, &data, &size, &diag), TP_OK);
    assert_non_null(memmem(data, size, "\np000001,9,p000001f09_2.png\n", 28));
    free(data);
    tp_image_deinit(&image);
    tp_template_deinit(&truth);
}

/* More people, more impressions and other thread counts leave what was there as it was. */
static void the_same_options_give_the_same_bytes(void **state)
{
    struct program_run run;

    (void)state;
    run_synth("--people 1 --fingers 3 --threads 1", "a", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_synth("--people 2 --impressions 2 --fingers 3,4 --threads 4", "b", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    run_synth("--people 1 --fingers 3 --first 2", "c", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_true(hash_file("a/p000000f03_1.png") == hash_file("b/p000000f03_1.png"));
    assert_true(hash_file("b/p000000f03_2.png") == hash_file("c/p000000f03_2.png"));
    assert_true(hash_file("a/p000000f03_1.png") != hash_file("b/p000000f03_2.png"));
    assert_true(hash_file("b/p000000f03_1.png") != hash_file("b/p000001f03_1.png"));
}

static void writes_templates_straight_away(void **state)
{
    struct program_run run;

    (void)state;
    run_synth("--people 1001 --fingers 1 --templates", "templates", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_true(hash_file("templates/t00000/p000999f01_1.tpt") != hash_file("templates/t00001/p001000f01_1.tpt"));
}

static void writes_slaps_too(void **state)
{
    struct program_run run;

    (void)state;
    run_synth("--people 1 --fingers 1 --first 2 --slaps", "with_slaps", &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_true(hash_file("with_slaps/slaps/p000000s13_2.png") != hash_file("with_slaps/slaps/p000000s14_2.png"));
    (void)hash_file("with_slaps/slaps/p000000s15_2.png");
    (void)hash_file("with_slaps/p000000f01_2.png");
}

static void every_sensor_works(void **state)
{
    static const char *const sensors[] = {"optical", "capacitive", "thermal", "large", "ink", "mixed"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sensors); i++) {
        char arguments[64];
        snprintf(arguments, sizeof arguments, "--people 1 --fingers 1 --sensor %s", sensors[i]);
        run_synth(arguments, sensors[i], &run);
        assert_int_equal(run.exit, TP_EXIT_OK);
    }
}

static void refuses_senseless_options(void **state)
{
    static const char *const bad[] = {"",
                                      "--people 0",
                                      "--people 1 --fingers 0",
                                      "--people 1 --fingers 11",
                                      "--people 1 --fingers 3-2",
                                      "--people 1 --fingers 1,",
                                      "--people 1 --fingers 1--2",
                                      "--people 1 --fingers x",
                                      "--people 1 --sensor nose",
                                      "--people 1 --templates --slaps",
                                      "--people 1 extra"};
    struct program_run run;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        run_synth(bad[i], "none", &run);
        assert_int_equal(run.exit, TP_EXIT_USAGE);
    }
    run_program("synth --people 1", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
}

static void says_when_the_folder_cannot_be_made(void **state)
{
    struct program_run run;

    (void)state;
    run_synth("--people 1 --fingers 1", "no/such/folder", &run);
    assert_int_equal(run.exit, TP_EXIT_ENVIRONMENT);
    assert_non_null(strstr(run.err, "cannot make"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(writes_images_truth_and_manifests),
    cmocka_unit_test(the_same_options_give_the_same_bytes),
    cmocka_unit_test(writes_templates_straight_away),
    cmocka_unit_test(writes_slaps_too),
    cmocka_unit_test(every_sensor_works),
    cmocka_unit_test(refuses_senseless_options),
    cmocka_unit_test(says_when_the_folder_cannot_be_made),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
