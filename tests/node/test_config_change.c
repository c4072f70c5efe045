/* SPDX-License-Identifier: Apache-2.0 */
/* What a node that works can take another configuration for, and that the old one stays for who reads it. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "folder.h"
#include "node/organisation.h"

#define KEY "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="

static const char whole[] = "id: ny-dcjs\n"
                            "name: A bureau\n"
                            "jurisdiction: US-NY\n"
                            "key_file: key.pem\n"
                            "ledger_origin: dcjs.ny.example/ledger\n"
                            "drop: {account: b.clerk, purpose: criminal-identification}\n"
                            "serve: {listen: '127.0.0.1:7400', requests_per_s: 100, url: 'https://a.example'}\n"
                            "oidc: {issuer: 'https://i.example', audience: a, claim: roles, roles: [{value: x, duty: "
                            "examiner}]}\n"
                            "review: {claims: 3}\n"
                            "partners: [{id: dhs-ident, name: A partner, key: " KEY "}]\n";

static struct tp_config *parse(const char *from, const char *to)
{
    const char *at = strstr(whole, from);
    struct tp_config *config;
    struct tp_diag diag;
    char text[2048];

    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    tp_diag_init(&diag);
    if (tp_config_parse(text, strlen(text), &config, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    return config;
}

/* What the change is refused for; "" when it is not. */
static const char *refused(const char *from, const char *to)
{
    static struct tp_diag diag;
    struct tp_config *old = parse("id", "id"), *fresh = parse(from, to);
    tp_status status;

    tp_diag_init(&diag);
    status = tp_config_check_change(old, fresh, &diag);
    assert_int_equal(status, diag.field[0] ? TP_E_CONFLICT : TP_OK);
    tp_config_free(&old);
    tp_config_free(&fresh);
    return diag.field;
}

static void what_is_read_at_the_start_stays(void **state)
{
    (void)state;
    assert_string_equal(refused("id: ny-dcjs", "id: ny-dcjt"), "id");
    assert_string_equal(refused("jurisdiction: US-NY", "jurisdiction: US-NJ"), "jurisdiction");
    assert_string_equal(refused("key.pem", "other.pem"), "key_file");
    assert_string_equal(refused("dcjs.ny.example/ledger", "other.example/ledger"), "ledger_origin");
    assert_string_equal(refused("b.clerk", "c.clerk"), "drop.account");
    assert_string_equal(refused("purpose: c", "folder: /x, purpose: c"), "drop.folder");
    assert_string_equal(refused("127.0.0.1:7400", "127.0.0.1:7401"), "serve.listen");
    assert_string_equal(refused("requests_per_s: 100", "requests_per_s: 101"), "serve.requests_per_s");
    assert_string_equal(refused("requests_per_s: 100", "requests_per_s: 100, log_addresses: true"),
                        "serve.log_addresses");
    assert_string_equal(refused("value: x", "value: y"), "oidc.roles");
}

static void the_rest_may_be_another(void **state)
{
    (void)state;
    assert_string_equal(refused("id", "id"), "");
    assert_string_equal(refused("name: A bureau", "name: Another"), "");
    assert_string_equal(refused("https://a.example", "https://b.example"), "");
    assert_string_equal(refused("claims: 3", "claims: 4"), "");
    assert_string_equal(refused("id: dhs-ident", "id: ice-ero"), "");
    assert_string_equal(refused("[{id: dhs-ident, name: A partner, key: " KEY "}]", "[]"), "");
}

static void the_old_one_can_be_read_on(void **state)
{
    const struct tp_organisation_init init = {
        .id = "ny-dcjs", .name = "First", .jurisdiction = "US-NY", .rehearsal = true, .passphrase = "correct horse"};
    struct tp_organisation *organisation;
    const struct tp_config *first;
    struct test_folder folder;
    char path[128];
    unsigned taken = 0;

    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/node", folder.path);
    assert_int_equal(tp_organisation_init(path, &init, NULL), TP_OK);
    assert_int_equal(tp_organisation_open(path, "correct horse", &organisation, NULL), TP_OK);
    first = tp_organisation_config(organisation);
    for (tp_status status = TP_OK; status == TP_OK; taken++) {
        struct tp_config *fresh = parse("A bureau", "Another");
        const tp_status room = tp_organisation_has_room(organisation, NULL);

        status = tp_organisation_take_config(organisation, &fresh, NULL);
        assert_true((status == TP_OK) == (fresh == NULL));
        assert_true(status == room && (status == TP_OK || status == TP_E_BUSY));
        tp_config_free(&fresh);
    }
    assert_int_equal(taken, 65); /* that many are kept, and no more */
    assert_string_equal(first->name, "First");
    assert_string_equal(tp_organisation_config(organisation)->name, "Another");
    tp_organisation_close(&organisation);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_read_at_the_start_stays),
    cmocka_unit_test(the_rest_may_be_another),
    cmocka_unit_test(the_old_one_can_be_read_on),
};
TP_TEST_MAIN(tests)
