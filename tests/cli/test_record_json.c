/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as JSON. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "folder.h"
#include "program.h"

/* What the command prints of CARD with its first LEN made wrong, which is a remark. */
static json_t *show_json(const struct tp_transaction *card)
{
    static struct program_run run;
    struct test_folder folder;
    size_t size_bytes;
    char line[128];
    uint8_t *data;
    json_t *root;

    folder_make(&folder);
    assert_int_equal(tp_transaction_write(card, &data, &size_bytes, NULL), TP_OK);
    assert_memory_equal(data, "1.001:", 6);
    data[6]++;
    folder_write(&folder, "card.an2", data, size_bytes);
    snprintf(line, sizeof line, "record show --json %s/card.an2", folder.path);
    run_program(line, &run);
    root = json_loads(run.out, 0, NULL);
    assert_int_equal(run.exit, 0);
    assert_non_null(root);
    free(data);
    folder_remove(&folder);
    return root;
}

static const json_t *find_field(const json_t *root, size_t record, const char *tag)
{
    const json_t *fields = json_object_get(json_array_get(json_object_get(root, "records"), record), "fields");

    for (size_t i = 0; i < json_array_size(fields); i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(fields, i), "field")), tag) == 0)
            return json_array_get(fields, i);
    fail_msg("no %s", tag);
    return NULL;
}

static const char *item(const json_t *field, size_t subfield, size_t place)
{
    return json_string_value(json_array_get(json_array_get(json_object_get(field, "subfields"), subfield), place));
}

static void holds_every_value(void **state)
{
    struct tp_transaction *card = card_make("DOE\x1b \xc3\x96");
    const json_t *field;
    json_t *root;

    (void)state;
    card_add_print(card, 3, 1);
    root = show_json(card);
    assert_string_equal(json_string_value(json_object_get(root, "version")), "0500");
    assert_int_equal(json_array_size(json_object_get(root, "records")), 3);
    assert_string_equal(item(find_field(root, 0, "1.003"), 2, 0), "14");
    assert_string_equal(item(find_field(root, 1, "2.018"), 0, 0), "DOE\x1b \xc3\x96");
    assert_string_equal(json_string_value(json_object_get(find_field(root, 1, "2.018"), "mnemonic")), "NAM");
    field = find_field(root, 2, "14.999");
    assert_null(json_object_get(field, "subfields"));
    assert_int_equal(json_integer_value(json_object_get(field, "bytes")), 4096);
    assert_string_equal(json_string_value(json_object_get(field, "compression")), "NONE");
    assert_int_equal(json_integer_value(json_object_get(field, "width_px")), 64);
    field = json_array_get(json_object_get(root, "remarks"), 0);
    assert_int_equal(json_integer_value(json_object_get(field, "record")), 1);
    assert_non_null(json_string_value(json_object_get(field, "text")));
    json_decref(root);
    tp_transaction_free(&card);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(holds_every_value),
};

TP_TEST_MAIN(tests)
