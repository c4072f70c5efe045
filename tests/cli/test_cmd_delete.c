/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "commands_on_people.h"

static void deletes_a_person_and_the_bytes(void **state)
{
    uint8_t *data, *bytes;
    size_t size, template_size;

    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 5, 2);
    assert_ran("enroll --db a.db --manifest m.csv", 0, "enrolled person-00004", "");
    assert_int_equal(tp_file_read(folder_path(&folder, "person-00002-1.tpt"), 100000, &bytes, &template_size, NULL),
                     TP_OK);
    assert_int_equal(tp_file_read(folder_path(&folder, "a.db"), 1 << 30, &data, &size, NULL), TP_OK);
    assert_non_null(memmem(data, size, bytes, template_size));
    free(data);
    assert_ran("delete --db a.db --subject person-00002", 0, "deleted person-00002\n", "");
    assert_int_equal(tp_file_read(folder_path(&folder, "a.db"), 1 << 30, &data, &size, NULL), TP_OK);
    assert_null(memmem(data, size, bytes, template_size));
    assert_null(memmem(data, size, "person-00002", 12));
    free(data);
    free(bytes);
    assert_ran("identify --db a.db 1=person-00002-1.tpt", 1, "searched 4 subjects", "");
    assert_ran("delete --db a.db --subject person-00002", 3, "", "there is no subject person-00002");
    folder_remove(&folder);
}

/* Also from a gallery that this program has not mapped. */
static void deletes_from_the_saved_gallery(void **state)
{
    uint8_t *data;
    size_t size;

    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 5, 2);
    assert_ran("enroll --db a.db --manifest m.csv", 0, "enrolled person-00004", "");
    assert_ran("gallery save --db a.db", 0, "5 subjects", "");
    assert_ran("delete --db a.db --subject person-00002", 0, "deleted person-00002\n", "");
    assert_int_equal(tp_file_read(folder_path(&folder, "a.db.gallery"), 1 << 30, &data, &size, NULL), TP_OK);
    assert_null(memmem(data, size, "person-00002", 12));
    assert_non_null(memmem(data, size, "person-00003", 12));
    free(data);
    assert_ran("identify --db a.db 1=person-00002-1.tpt", 1, "searched 4 subjects", "");
    folder_write(&folder, "a.db.gallery", "person-00003 in a file that cannot be read", 42);
    assert_ran("delete --db a.db --subject person-00003 && ls", 0, "a.db\nm.csv\n", "");
    folder_remove(&folder);
}

static void tells_usage_from_database(void **state)
{
    (void)state;
    folder_make(&folder);
    assert_ran("delete --db a.db", 2, "", "--subject");
    assert_ran("delete --subject x", 2, "", "--db");
    assert_ran("delete --db none.db --subject x", 4, "", "none.db");
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(deletes_a_person_and_the_bytes),
    cmocka_unit_test(deletes_from_the_saved_gallery),
    cmocka_unit_test(tells_usage_from_database),
};
TP_TEST_MAIN(tests)
