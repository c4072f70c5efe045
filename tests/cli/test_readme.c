/* SPDX-License-Identifier: Apache-2.0 */
/* Types the lines of README.md, "A node in a minute", as they stand there: what a first reader does. */
#include "test.h"

#include "base/base.h"
#include "cli/program.h"
#include "folder.h"

/* What `make demo` leaves: the same card, without what else is in it. */
#define MAKE_CARD                                                                                                      \
    "mkdir -p build/demo; ink='--people 1 --seed 2011 --sensor ink'\n"                                                 \
    "tenprint synth $ink --first 3 --slaps -o rolls >synth.txt; tenprint synth $ink --first 4 --fingers 1,6 -o t "     \
    ">>synth.txt\n"                                                                                                    \
    "images=; for f in 1 2 3 4 5 6 7 8 9 10; do images=\"$images $f=rolls/p000000f$(printf %02d $f)_3.png\"; done\n"   \
    "tenprint record make --card --ori ILTEST000 --subject \"$TP_SOURCE_ROOT/examples/person.json\" $images "          \
    "11=t/p000000f01_4.png 12=t/p000000f06_4.png 13=rolls/slaps/p000000s13_3.png "                                     \
    "14=rolls/slaps/p000000s14_3.png -o build/demo/booking.an2 >made.txt || exit 1\n"

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

static char *read_section(void)
{
    char path[512], *begin, *end, *section;
    uint8_t *data;
    size_t size;

    snprintf(path, sizeof path, "%s/README.md", getenv("TP_SOURCE_ROOT"));
    assert_int_equal(tp_file_read(path, 1 << 20, &data, &size, NULL), TP_OK);
    section = strndup((const char *)data, size);
    free(data);
    begin = strstr(section, "\n## A node in a minute\n");
    assert_non_null(begin);
    end = strstr(begin + 4, "\n## ");
    assert_non_null(end);
    *end = '\0';
    memmove(section, begin, strlen(begin) + 1);
    return section;
}

/* The lines of both terminals as one script: the node answers on a port that is free, and ends with it. */
static void write_script(const char *path)
{
    char *text = read_section(), *rest = text;
    FILE *script = fopen(path, "w");
    unsigned count = 0;

    assert_non_null(script);
    fputs("set -e\ntenprint() { \"$TP_PROGRAM\" \"$@\"; }\n" MAKE_CARD, script);
    for (char *line = strtok_r(rest, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "    ", 4) != 0)
            continue;
        count++;
        if (strncmp(line, "    tenprint serve dcjs", 23) != 0)
            fprintf(script, "%s\n", line + 4);
        else
            fprintf(script, ": >serve.txt\n" /* or grep may come before the node's shell has made it */
                            "\"$TP_PROGRAM\" serve dcjs --listen 127.0.0.1:0 >serve.txt 2>log.txt & SERVE=$!\n"
                            "trap 'kill $SERVE; wait $SERVE' EXIT\n"
                            "until grep -q listening serve.txt; do kill -0 $SERVE; sleep 0.1; done\n"
                            "export TENPRINT_NODE=$(sed -n 's/listening *//p' serve.txt)\n"
                            "unset TENPRINT_PASSPHRASE TENPRINT_PASSWORD\n"); /* it is another terminal */
    }
    assert_int_equal(fclose(script), 0);
    assert_in_range(count, 10, 20);
    free(text);
}

static void a_first_reader_ends_well(void **state)
{
    static const char *const said[] = {
        "added a.clerk", "own repository: no match", "finger 10: good", "makeReceipt", "a.clerk",
        "2026-0001",     "logged in as an.auditor"};
    struct program_run run;
    uint8_t *page;
    size_t size;

    (void)state;
    write_script("lines.sh");
    run_program("--version; bash lines.sh", &run);
    if (run.exit != 0 || run.err[0])
        fail_msg("exit %d\n%s%s", run.exit, run.err, run.out);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(said); i++)
        if (!strstr(run.out, said[i]))
            fail_msg("without \"%s\"\n%s", said[i], run.out);
    assert_int_equal(tp_file_read("receipt.html", 1 << 20, &page, &size, NULL), TP_OK);
    assert_int_equal(strncmp((const char *)page, "<!DOCTYPE html>", 15), 0);
    free(page);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(a_first_reader_ends_well, set_up, tear_down)};
TP_TEST_MAIN(tests)
