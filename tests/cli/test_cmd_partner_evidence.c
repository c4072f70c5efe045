/* SPDX-License-Identifier: Apache-2.0 */
/* A message of a rehearsal that was saved (tests/partner/test_evidence.c prints one), checked with the keys. */
#include "test.h"

#include "base/base.h"
#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"

#define SENDER "VN17E3MNW+ujtkeE9cQk4o9hNj3nELKOS9ALjJiKBgQ="
#define RECEIVER "zoouULWGw2ilwwmhKwT1kCF/Clm7p9uTDUh3wFyUhBU="

static const char evidence[] =
    "{\"acknowledgement\":\"{\\\"acknowledgement\\\":{\\\"digest\\\":\\\"sha-256=:kHr3+kgTuDVpxRqujfc7KhL"
    "ehraBIPngQ3yVKWAXkBE=:\\\",\\\"form\\\":\\\"tenprint-acknowledgement/1\\\",\\\"from\\\":\\\"dhs-iden"
    "t\\\",\\\"message\\\":\\\"7d63a274584682866be2065102590e63\\\",\\\"time\\\":\\\"2011-03-12T00:00:03Z"
    "\\\",\\\"to\\\":\\\"ny-dcjs\\\"},\\\"signature\\\":\\\"4zb81H3s14MRCBpgtouOevUycrBp5l5+/IEX++riIH3GI"
    "CXi25ShsqDwsT7jpjYmGssUESf5Riw3epxx3j5hCw==\\\"}\",\"authority\":\"dhs-ident.example\",\"body\":\"{"
    "\\\"expires\\\":\\\"2011-03-12T00:05:03Z\\\",\\\"form\\\":\\\"tenprint-message/1\\\",\\\"from\\\":\\"
    "\"ny-dcjs\\\",\\\"id\\\":\\\"7d63a274584682866be2065102590e63\\\",\\\"kind\\\":\\\"check\\\",\\\"pay"
    "load\\\":{},\\\"time\\\":\\\"2011-03-12T00:00:03Z\\\",\\\"to\\\":\\\"dhs-ident\\\"}\",\"content-dige"
    "st\":\"sha-256=:kHr3+kgTuDVpxRqujfc7KhLehraBIPngQ3yVKWAXkBE=:\",\"content-type\":\"application/json"
    "\",\"form\":\"tenprint-evidence/1\",\"method\":\"POST\",\"path\":\"/v1/messages\",\"signature\":\"si"
    "g1=:QRqw4yyueBNfIz3rxzmFcHg9sPZgYyt5Je3trCCJb19+zEh2KyL+Czu2dMwAVJWEQ3MF3lwZRBh7/XiC/amLDw==:\",\"si"
    "gnature-input\":\"sig1=(\\\"@method\\\" \\\"@authority\\\" \\\"@path\\\" \\\"content-digest\\\" \\\""
    "content-type\\\");created=1299888003;expires=1299888303;nonce=\\\"68f5f73403f8071d9a892852b87de4f8\\"
    "\";keyid=\\\"ny-dcjs\\\";tag=\\\"tenprint\\\"\"}";

static struct test_folder folder;
static struct program_run run;

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

static void save(const char *text)
{
    assert_int_equal(tp_file_write("e.json", text, strlen(text), NULL), TP_OK);
}

static void checked(void **state)
{
    (void)state;
    save(evidence);
    run_program("partner evidence e.json --sender " SENDER, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "of ny-dcjs to dhs-ident, signed 2011-03-12T00:00:03Z: the signature is right"));
    assert_null(strstr(run.out, "acknowledged"));
    run_program("partner evidence e.json --sender " SENDER " --receiver " RECEIVER, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "acknowledged by dhs-ident"));
    run_program("partner evidence e.json --json --sender " SENDER " --receiver " RECEIVER, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "\"valid\": true"));
    assert_non_null(strstr(run.out, "\"kind\": \"check\""));
    assert_non_null(strstr(run.out, "\"acknowledged\": true"));
}

/* Another's key, and a message that says something else. */
static void not_so(void **state)
{
    char text[sizeof evidence];
    char *at;

    (void)state;
    save(evidence);
    run_program("partner evidence e.json --sender " RECEIVER, &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_non_null(strstr(run.out, "it proves nothing"));
    run_program("partner evidence e.json --sender " SENDER " --receiver " SENDER, &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    memcpy(text, evidence, sizeof text);
    at = strstr(text, "00:05:03Z");
    assert_non_null(at);
    at[7] = '4';
    save(text);
    run_program("partner evidence e.json --json --sender " SENDER, &run);
    assert_int_equal(run.exit, TP_EXIT_NEGATIVE);
    assert_non_null(strstr(run.out, "\"valid\": false"));
}

static void what_makes_no_sense(void **state)
{
    (void)state;
    save(evidence);
    run_program("partner evidence e.json", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("partner evidence e.json --sender abc", &run);
    assert_int_equal(run.exit, TP_EXIT_USAGE);
    run_program("partner evidence none.json --sender " SENDER, &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    save("{\"form\":\"x\"}");
    run_program("partner evidence e.json --sender " SENDER, &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(checked, set_up, tear_down),
    cmocka_unit_test_setup_teardown(not_so, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_makes_no_sense, set_up, tear_down),
};
TP_TEST_MAIN(tests)
