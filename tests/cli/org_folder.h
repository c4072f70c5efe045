/* SPDX-License-Identifier: Apache-2.0 */
/* A rehearsal organisation in the folder `org` with a few leaves, and its passphrase in the file `secret`. */
#ifndef TP_TEST_CLI_ORG_FOLDER_H
#define TP_TEST_CLI_ORG_FOLDER_H

#include "cli/program.h"
#include "folder.h"
#include "ledger/ledgers.h"
#include "node/organisation.h"

enum { ORG_LEAVES = 3, ORG_NOW = 1307000000 };

#define ORG_SECRET "correct horse"

/* WITNESSES may be NULL. */
static inline void make_org(const struct tp_config_witness *witnesses, size_t count)
{
    const uint8_t seed[TP_SEED_BYTES] = {5};
    struct tp_organisation_init init = {.id = "ny-dcjs",
                                        .name = "New York State Division of Criminal Justice Services",
                                        .jurisdiction = "US-NY",
                                        .rehearsal = true,
                                        .passphrase = ORG_SECRET,
                                        .seed = seed,
                                        .witnesses = witnesses,
                                        .witness_count = count,
                                        .witnesses_needed = count};
    const struct tp_case about = {.county = "US-NY-027", .reference = "case 17"};
    struct tp_organisation *organisation;
    FILE *secret = fopen("secret", "w");

    assert_non_null(secret);
    fputs(ORG_SECRET "\n", secret);
    fclose(secret);
    assert_ok(tp_organisation_init("org", &init, DIAG));
    assert_ok(tp_organisation_open("org", ORG_SECRET, &organisation, DIAG));
    for (unsigned i = 0; i < ORG_LEAVES; i++) {
        struct tp_leaf leaf;
        uint64_t index;

        tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, ORG_NOW);
        tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
        tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
        assert_ok(tp_organisation_log(organisation, &leaf, &about, ORG_NOW, &index, DIAG));
    }
    tp_organisation_close(&organisation);
}

/* For cmocka: a test runs in a new folder that has the organisation. */
static struct test_folder org_place;

static inline int set_up_org(void **state)
{
    (void)state;
    folder_make(&org_place);
    if (chdir(org_place.path) != 0)
        return -1;
    make_org(NULL, 0);
    return 0;
}

static inline int tear_down_org(void **state)
{
    (void)state;
    folder_remove(&org_place);
    return chdir("/");
}

#endif
