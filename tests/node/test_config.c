/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "folder.h"
#include "node/organisation.h"

#define KEY_A "11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4="
#define KEY_B "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="

static const char minimal[] = "id: ny-dcjs\n"
                              "name: Division of Criminal Justice Services\n"
                              "jurisdiction: US-NY\n"
                              "key_file: key.pem\n"
                              "ledger_origin: dcjs.ny.example/ledger\n";

static struct tp_config *config;
static struct tp_diag diag;

static int tear_down(void **state)
{
    (void)state;
    tp_config_free(&config);
    tp_config_free(&config);
    return 0;
}

/* PARTS one after the other. */
static tp_status parse(const char *first, const char *second)
{
    char text[8192];

    tp_config_free(&config);
    tp_diag_init(&diag);
    snprintf(text, sizeof text, "%s%s", first, second);
    return tp_config_parse(text, strlen(text), &config, &diag);
}

static void fails(const char *first, const char *second, const char *field, const char *words)
{
    assert_int_equal(parse(first, second), TP_E_FORMAT);
    assert_null(config);
    assert_string_equal(diag.field, field);
    if (!strstr(diag.text, words))
        print_message("# %s\n", diag.text);
    assert_non_null(strstr(diag.text, words));
}

/* A verifier of that name and type. */
static const char *verifier(const char *name, enum tp_key_type type)
{
    static char text[256];
    struct tp_public_key key = {{9, 9, 9}};
    struct tp_verifier made;
    struct tp_buffer buffer;

    tp_buffer_init(&buffer);
    assert_int_equal(tp_verifier_make(name, type, &key, &made, NULL), TP_OK);
    tp_verifier_write(&made, &buffer);
    snprintf(text, sizeof text, "%.*s", (int)buffer.size_bytes, (const char *)buffer.data);
    tp_buffer_deinit(&buffer);
    return text;
}

static void bookings_wait_for_their_turn(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, "bookings: {waiting: 20}\n"), TP_OK);
    assert_true(config->bookings_waiting == 20);
    fails(minimal, "bookings: {waiting: many}\n", "line 6, bookings.waiting", "whole number");
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_true(config->bookings_waiting == 1000);
}

static void agencies_say_whose_a_booking_is(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, "agencies:\n"
                                    "  - {ori: NY0270000, jurisdiction: US-NY-027, name: Dutchess County Sheriff}\n"
                                    "  - {ori: NY0590000, jurisdiction: US-NY-059}\n"),
                     TP_OK);
    assert_int_equal(config->agency_count, 2);
    assert_string_equal(config->agencies[0].ori, "NY0270000");
    assert_string_equal(config->agencies[0].name, "Dutchess County Sheriff");
    assert_string_equal(config->agencies[1].jurisdiction, "US-NY-059");
    assert_null(config->agencies[1].name);
    fails(minimal, "agencies: [{ori: NY02, jurisdiction: US-NY}]\n", "line 6, agencies[0].ori", "nine");
    fails(minimal, "agencies: [{ori: NY0270000, jurisdiction: nowhere}]\n", "line 6, agencies[0].jurisdiction", "code");
    fails(minimal, "agencies: [{ori: NY0270000, jurisdiction: US-NJ}]\n", "line 6, agencies", "not of");
    assert_int_equal(parse(minimal, "agencies: [{ori: NY0270000, jurisdiction: US-NY, accounts: [a.clerk, b]}]\n"),
                     TP_OK);
    assert_int_equal(config->agencies[0].accounts.count, 2);
    assert_string_equal(config->agencies[0].accounts.items[1], "b");
    fails(minimal, "agencies: [{ori: NY0270000, jurisdiction: US-NY, accounts: []}]\n", "line 6, agencies[0].accounts",
          "list");
    fails(minimal, "agencies: [{ori: NY0270000, jurisdiction: US-NY, accounts: a}]\n", "line 6, agencies[0].accounts",
          "list");
    fails(minimal, "agencies: [{ori: NY0270000}]\n", "line 6, agencies[0].jurisdiction", "missing");
    fails(minimal, "agencies: [{ori: NY0270000, jurisdiction: US-NY}, {ori: NY0270000, jurisdiction: US-NY-001}]\n",
          "line 6, agencies[1].ori", "another");
}

