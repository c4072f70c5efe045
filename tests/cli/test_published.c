/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "cli/ledger.h"
#include "cli/published.h"

#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define ENOCH "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    return chdir(folder.path);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

static void keys_stand_on_the_command_line_or_in_a_file(void **state)
{
    static const char file[] = "# two\n" PETER "\n\n  " ENOCH "\r\n# end";
    struct tp_verifier keys[2];
    size_t count;

    (void)state;
    assert_ok(tp_verifiers_read(PETER, "--key", keys, 1, &count, DIAG));
    assert_int_equal(count, 1);
    assert_ok(tp_verifiers_read(" " PETER "  " ENOCH " ", "--key", keys, 2, &count, DIAG));
    assert_int_equal(count, 2);
    folder_write(&folder, "keys", file, sizeof file - 1);
    assert_ok(tp_verifiers_read("@keys", "--key", keys, 2, &count, DIAG));
    assert_int_equal(count, 2);
    assert_string_equal(keys[1].name, "EnochRoot");
}

static void bad_lists_of_keys_are_refused(void **state)
{
    struct tp_verifier keys[1];
    struct tp_diag diag;
    size_t count;

    (void)state;
    assert_int_equal(tp_verifiers_read("", "--key", keys, 1, &count, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_verifiers_read(" ", "--key", keys, 1, &count, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_verifiers_read(PETER " " ENOCH, "--key", keys, 1, &count, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_verifiers_read("key", "--key", keys, 1, &count, NULL), TP_E_FORMAT);
    assert_int_equal(tp_verifiers_read("@missing", "--key", keys, 1, &count, NULL), TP_E_NOT_FOUND);
    folder_write(&folder, "keys", "# none", 6);
    tp_diag_init(&diag);
    assert_int_equal(tp_verifiers_read("@keys", "--key", keys, 1, &count, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.file, "keys");
    assert_string_equal(diag.field, "--key");
}

static void an_organisations_folder_has_its_own_key(void **state)
{
    struct tp_published published;

    (void)state;
    assert_int_equal(tp_published_find(".", NULL, "--key", &published, NULL), TP_E_ARGUMENT);
    assert_ok(tp_published_find("bare", PETER, "--key", &published, DIAG));
    assert_string_equal(published.folder, "bare");
    assert_int_equal(mkdir("org", 0700), 0);
    folder_write(&folder, "org/organisation.yaml", "", 0);
    assert_int_equal(tp_published_find("org", NULL, "--key", &published, NULL), TP_E_NOT_FOUND);
    folder_write(&folder, "org/verifier", ENOCH "\n", sizeof ENOCH);
    assert_ok(tp_published_find("org", NULL, "--key", &published, DIAG));
    assert_string_equal(published.folder, "org/ledger");
    assert_string_equal(published.verifier.name, "EnochRoot");
    assert_ok(tp_published_find("org", PETER, "--key", &published, DIAG));
    assert_string_equal(published.verifier.name, "PeterNeumann");
}

static void a_ledger_opens_with_its_note(void **state)
{
    struct tp_published published;
    struct tp_reader *reader;
    size_t size_bytes;
    uint8_t *note;

    (void)state;
    make_ledger_of_leaves(3);
    assert_ok(tp_published_find("log", "@log.key", "--key", &published, DIAG));
    assert_ok(tp_published_open(&published, &reader, &note, &size_bytes, DIAG));
    assert_true(tp_reader_checkpoint(reader)->size == 5);
    assert_true(size_bytes > 100 && memcmp(note, ORIGIN "\n5\n", sizeof ORIGIN + 2) == 0);
    free(note);
    tp_reader_close(&reader);
    assert_ok(tp_published_find("log", PETER, "--key", &published, DIAG));
    assert_int_equal(tp_published_open(&published, &reader, &note, &size_bytes, NULL), TP_E_DENIED);
    assert_null(reader);
    assert_null(note);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(keys_stand_on_the_command_line_or_in_a_file),
    IN_FOLDER(bad_lists_of_keys_are_refused),
    IN_FOLDER(an_organisations_folder_has_its_own_key),
    IN_FOLDER(a_ledger_opens_with_its_note),
};
LEDGER_TEST_MAIN(tests)
