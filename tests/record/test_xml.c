/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "record/record.h"

static tp_status parse(const char *text, struct tp_xml **out, struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_xml_parse((const uint8_t *)text, strlen(text), out, diag);
}

static void elements_attributes_and_text_are_found(void **state)
{
    struct tp_xml *xml;
    const struct tp_xml_node *node;
    struct tp_diag diag;
    char *text;

    (void)state;
    assert_int_equal(
        parse("<?xml version='1.0'?>\n<p:a xmlns:p='urn:x'>\n <!-- no --> <b k='v'> one &amp; <![CDATA[<two>]]>\n"
              "</b><c/><p:b>three</p:b></p:a>",
              &xml, &diag),
        TP_OK);
    node = tp_xml_root(xml);
    assert_string_equal(tp_xml_name(node), "a");
    assert_string_equal(tp_xml_namespace(node), "urn:x");
    assert_int_equal(tp_xml_line(node), 2);
    node = tp_xml_child(node, "b");
    assert_string_equal(tp_xml_namespace(node), "");
    assert_int_equal(tp_xml_text(node, &text, &diag), TP_OK);
    assert_string_equal(text, "one & <two>");
    free(text);
    assert_int_equal(tp_xml_attribute(node, "k", &text, &diag), TP_OK);
    assert_string_equal(text, "v");
    free(text);
    assert_int_equal(tp_xml_attribute(node, "none", &text, &diag), TP_OK);
    assert_null(text);
    assert_string_equal(tp_xml_name(tp_xml_next(node, NULL)), "c");
    node = tp_xml_next(node, "b");
    assert_int_equal(tp_xml_text(node, &text, &diag), TP_OK);
    assert_string_equal(text, "three");
    free(text);
    assert_null(tp_xml_next(node, NULL));
    assert_null(tp_xml_child(node, NULL));
    tp_xml_free(&xml);
    tp_xml_free(&xml);
}

static void damage_is_refused_with_its_line(void **state)
{
    static const char *const cases[] = {"", "no xml", "<a>\n<b></a>", "<a/><b/>", "<a>&nbsp;</a>", "<a k='1' k='2'/>"};
    struct tp_xml *xml;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(parse(cases[i], &xml, &diag), TP_E_FORMAT);
        assert_null(xml);
        assert_int_equal(strncmp(diag.field, "XML line ", 9), 0);
        assert_true(diag.text[0] != '\0');
    }
    parse(cases[2], &xml, &diag);
    assert_string_equal(diag.field, "XML line 2");
}

static void entities_and_external_files_are_refused(void **state)
{
    static const char *const cases[] = {
        "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\">]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM \"http://example.invalid/a.dtd\"><a/>",
    };
    struct tp_xml *xml;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        assert_int_equal(parse(cases[i], &xml, &diag), TP_E_FORMAT);
        assert_null(xml);
        assert_string_equal(diag.field, "DOCTYPE");
    }
}

static void depth_is_limited(void **state)
{
    enum { DEPTH = 5000 };
    char *text = malloc(7 * DEPTH + 1), *at = text;
    struct tp_xml *xml;
    struct tp_diag diag;

    (void)state;
    for (unsigned i = 0; i < DEPTH; i++, at += 3)
        memcpy(at, "<a>", 3);
    for (unsigned i = 0; i < DEPTH; i++, at += 4)
        memcpy(at, "</a>", 4);
    *at = '\0';
    assert_int_equal(parse(text, &xml, &diag), TP_E_FORMAT);
    free(text);
}

static void expect_limit(const struct tp_buffer *text)
{
    struct tp_xml *xml;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_xml_parse(text->data, text->size_bytes, &xml, &diag), TP_E_LIMIT);
    assert_string_equal(diag.field, "XML");
}

/* Both take libxml2 minutes. */
static void attributes_and_namespaces_are_limited(void **state)
{
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    tp_write_text(&text, "<!-- '> --><a b='>' ");
    for (unsigned i = 0; i < 300000; i++)
        tp_write_text(&text, "a%u='1' ", i);
    tp_write_text(&text, "/>");
    expect_limit(&text);
    text.size_bytes = 0;
    for (unsigned i = 0; i < 9000; i++)
        tp_write_text(&text, i % 90 ? " xmlns:p%u='u'" : i ? "><a xmlns:p%u='u'" : "<a xmlns:p%u='u'", i);
    tp_write_text(&text, ">");
    for (unsigned i = 0; i < 300000; i++)
        tp_write_text(&text, "<p1:x/>");
    expect_limit(&text);
    tp_buffer_deinit(&text);
}

static void encodings_that_hide_tags_are_refused(void **state)
{
    static const char good[] = "<?xml version='1.0' encoding = 'Iso-8859-1'?><a k='\xe4'/>";
    static const char *const bad[] = {"<?xml version='1.0' encoding='UTF-7'?><a/>",
                                      "<?xml version='1.0' encoding='EBCDIC-US'?><a/>"};
    struct tp_xml *xml;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(parse(good, &xml, &diag), TP_OK);
    tp_xml_free(&xml);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(parse(bad[i], &xml, &diag), TP_E_FORMAT);
    assert_int_equal(tp_xml_parse((const uint8_t *)"<\0a\0/\0>\0", 8, &xml, NULL), TP_E_FORMAT);
}

static void what_is_written_is_read_again(void **state)
{
    static const char text[] = "a<b>&\"c\" \xc3\xa4", broken[] = "\x1d\xff"
                                                                 "end\xc3";
    struct tp_xml_writer *writer;
    struct tp_buffer buffer;
    struct tp_xml *xml;
    char *words;

    (void)state;
    tp_buffer_init(&buffer);
    assert_int_equal(tp_xml_writer_new(&writer, NULL), TP_OK);
    tp_xml_open(writer, "root");
    tp_xml_add_attribute(writer, "k", text);
    tp_xml_add_element(writer, "x", text);
    tp_xml_add_element(writer, "y", broken);
    assert_int_equal(tp_xml_finish(writer, &buffer, NULL), TP_OK);
    tp_xml_writer_free(&writer);
    assert_int_equal(tp_xml_parse(buffer.data, buffer.size_bytes, &xml, NULL), TP_OK);
    assert_int_equal(tp_xml_attribute(tp_xml_root(xml), "k", &words, NULL), TP_OK);
    assert_string_equal(words, text);
    free(words);
    assert_int_equal(tp_xml_text(tp_xml_child(tp_xml_root(xml), "x"), &words, NULL), TP_OK);
    assert_string_equal(words, text);
    free(words);
    assert_int_equal(tp_xml_text(tp_xml_child(tp_xml_root(xml), "y"), &words, NULL), TP_OK);
    assert_string_equal(words, "??end?");
    free(words);
    tp_xml_free(&xml);
    tp_buffer_deinit(&buffer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(elements_attributes_and_text_are_found),  cmocka_unit_test(damage_is_refused_with_its_line),
    cmocka_unit_test(entities_and_external_files_are_refused), cmocka_unit_test(depth_is_limited),
    cmocka_unit_test(what_is_written_is_read_again),           cmocka_unit_test(attributes_and_namespaces_are_limited),
    cmocka_unit_test(encodings_that_hide_tags_are_refused),
};
TP_TEST_MAIN(tests)