static void reviews_have_a_rate_and_limits(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_true(config->review_seeded == 0);
    assert_int_equal(config->review_claim_hours, 24);
    assert_int_equal(config->review_claims, 3);
    assert_int_equal(parse(minimal, "review: {seeded_of_thousand: 12.5, claim_hours: 8, claims: 1}\n"), TP_OK);
    assert_true(config->review_seeded == 12.5);
    assert_int_equal(config->review_claim_hours, 8);
    assert_int_equal(config->review_claims, 1);
    fails(minimal, "review: {seeded_of_thousand: 1001}\n", "line 6, review.seeded_of_thousand", "0 to 1000");
    fails(minimal, "review: {claims: 0}\n", "line 6, review", "at least 1");
    fails(minimal, "review: {claim_hours: 0}\n", "line 6, review", "at least 1");
}

static void leaves_wait(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_int_equal(config->leaves_every_hours, 24);
    assert_int_equal(config->leaves_least, 10);
    assert_int_equal(config->leaves_latest_days, 31);
    assert_int_equal(parse(minimal, "leaves: {every_hours: 0, least: 99, latest_days: 365}\n"), TP_OK);
    assert_int_equal(config->leaves_every_hours, 0);
    assert_int_equal(config->leaves_least, 99);
    assert_int_equal(config->leaves_latest_days, 365);
    fails(minimal, "leaves: {every_hours: 100}\n", "line 6, leaves.every_hours", "at most 99");
    fails(minimal, "leaves: {least: some}\n", "line 6, leaves.least", "whole number");
}

static void searches_and_the_drop_folder(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_true(config->search_fpir == 0.001);
    assert_null(config->drop_folder);
    assert_int_equal(parse(minimal, "search:\n  fpir: 1e-4\ndrop:\n  folder: /srv/drop\n  account: a\n"
                                    "  purpose: criminal-identification\n  offence: level-2\n  case: 2.009\n"),
                     TP_OK);
    assert_true(config->search_fpir == 1e-4);
    assert_string_equal(config->drop_folder, "/srv/drop");
    assert_string_equal(config->drop_account, "a");
    assert_string_equal(config->drop_offence, "level-2");
    assert_string_equal(config->drop_case, "2.009");
    fails(minimal, "drop: {account: a, purpose: fun}\n", "line 6, drop.purpose", "purpose");
    fails(minimal, "drop: {account: a, purpose: criminal-identification, offence: grave}\n", "line 6, drop.offence",
          "level-1");
    fails(minimal, "drop: {account: a, purpose: criminal-identification, case: 2.010}\n", "line 6, drop.case", "2.009");
    fails(minimal, "search: {fpir: 1}\n", "line 6, search.fpir", "between 0 and 1");
    fails(minimal, "search: {fpir: nan}\n", "line 6, search.fpir", "between 0 and 1");
    fails(minimal, "search: {fpir: 0.5x}\n", "line 6, search.fpir", "between 0 and 1");
    fails(minimal, "search: {fpir: [1]}\n", "line 6, search.fpir", "number");
    fails(minimal, "search: {other: 1}\n", "line 6, search.other", "no member");
    fails(minimal, "search: 1\n", "line 6, search.", "mapping");
    fails(minimal, "drop: {}\n", "line 6, drop.account", "missing");
}

