/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <unistd.h>

#include "cli/commands.h"
#include "cli/probes.h"
#include "node/population.h"

static struct test_folder folder;
static struct tp_cli_probes probes;

static tp_status load(int count, const char *const *words, struct tp_diag *diag)
{
    struct tp_arguments arguments;
    char *copies[128];
    tp_status status;

    for (int i = 0; i < count; i++)
        copies[i] = (char *)(uintptr_t)words[i];
    tp_diag_init(diag);
    assert_int_equal(tp_arguments_parse(&tp_command_identify, count, copies, &arguments, NULL), TP_OK);
    status = tp_cli_probes_load(&arguments, &probes, diag);
    tp_arguments_deinit(&arguments);
    return status;
}

static void takes_files_with_and_without_fingers(void **state)
{
    const char *const words[] = {"2=a.tpt", "b.tpt", "--threads=1"}, *const missing[] = {"a.tpt", "none.tpt"};
    const char *many[TP_PROBES_MAX + 1];
    struct tp_diag diag;

    (void)state;
    folder_make(&folder);
    assert_int_equal(chdir(folder.path), 0);
    write_print(&folder, "a.tpt", 1, 2, 0, 0);
    write_print(&folder, "b.tpt", 1, 3, 0, 3);
    assert_int_equal(load(3, words, &diag), TP_OK);
    assert_int_equal(probes.count, 2);
    assert_false(probes.alone);
    assert_int_equal(probes.templates[0].position, 2);
    assert_int_equal(probes.templates[1].position, 3);
    assert_string_equal(probes.names[1], "b.tpt");
    tp_cli_probes_deinit(&probes);
    assert_int_equal(load(2, missing, &diag), TP_E_NOT_FOUND);
    assert_string_equal(diag.file, "none.tpt");
    tp_cli_probes_deinit(&probes);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(many); i++)
        many[i] = "b.tpt";
    assert_int_equal(load(TP_PROBES_MAX, many, &diag), TP_OK);
    tp_cli_probes_deinit(&probes);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(takes_files_with_and_without_fingers)};
TP_TEST_MAIN(tests)
