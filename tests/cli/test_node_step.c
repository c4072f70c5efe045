/* SPDX-License-Identifier: Apache-2.0 */
/* An agreement's life at a running node, by commands: from its proposal to a county that has left. */
#include "test.h"

#include "api/api.h"
#include "cli/life.h"

static struct tp_serve *serve;

static void at(const char *time)
{
    char line[256];

    snprintf(
        line, sizeof line,
        "--version >/dev/null; echo '{\"now\":\"%s\"}' | \"$TP_PROGRAM\" ask setClock --body - --token admin.token",
        time);
    run_program(line, &run);
    if (run.exit != 0)
        fail_msg("%s", run.err);
}

static void account(const char *name, const char *duty)
{
    tenprint(0, "added", "user add %s --duty %s --org dcjs", name, duty);
}

static int set_up(void **state)
{
    struct tp_serve_options options = {.folder = "dcjs", .secret = "secret", .listen = "127.0.0.1:0", .log_fd = -1};

    assert_true(tp_time_parse(LIFE_PROPOSED, &options.now_s));
    assert_int_equal(life_set_up(state), 0);
    setenv("TENPRINT_PASSWORD", "correct horse battery", 1);
    account("admin", "administrator");
    account("officer", "agreement-officer");
    assert_int_equal(tp_serve_start(&options, &serve, NULL), TP_OK);
    setenv("TENPRINT_NODE", tp_serve_url(serve), 1);
    tenprint(0, "logged in", "user login admin --to admin.token");
    tenprint(0, "logged in", "user login officer --to officer.token");
    setenv("TENPRINT_NODE", "http://127.0.0.1:1", 1); /* the tokens know better */
    return 0;
}

static int tear_down(void **state)
{
    tp_serve_stop(&serve);
    unsetenv("TENPRINT_NODE");
    unsetenv("TENPRINT_PASSWORD");
    return life_tear_down(state);
}

#define OFFICER " --token officer.token"

static void proposed_signed_active(void)
{
    tenprint(0, "taken", "agreement propose terms.json --to 1.json" OFFICER);
    at(LIFE_NOTICED);
    tenprint(0, "taken      notice by ny-dcjs, its event 2", "agreement notice %.8s --to 2.json" OFFICER, agreement);
    tenprint(1, "too-early", "agreement sign %.8s" OFFICER, agreement);
    tenprint(1, "\"refusal\": \"too-early\"", "agreement sign %.8s --json" OFFICER, agreement);
    tenprint(0, "2 taken", "agreement accept 1.json 2.json --org ident --now " LIFE_NOTICED);
    at(LIFE_SIGNED);
    tenprint(0, "taken", "agreement sign %.8s --to 3.json" OFFICER, agreement);
    tenprint(0, "1 taken", "agreement accept 3.json --org ident --now " LIFE_SIGNED);
    tenprint(0, "taken", "agreement sign %.8s --org ident --now " LIFE_SIGNED " --to 4.json", agreement);
    tenprint(0, "1 taken", "agreement accept 4.json" OFFICER);
    tenprint(1, "replayed", "agreement accept 4.json" OFFICER);
    at(LIFE_ACTIVE);
    tenprint(0, "now active", "agreement activate %.8s" OFFICER, agreement);
}

/* Nothing is stopped for it: what counts is that it counts at once. */
static void a_node_takes_steps_while_it_runs(void **state)
{
    (void)state;
    proposed_signed_active();
    tenprint(0, "active", "agreement list" OFFICER);
    tenprint(0, "now suspended", "agreement suspend %.8s --reason 'Error rates.'" OFFICER, agreement);
    tenprint(0, "suspended", "agreement status %.8s" OFFICER, agreement);
    tenprint(0, "\"life\": \"active\"", "agreement resume %.8s --json" OFFICER, agreement);
    folder_write(&folder, "letter.txt", "Dear all", 8);
    tenprint(0, "comment by ny-dcjs", "agreement comment %.8s --title Letter --file letter.txt" OFFICER, agreement);
    tenprint(0, "and 1 attachments", "agreement export %.8s --to exported" OFFICER, agreement);
    tenprint(0, "taken", "agreement terminate %.8s" OFFICER, agreement);
    tenprint(1, "ended", "agreement resume %.8s" OFFICER, agreement);
}

/* With the key of its authority, and an officer's session: the event is made here, of what the node knows. */
static void a_county_leaves_at_a_running_node(void **state)
{
    (void)state;
    proposed_signed_active();
    life_key("US-NY");
    life_key("US-NY-027");
    tenprint(0, "join by US-NY", "agreement join %.8s --as US-NY --key US-NY.pem" OFFICER, agreement);
    tenprint(0, "taken", "agreement join %.8s --as US-NY-027 --key US-NY-027.pem" OFFICER, agreement);
    tenprint(0, "US-NY-027     in, takes part", "agreement status %.8s" OFFICER, agreement);
    tenprint(0, "\"taken\": true", "agreement leave %.8s --as US-NY-027 --key US-NY-027.pem --json" OFFICER, agreement);
    tenprint(0, "US-NY-027     left", "agreement status %.8s" OFFICER, agreement);
    tenprint(1, "bad-signature", "agreement leave %.8s --as US-NY-027" OFFICER, agreement);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    tenprint(2, "clock of its own", "agreement list --now " LIFE_ACTIVE OFFICER);
    tenprint(2, "goes with neither", "agreement list --org dcjs" OFFICER);
    tenprint(3, "agreement", "agreement suspend 00000000" OFFICER);
    tenprint(3, "no duty", "agreement propose terms.json --token admin.token");
    tenprint(2, "--as", "agreement leave %.8s" OFFICER, agreement);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_node_takes_steps_while_it_runs),
    TEST(a_county_leaves_at_a_running_node),
    TEST(what_cannot_be_is_refused),
};
TP_TEST_MAIN(tests)