static void where_the_node_answers(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_null(config->serve_listen);
    assert_int_equal(parse(minimal, "serve: {listen: '[::1]:7400', certificate: c.pem, key: k.pem, clients: a.pem}\n"),
                     TP_OK);
    assert_string_equal(config->serve_listen, "[::1]:7400");
    assert_string_equal(config->serve_clients, "a.pem");
    assert_true(config->serve_requests_per_s == 2000);
    assert_true(config->serve_receipts_per_s == 1);
    assert_false(config->serve_log_addresses);
    fails(minimal, "serve: {requests_per_s: -1}\n", "line 6, serve.requests_per_s", "whole number");
    fails(minimal, "serve: {requests_per_s: 1000000}\n", "line 6, serve.requests_per_s", "whole number");
    fails(minimal, "serve: {receipts_per_s: 0.5}\n", "line 6, serve.receipts_per_s", "whole number");
    fails(minimal, "serve: {listen: localhost}\n", "line 6, serve.listen", "ADDRESS:PORT");
    fails(minimal, "serve: {listen: 'a:65536'}\n", "line 6, serve.listen", "ADDRESS:PORT");
    fails(minimal, "serve: {listen: ':80'}\n", "line 6, serve.listen", "ADDRESS:PORT");
    fails(minimal, "serve: {certificate: c.pem}\n", "line 6, serve", "belong together");
    fails(minimal, "serve: {clients: c.pem}\n", "line 6, serve", "certificate");
    assert_int_equal(parse(minimal, "serve: {client_certificate: p.pem, client_key: q.pem}\n"), TP_OK);
    assert_string_equal(config->serve_client_certificate, "p.pem");
    assert_string_equal(config->serve_client_key, "q.pem");
    fails(minimal, "serve: {client_key: q.pem}\n", "line 6, serve", "client_certificate and client_key");
}

static void an_identity_provider_has_roles(void **state)
{
    static const char whole[] = "oidc:\n"
                                "  issuer: https://login.example\n"
                                "  audience: tenprint\n"
                                "  claim: groups\n"
                                "  roles:\n"
                                "    - value: bureau\n"
                                "      duty: examiner\n"
                                "    - {value: desk, duty: contributor}\n";

    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_null(config->oidc_issuer);
    assert_int_equal(parse(minimal, whole), TP_OK);
    assert_int_equal(config->oidc_role_count, 2);
    assert_string_equal(config->oidc_roles[1].value, "desk");
    assert_string_equal(config->oidc_roles[1].duty, "contributor");
    assert_string_equal(config->oidc_claim, "groups");
    fails(minimal, "oidc: {issuer: 'https://a'}\n", "line 6, oidc.audience", "missing");
    fails(minimal, "oidc: {issuer: 'https://a', audience: b, claim: c, roles: [{value: d}]}\n",
          "line 6, oidc.roles[0].duty", "missing");
    fails(minimal, "oidc: {issuer: 'https://a', audience: b, claim: c, roles: [], x: 1}\n", "line 6, oidc.x",
          "no member");
    fails(minimal, "oidc: {issuer: 'https://a', audience: b, claim: c, roles: d}\n", "line 6, oidc.roles", "list");
}

static void retention_has_its_days(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_int_equal(config->retention_bookings_days, 3650);
    assert_int_equal(config->retention_requests_days, 30);
    assert_int_equal(parse(minimal, "retention: {bookings_days: 0, requests_days: 7}\n"), TP_OK);
    assert_int_equal(config->retention_bookings_days, 0);
    assert_int_equal(config->retention_requests_days, 7);
    fails(minimal, "retention: {bookings_days: -1}\n", "line 6, retention.bookings_days", "number");
    fails(minimal, "retention: {years: 1}\n", "line 6, retention.years", "no member");
}

static void what_must_be_there_is_enough(void **state)
{
    (void)state;
    assert_int_equal(parse(minimal, ""), TP_OK);
    assert_string_equal(config->id, "ny-dcjs");
    assert_string_equal(config->name, "Division of Criminal Justice Services");
    assert_string_equal(config->jurisdiction, "US-NY");
    assert_string_equal(config->key_file, "key.pem");
    assert_string_equal(config->ledger_origin, "dcjs.ny.example/ledger");
    assert_null(config->token_module);
    assert_false(config->rehearsal);
    assert_int_equal(config->partner_count + config->witness_count + config->witnesses_needed, 0);
}

