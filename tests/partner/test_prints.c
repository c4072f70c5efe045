/* SPDX-License-Identifier: Apache-2.0 */
/* Prints on their way: one of each finger, read strictly, kept as a booking's are. */
#define TP_TEST_PLAYED
#include "nodes.h"

#include <tenprint/codec.h>

static const char list[] = "{\"prints\":[{\"k\":0,\"position\":1,\"impression\":0,\"quality\":90,\"media\":\"\"},"
                           "{\"k\":1,\"position\":1,\"impression\":1,\"quality\":20,\"media\":\"\"},"
                           "{\"k\":2,\"position\":2,\"impression\":0,\"quality\":50,\"media\":\"\"},"
                           "{\"k\":3,\"position\":0,\"impression\":0,\"quality\":50,\"media\":\"\"}]}";

static void keep(struct node *node, const char *owner)
{
    struct fixture_prints prints;

    fixture_prints(&prints, 1, 0);
    fixture_begin(&node->fixture);
    assert_int_equal(tp_blob_put(node->fixture.exchange, owner, "prints", list, strlen(list), NULL), TP_OK);
    for (unsigned k = 0; k < 4; k++)
        put_print(node->fixture.exchange, owner, k, prints.pointers[k / 2]);
    fixture_end(&node->fixture);
}

static void one_of_each_finger(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_exchange *exchange = two->sender->fixture.exchange;
    struct tp_wire_prints prints;

    (void)state;
    keep(two->sender, "booking/x");
    assert_int_equal(tp_wire_prints_load(exchange, "booking/x", TP_MATERIAL_TEMPLATES, &prints, NULL), TP_OK);
    assert_int_equal(prints.count, 2);
    assert_int_equal(prints.items[0].position, 1);
    assert_int_equal(prints.items[0].impression, 1); /* the rolled one */
    assert_int_equal(prints.items[1].position, 2);
    tp_wire_prints_deinit(&prints);
    assert_int_equal(tp_wire_prints_load(exchange, "booking/x", TP_MATERIAL_IMAGES, &prints, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_wire_prints_load(exchange, "booking/y", TP_MATERIAL_TEMPLATES, &prints, NULL), TP_E_NOT_FOUND);
    two_remove(two);
}

static void there_and_back(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_exchange *exchange = two->sender->fixture.exchange;
    struct tp_wire_prints prints, again;
    struct tp_json_document *document;
    struct tp_template *templates;
    struct tp_buffer text;
    struct tp_json *json;
    size_t count;

    (void)state;
    keep(two->sender, "booking/x");
    assert_int_equal(tp_wire_prints_load(exchange, "booking/x", TP_MATERIAL_TEMPLATES, &prints, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_wire_prints_put(&prints, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &document, NULL), TP_OK);
    assert_int_equal(
        tp_wire_prints_parse(tp_json_member(tp_json_root(document), "prints"), TP_MATERIAL_TEMPLATES, &again, NULL),
        TP_OK);
    assert_int_equal(again.count, 2);
    assert_memory_equal(again.items[0].data.data, prints.items[0].data.data, prints.items[0].data.size_bytes);
    assert_int_equal(tp_wire_prints_templates(&again, &templates, &count, NULL), TP_OK);
    assert_int_equal(count, 2);
    assert_int_equal(templates[1].position, 2);
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
    again.items[0].position = 7; /* not what the template says */
    assert_int_equal(tp_wire_prints_templates(&again, &templates, &count, NULL), TP_E_FORMAT);
    fixture_begin(&two->sender->fixture);
    assert_int_equal(tp_wire_prints_keep(exchange, "request/z", TP_MATERIAL_TEMPLATES, &prints, NULL), TP_OK);
    fixture_end(&two->sender->fixture);
    tp_wire_prints_deinit(&again);
    assert_int_equal(tp_wire_prints_load(exchange, "request/z", TP_MATERIAL_TEMPLATES, &again, NULL), TP_OK);
    assert_int_equal(again.count, 2);
    tp_wire_prints_deinit(&again);
    tp_wire_prints_deinit(&prints);
    tp_json_document_free(&document);
    tp_json_free(&json);
    tp_buffer_deinit(&text);
    two_remove(two);
}

static void images_are_extracted(void **state)
{
    struct tp_wire_prints prints = {.count = 1};
    struct tp_template *templates;
    struct tp_image image;
    uint8_t *data;
    size_t size_bytes, count;

    (void)state;
    assert_int_equal(tp_image_init(&image, 200, 200, 500, NULL), TP_OK);
    for (unsigned i = 0; i < 200 * 200; i++)
        image.pixels[i] = (uint8_t)(i / 200 % 9 < 4 ? 40 : 210);
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_PNG, NULL, &data, &size_bytes, NULL), TP_OK);
    tp_buffer_init(&prints.items[0].data);
    tp_write_bytes(&prints.items[0].data, data, size_bytes);
    prints.items[0].position = 4;
    prints.items[0].ppi = 500;
    snprintf(prints.items[0].media, sizeof prints.items[0].media, "image/png");
    assert_int_equal(tp_wire_prints_templates(&prints, &templates, &count, NULL), TP_OK);
    assert_int_equal(templates[0].position, 4);
    assert_int_equal(templates[0].width_px, 200);
    tp_template_deinit(&templates[0]);
    free(templates);
    prints.items[0].data.data[size_bytes / 2] ^= 0xff;
    assert_int_not_equal(tp_wire_prints_templates(&prints, &templates, &count, NULL), TP_OK);
    tp_wire_prints_deinit(&prints);
    tp_image_deinit(&image);
    free(data);
}

static void refusals(void **state)
{
    static const char *const lists[] = {
        "{\"prints\":[]}",
        "{\"prints\":7}",
        "{\"prints\":[{}]}",
        "{\"prints\":[{\"position\":1,\"impression\":0,\"quality\":1}]}",
        "{\"prints\":[{\"position\":0,\"impression\":0,\"quality\":1,\"template\":\"AAAA\"}]}",
        "{\"prints\":[{\"position\":11,\"impression\":0,\"quality\":1,\"template\":\"AAAA\"}]}",
        "{\"prints\":[{\"position\":1,\"impression\":0,\"quality\":1,\"template\":\"\"}]}",
        "{\"prints\":[{\"position\":1,\"impression\":0,\"quality\":1,\"template\":\"*\"}]}",
        "{\"prints\":[{\"position\":1,\"impression\":0,\"quality\":1,\"image\":\"AAAA\",\"media\":\"image/png\"}]}",
        "{\"prints\":[{\"position\":1,\"impression\":0,\"quality\":1,\"template\":\"AAAA\",\"name\":\"x\"}]}",
        ("{\"prints\":[{\"position\":1,\"impression\":0,\"quality\":1,\"template\":\"AAAA\"},"
         "{\"position\":1,\"impression\":0,\"quality\":1,\"template\":\"AAAA\"}]}"),
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(lists); i++) {
        struct tp_json_document *document;
        struct tp_wire_prints prints;

        assert_int_equal(tp_json_parse(lists[i], strlen(lists[i]), &document, NULL), TP_OK);
        if (tp_wire_prints_parse(tp_json_member(tp_json_root(document), "prints"), TP_MATERIAL_TEMPLATES, &prints,
                                 NULL) != TP_E_FORMAT)
            fail_msg("accepted: %s", lists[i]);
        assert_int_equal(prints.count, 0);
        tp_json_document_free(&document);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_of_each_finger),
    cmocka_unit_test(there_and_back),
    cmocka_unit_test(images_are_extracted),
    cmocka_unit_test(refusals),
};
TP_TEST_MAIN(tests)
