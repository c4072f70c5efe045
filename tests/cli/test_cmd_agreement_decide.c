/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

#define NOW "2011-04-05T00:00:00Z"

static void write_request(const char *name, const char *more)
{
    char text[2048];

    snprintf(text, sizeof text,
             "{\"version\":\"%s\",\"sender\":\"ny-dcjs\",\"repository\":\"dhs-ident\",\"jurisdiction\":\"US-NY-027\","
             "\"purpose\":\"criminal-identification\",\"offence\":\"level-2\",\"categories\":[],%s}",
             agreement, more);
    folder_write(&folder, name, text, strlen(text));
}

/* In force without a witness, with New York and Dutchess in it, and one request for each of two stages. */
static int set_up(void **state)
{
    static const char *const changes[] = {"\"required\":true,\"max_age_minutes\":60",
                                          "\"required\":false,\"max_age_minutes\":0", NULL};
    struct tp_terms *terms = sample_terms(changes);

    if (life_set_up(state) != 0)
        return -1;
    life_write("terms.json", sample_document(changes));
    snprintf(agreement, sizeof agreement, "%s", terms->hash);
    tp_terms_free(&terms);
    life_key("US-NY");
    life_key("US-NY-027");
    life_activate();
    for (int i = 0; i < 2; i++)
        tenprint(0, "taken", "agreement join %.8s --as %s --key %s.pem --org dcjs --now 2011-04-04T00:00:00Z",
                 agreement, i ? "US-NY-027" : "US-NY", i ? "US-NY-027" : "US-NY");
    write_request("send.json", "\"stage\":\"send\",\"material\":\"templates\"");
    write_request("release.json", "\"stage\":\"release\",\"recipient\":\"oversight\",\"conviction\":\"level-3\","
                                  "\"examiners\":2,\"fields\":[\"match\"],\"retention_days\":30");
    return 0;
}

static void what_was_agreed_is_allowed(void **state)
{
    (void)state;
    tenprint(0, "allowed\n  in-force: version 1 of the agreement is in force at " NOW ": allowed\n",
             "agreement decide %.8s --org dcjs --now " NOW " --request send.json", agreement);
    assert_non_null(strstr(run.out, "  participation: "));
    assert_null(strstr(run.out, "leaf"));
}

static void what_was_not_is_told_clause_by_clause(void **state)
{
    (void)state;
    tenprint(1,
             "  release-threshold: the agreement releases matches of people convicted of a level 1 offence; this "
             "person's gravest conviction is level 3: withheld\n",
             "agreement decide %.8s --org dcjs --now " NOW " --request release.json", agreement);
    assert_int_equal(strncmp(run.out, "withheld\n", 9), 0);
    tenprint(0, "now suspended", "agreement suspend %.8s --org dcjs --now " NOW, agreement);
    tenprint(1, "suspended by a party: denied", "agreement decide %.8s --org dcjs --now " NOW " --request release.json",
             agreement);
    assert_int_equal(strncmp(run.out, "denied\n", 7), 0);
}

static void json_says_the_same(void **state)
{
    (void)state;
    tenprint(1, "", "agreement decide %.8s --org dcjs --now " NOW " --request - --json < release.json", agreement);
    assert_printed("agreement", agreement);
    assert_printed("time", NOW);
    assert_printed("stage", "release");
    assert_printed("effect", "withheld");
    assert_printed("clauses.0.clause", "in-force");
    assert_printed("clauses.0.effect", "allowed");
    assert_printed("clauses.12.clause", "retention");
    assert_printed("clauses.12.words",
                   "the agreement lets the recipient keep it 30 days; it is to be kept 30 days: allowed");
}

/* Eight leaves: the events. */
static void a_leaf_is_made_when_it_is_wanted(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++)
        tenprint(0, "allowed", "agreement decide %.8s --org dcjs --now " NOW " --request send.json", agreement);
    tenprint(0, "logged as leaf 7\n",
             "agreement decide %.8s --org dcjs --now " NOW " --request send.json --log --reference 'case 1'",
             agreement);
    tenprint(1, "", "agreement decide %.8s --org dcjs --now " NOW " --request release.json --log --json", agreement);
    assert_printed("leaf", "8");
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    write_request("bad.json", "\"stage\":\"send\",\"colour\":\"red\"");
    tenprint(2, "--request is needed", "agreement decide %.8s --org dcjs", agreement);
    tenprint(3, "bad.json: colour", "agreement decide %.8s --org dcjs --request bad.json", agreement);
    tenprint(3, "missing.json", "agreement decide %.8s --org dcjs --request missing.json", agreement);
    tenprint(3, "standard input", "agreement decide %.8s --org dcjs --request - < terms.json", agreement);
    tenprint(3, "there is no agreement", "agreement decide 000000 --org dcjs --request send.json");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_was_agreed_is_allowed, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(what_was_not_is_told_clause_by_clause, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(json_says_the_same, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_leaf_is_made_when_it_is_wanted, set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(what_is_wrong_is_named, set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