static void everything_is_read(void **state)
{
    char text[2048];

    (void)state;
    snprintf(
        text, sizeof text,
        "# a comment\n{id: dhs, \"name\": 'DHS, \"IDENT\"', jurisdiction: US, rehearsal: true,\n"
        "token_module: /usr/lib/m.so, token_label: t, token_key: k, ledger_origin: dhs.example/l/rehearsal,\n"
        "partners: [{id: a, name: A, key: %s}, {id: b, name: B, key: %s, url: https://b.example, authority: b.pem}],\n"
        "witnesses: [{verifier: %s, url: https://w.example/}, {verifier: x}], witnesses_needed: 1}\n",
        KEY_A, KEY_B, verifier("w.example", TP_KEY_COSIGNATURE));
    fails(text, "", "line 5, witnesses[1].verifier", "name+hex+base64");
    *strstr(text, ", {verifier: x}") = '\0';
    assert_int_equal(parse(text, "], witnesses_needed: 1}"), TP_OK);
    assert_true(config->rehearsal);
    assert_string_equal(config->name, "DHS, \"IDENT\"");
    assert_string_equal(config->token_label, "t");
    assert_null(config->key_file);
    assert_int_equal(config->partner_count, 2);
    assert_string_equal(config->partners[1].id, "b");
    assert_string_equal(config->partners[1].key, KEY_B);
    assert_string_equal(config->partners[1].url, "https://b.example");
    assert_string_equal(config->partners[1].authority, "b.pem");
    assert_null(config->partners[0].url);
    assert_int_equal(config->witness_count, 1);
    assert_string_equal(config->witnesses[0].url, "https://w.example/");
    assert_int_equal(config->witnesses_needed, 1);
}

static void a_mistake_is_named_with_its_line(void **state)
{
    (void)state;
    fails("", "", "line 1", "empty");
    fails("# nothing\n", "", "line 1", "empty");
    fails("- a\n- b\n", "", "line 1", "mapping");
    fails("just words", "", "line 1", "mapping");
    fails(minimal, "colour: red\n", "line 6, colour", "no member of this name");
    fails(minimal, "id: other\n", "line 6, id", "twice");
    fails(minimal, "? [a]\n: b\n", "line 6", "no member");
    fails(minimal, "rehearsal: yes\n", "line 6, rehearsal", "true or false");
    fails(minimal, "witnesses_needed: many\n", "line 6, witnesses_needed", "whole number");
    fails(minimal, "witnesses_needed: -1\n", "line 6, witnesses_needed", "whole number");
    fails(minimal, "witnesses_needed: 1\n", "line 6, witnesses_needed", "not so many");
    fails("\n\nname: x\n", "", "line 3, id", "missing");
    fails("id: [a]\n", "", "line 1, id", "must be a text");
    fails("id: \"\"\n", "", "line 1, id", "must be a text");
    fails("name: \"a\\0b\"\n", "", "line 1, name", "must be a text");
}

static void the_forms_of_values_are_checked(void **state)
{
    static const char *const bad_origins[] = {"/a", "a/", "a//b", "https://a", "a b", "a+b", "\xc3\xa4"};

    (void)state;
    fails("id: Big\n", "", "line 1, id", "lower-case");
    fails("id: -a\n", "", "line 1, id", "hyphen");
    fails("id: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "", "line 1, id", "1 to 63");
    fails("name: \"two\\nlines\"\n", "", "line 1, name", "one line");
    fails("jurisdiction: New York\n", "", "line 1, jurisdiction", "US-NY-027");
    fails("jurisdiction: US-ny\n", "", "line 1, jurisdiction", "code");
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bad_origins); i++) {
        char text[64];
        snprintf(text, sizeof text, "ledger_origin: '%s'", bad_origins[i]);
        fails(text, "\n", "line 1, ledger_origin", "without its scheme");
    }
}

/* Prints and names go there. */
static void partners_are_sent_to_over_tls(void **state)
{
    static const char *const urls[][2] = {{"https://b.example", "https"},
                                          {"http://127.0.0.1:7400", "this machine"},
                                          {"http://[::1]:7400", "this machine"},
                                          {"http://localhost/b", "this machine"},
                                          {"http://b.example", NULL},
                                          {"http://127.0.0.1.example", NULL},
                                          {"http://localhost.example:80", NULL}};
    char line[256], text[512];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(urls); i++) {
        snprintf(line, sizeof line, "partners: [{id: b, name: B, key: %s, url: '%s'}]\n", KEY_B, urls[i][0]);
        if (urls[i][1])
            assert_int_equal(parse(minimal, line), TP_OK);
        else
            fails(minimal, line, "line 6, partners", "https://");
        snprintf(text, sizeof text, "%.*s/rehearsal\nrehearsal: true\n", (int)strlen(minimal) - 1, minimal);
        assert_int_equal(parse(text, line), TP_OK);
    }
}

