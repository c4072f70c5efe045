/* SPDX-License-Identifier: Apache-2.0 */
/* The organisations' folders, the witness and the monitor. */
#include "scenario_fixture.h"

#include <sys/stat.h>

static bool exists(const char *folder, const char *name)
{
    char path[700];
    struct stat info;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return stat(path, &info) == 0;
}

static void kept_folders_stay_and_others_go(void **state)
{
    struct test_folder folder;
    struct tp_scenario *scenario;
    struct tp_scenario_run *run;
    struct tp_scenario_options options = {.scale = 0.2};
    char kept[700], gone[700];

    (void)state;
    folder_make(&folder);
    fixture_write(&folder, "");
    assert_int_equal(tp_scenario_load(folder.path, &scenario, NULL), TP_OK);
    assert_int_equal(tp_scenario_play(scenario, &options, &run, NULL), TP_OK);
    snprintf(gone, sizeof gone, "%s", run->folder);
    assert_true(exists(gone, "ny-dcjs/ledger/checkpoint"));
    tp_scenario_run_free(&run);
    assert_false(exists(gone, ""));
    snprintf(kept, sizeof kept, "%s/kept", folder.path);
    options.keep = kept;
    assert_int_equal(tp_scenario_play(scenario, &options, &run, NULL), TP_OK);
    tp_scenario_run_free(&run);
    assert_true(exists(kept, "ny-dcjs/ledger/checkpoint") && exists(kept, "witness") &&
                exists(kept, "ice-ero/key.pem"));
    assert_int_equal(tp_scenario_play(scenario, &options, &run, NULL), TP_E_EXISTS);
    assert_null(run);
    tp_scenario_free(&scenario);
    folder_remove(&folder);
}

static void checkpoints_are_cosigned(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_play(&fixture, "");
    for (size_t i = 0; i < 4; i++) {
        assert_true(fixture.run->nodes[i].cosigned_s > fixture.scenario->from_s);
        assert_true(fixture.run->nodes[i].cosigned_size > 0);
    }
    fixture_end(&fixture);
}

static void failures_have_a_limit(void **state)
{
    struct tp_scenario_run *run = calloc(1, sizeof *run);

    (void)state;
    assert_non_null(run);
    for (int i = 0; i < TP_SCENARIO_FAILURES_MAX + 10; i++)
        tp_scenario_failure(run, "number %d", i);
    assert_int_equal(run->failure_count, TP_SCENARIO_FAILURES_MAX);
    assert_string_equal(run->failures[1], "number 1");
    free(run);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(kept_folders_stay_and_others_go),
    cmocka_unit_test(checkpoints_are_cosigned),
    cmocka_unit_test(failures_have_a_limit),
};

TP_TEST_MAIN(tests)
