/* SPDX-License-Identifier: Apache-2.0 */
/* Opening an organisation's folder: one process at a time, with the right secret, and only when it is whole. */
#include "office.h"

#include <unistd.h>

static void opens_what_was_made(void **state)
{
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    assert_string_equal(tp_organisation_config(office.organisation)->id, "ny-dcjs");
    assert_memory_equal(tp_organisation_verifier(office.organisation)->key.bytes, sample_key("ny-dcjs")->bytes,
                        TP_KEY_BYTES);
    assert_memory_equal(tp_signer_public(tp_organisation_signer(office.organisation)), sample_key("ny-dcjs"),
                        sizeof(struct tp_public_key));
    assert_int_equal(office_leaves(&office), 0);
    assert_int_equal(tp_organisation_history_count(office.organisation), 0);
    assert_null(tp_organisation_history_at(office.organisation, 0));
    office_remove(&office);
}

static void one_process_works_in_it(void **state)
{
    struct tp_organisation *second;
    struct office office;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    office_make(&office, "ny-dcjs", NULL);
    assert_int_equal(tp_organisation_open(office.folder, OFFICE_PASSPHRASE, &second, &diag), TP_E_BUSY);
    assert_null(second);
    assert_string_equal(diag.text, "another process works here");
    tp_organisation_close(&office.organisation);
    office_open(&office);
    office_remove(&office);
}

static void a_wrong_secret_opens_nothing(void **state)
{
    struct tp_organisation *organisation;
    struct office office;

    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    tp_organisation_close(&office.organisation);
    assert_int_equal(tp_organisation_open(office.folder, "wrong", &organisation, NULL), TP_E_DENIED);
    assert_null(organisation);
    office_open(&office);
    office_remove(&office);
}

static void a_folder_without_its_parts_is_refused(void **state)
{
    static const char *const parts[] = {"organisation.yaml", "key.pem", "store.db"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(parts); i++) {
        struct tp_organisation *organisation;
        struct office office;
        struct tp_diag diag;
        char path[160];

        tp_diag_init(&diag);
        office_make(&office, "ny-dcjs", NULL);
        tp_organisation_close(&office.organisation);
        snprintf(path, sizeof path, "%s/%s", office.folder, parts[i]);
        assert_int_equal(unlink(path), 0);
        assert_int_not_equal(tp_organisation_open(office.folder, OFFICE_PASSPHRASE, &organisation, &diag), TP_OK);
        assert_null(organisation);
        assert_string_equal(diag.file, path);
        office_remove(&office);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(opens_what_was_made),
    cmocka_unit_test(one_process_works_in_it),
    cmocka_unit_test(a_wrong_secret_opens_nothing),
    cmocka_unit_test(a_folder_without_its_parts_is_refused),
};
TP_TEST_MAIN(tests)