static void partners_and_witnesses_are_checked(void **state)
{
    (void)state;
    fails(minimal, "partners: none\n", "line 6, partners", "a list");
    fails(minimal, "partners:\n  - id: a\n    name: A\n", "line 7, partners[0].key", "missing");
    fails(minimal, "partners:\n  - id: a\n    name: A\n    key: AAAA\n", "line 9, partners[0].key", "32 bytes");
    fails(minimal, "partners:\n  - {id: a, name: A, key: " KEY_A ", url: node.example}\n", "line 7, partners[0].url",
          "https://");
    fails(minimal, "partners:\n  - id: a\n    phone: 1\n", "line 8, partners[0].phone", "no member");
    fails(minimal,
          "partners:\n  - {id: a, name: A, key: " KEY_A "}\n"
          "  - {id: a, name: A, key: " KEY_B "}\n",
          "line 8, partners[1].id", "another partner");
    fails(minimal,
          "partners:\n  - {id: a, name: A, key: " KEY_A "}\n"
          "  - {id: b, name: A, key: " KEY_A "}\n",
          "line 8, partners[1].key", "another partner");
    fails(minimal, "partners:\n  - {id: ny-dcjs, name: A, key: " KEY_A "}\n", "line 6, partners", "own id");
    fails(minimal, "witnesses: [{url: https://w.example}]\n", "line 6, witnesses[0].verifier", "missing");
    fails(minimal, "witnesses: [{url: w.example}]\n", "line 6, witnesses[0].url", "https://");
    fails(minimal, "witnesses: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]\n", "line 6, witnesses",
          "17 elements, at most 16");
    fails(minimal, "witnesses: [1]\n", "line 6, witnesses[0].", "mapping");
}

#define TLS "serve: {certificate: c.pem, key: k.pem, clients: a.pem}\n"

static void how_a_partner_proves_itself(void **state)
{
    static const char *const good[] = {"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"};
    static const char *const bad[] = {"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff", "0011",
                                      "node", "'CN=node.dhs.example,O=DHS'"};
    char text[1024];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++) {
        snprintf(text, sizeof text, TLS "partners: [{id: a, name: A, key: " KEY_A ", certificate: %s}]\n", good[i]);
        assert_int_equal(parse(minimal, text), TP_OK);
        assert_non_null(strstr(good[i], config->partners[0].certificate));
        fails(minimal, strchr(text, '\n') + 1, "line 6, partners", "where serve has clients");
    }
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        snprintf(text, sizeof text, TLS "partners: [{id: a, name: A, key: " KEY_A ", certificate: %s}]\n", bad[i]);
        fails(minimal, text, "line 7, partners[0].certificate", "SHA-256");
    }
}

static void a_witness_is_no_ledger_and_comes_once(void **state)
{
    char text[1024];

    (void)state;
    snprintf(text, sizeof text, "witnesses: [{verifier: %s}]\n", verifier("w.example", TP_KEY_NOTE));
    fails(minimal, text, "line 6, witnesses[0].verifier", "not of a ledger");
    snprintf(text, sizeof text, "witnesses:\n - verifier: %s\n - verifier: %s\n",
             verifier("w.example", TP_KEY_COSIGNATURE), verifier("w.example", TP_KEY_COSIGNATURE));
    fails(minimal, text, "line 8, witnesses[1].verifier", "another witness");
}

