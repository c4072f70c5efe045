/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction as XML. */
#include "test.h"

#include <stdio.h>

#include "cards.h"
#include "cli/record_show.h"

static const struct tp_xml_node *find_field(const struct tp_xml *xml, const char *tag)
{
    for (const struct tp_xml_node *record = tp_xml_child(tp_xml_root(xml), "record"); record;
         record = tp_xml_next(record, "record"))
        for (const struct tp_xml_node *field = tp_xml_child(record, "field"); field;
             field = tp_xml_next(field, "field")) {
            char *number;
            bool found;

            assert_int_equal(tp_xml_attribute(field, "number", &number, NULL), TP_OK);
            found = number && strcmp(number, tag) == 0;
            free(number);
            if (found)
                return field;
        }
    fail_msg("no %s", tag);
    return NULL;
}

static void expect_attribute(const struct tp_xml_node *node, const char *name, const char *value)
{
    char *text;

    assert_int_equal(tp_xml_attribute(node, name, &text, NULL), TP_OK);
    assert_non_null(text);
    assert_string_equal(text, value);
    free(text);
}

static void values_are_escaped_and_found_again(void **state)
{
    static const char name[] = "</item><evil a=\"&amp;\"> ]]> O'DOE";
    struct tp_transaction *card = card_make(name);
    struct tp_findings remarks = {0};
    const struct tp_show show = {"a<b>&\".an2", card, &remarks};
    const struct tp_xml_node *node;
    struct tp_xml *xml;
    char *text = NULL, *value;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    card_add_print(card, 3, 1);
    card_set(tp_transaction_at(card, 1), 19,
             "A\x01"
             "B\x0b");
    assert_int_equal(tp_show_as_xml(&show, out, NULL), TP_OK);
    fclose(out);
    assert_int_equal(tp_xml_parse((const uint8_t *)text, size, &xml, NULL), TP_OK);
    expect_attribute(tp_xml_root(xml), "file", "a<b>&\".an2");
    expect_attribute(tp_xml_root(xml), "version", "0500");
    node = find_field(xml, "2.018");
    expect_attribute(node, "mnemonic", "NAM");
    node = tp_xml_child(tp_xml_child(node, "subfield"), "item");
    assert_int_equal(tp_xml_text(node, &value, NULL), TP_OK);
    assert_string_equal(value, name);
    free(value);
    node = tp_xml_child(find_field(xml, "14.999"), "binary");
    expect_attribute(node, "bytes", "4096");
    expect_attribute(node, "ppi", "500");
    tp_xml_free(&xml);
    free(text);
    tp_transaction_free(&card);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(values_are_escaped_and_found_again),
};

TP_TEST_MAIN(tests)