static void the_key_is_in_one_place(void **state)
{
    static const char without[] = "id: a\nname: A\njurisdiction: US\nledger_origin: a/b\n";

    (void)state;
    fails(minimal, "token_label: t\n", "line 4, key_file", "not both");
    fails(without, "", "line 1, key_file", "missing");
    fails(without, "token_label: t\n", "line 5, token_label", "belong together");
    fails(without, "token_module: t\ntoken_key: k\n", "line 5, token_module", "belong together");
    assert_int_equal(parse(without, "token_module: t\ntoken_key: k\ntoken_label: l\n"), TP_OK);
}

static void the_name_of_a_ledger_tells_a_rehearsal(void **state)
{
    static const char without[] = "id: a\nname: A\njurisdiction: US\nkey_file: k\n";

    (void)state;
    fails(without, "ledger_origin: a/b\nrehearsal: true\n", "line 5, ledger_origin", "exactly for a rehearsal");
    fails(without, "ledger_origin: a/rehearsal\n", "line 5, ledger_origin", "exactly for a rehearsal");
    assert_int_equal(parse(without, "ledger_origin: a/rehearsal\nrehearsal: true\n"), TP_OK);
}

static void what_is_no_yaml_is_refused(void **state)
{
    (void)state;
    fails(minimal, "a: b: c\n", "line 6", "no YAML");
    fails(minimal, "partners: [\n", "line 7", "no YAML");
    fails(minimal, "\tid: x\n", "line 6", "no YAML");
    fails("id: \xff\n", "", "line 1", "no YAML");
    fails("a: *unknown\n", "", "line 1", "no YAML");
    fails(minimal, "---\nid: a\n", "", "second document");
    fails(minimal, "---\n[\n", "line 8", "no YAML");
}

static void a_file_is_named(void **state)
{
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    tp_diag_init(&diag);
    assert_int_equal(tp_config_load(folder_path(&folder, "none"), &config, &diag), TP_E_NOT_FOUND);
    assert_null(config);
    folder_write(&folder, "organisation.yaml", "id: A\n", 6);
    tp_diag_init(&diag);
    assert_int_equal(tp_config_load(folder_path(&folder, "organisation.yaml"), &config, &diag), TP_E_FORMAT);
    assert_string_equal(diag.file, folder_path(&folder, "organisation.yaml"));
    assert_string_equal(diag.field, "line 1, id");
    folder_write(&folder, "organisation.yaml", minimal, strlen(minimal));
    assert_int_equal(tp_config_load(folder_path(&folder, "organisation.yaml"), &config, NULL), TP_OK);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(what_must_be_there_is_enough, tear_down),
    cmocka_unit_test_teardown(bookings_wait_for_their_turn, tear_down),
    cmocka_unit_test_teardown(agencies_say_whose_a_booking_is, tear_down),
    cmocka_unit_test_teardown(reviews_have_a_rate_and_limits, tear_down),
    cmocka_unit_test_teardown(leaves_wait, tear_down),
    cmocka_unit_test_teardown(searches_and_the_drop_folder, tear_down),
    cmocka_unit_test_teardown(where_the_node_answers, tear_down),
    cmocka_unit_test_teardown(an_identity_provider_has_roles, tear_down),
    cmocka_unit_test_teardown(retention_has_its_days, tear_down),
    cmocka_unit_test_teardown(everything_is_read, tear_down),
    cmocka_unit_test_teardown(a_mistake_is_named_with_its_line, tear_down),
    cmocka_unit_test_teardown(the_forms_of_values_are_checked, tear_down),
    cmocka_unit_test_teardown(partners_and_witnesses_are_checked, tear_down),
    cmocka_unit_test_teardown(partners_are_sent_to_over_tls, tear_down),
    cmocka_unit_test_teardown(how_a_partner_proves_itself, tear_down),
    cmocka_unit_test_teardown(a_witness_is_no_ledger_and_comes_once, tear_down),
    cmocka_unit_test_teardown(the_key_is_in_one_place, tear_down),
    cmocka_unit_test_teardown(the_name_of_a_ledger_tells_a_rehearsal, tear_down),
    cmocka_unit_test_teardown(what_is_no_yaml_is_refused, tear_down),
    cmocka_unit_test_teardown(a_file_is_named, tear_down),
};
TP_TEST_MAIN(tests)
