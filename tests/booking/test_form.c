/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include <tenprint/codec.h>

#include "booking/form.h"
#include "booking/prints.h"

static struct tp_json_document *document;
static struct tp_booking_form form;
static struct tp_diag diag;
static char image64[8192];

/* A small PNG in base64. */
static int set_up(void **state)
{
    struct tp_buffer text;
    struct tp_image image;
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    assert_int_equal(tp_image_init(&image, 40, 30, 500, NULL), TP_OK);
    memset(image.pixels, 200, 40 * 30);
    assert_int_equal(tp_codec_encode(&image, TP_CODEC_PNG, NULL, &data, &size_bytes, NULL), TP_OK);
    tp_buffer_init(&text);
    tp_base64_encode(data, size_bytes, &text);
    assert_true(text.size_bytes < sizeof image64);
    snprintf(image64, sizeof image64, "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    free(data);
    tp_image_deinit(&image);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_booking_form_deinit(&form);
    tp_json_document_free(&document);
    return 0;
}

static tp_status read_form(const char *format, ...) TP_PRINTF(1, 2);

static tp_status read_form(const char *format, ...)
{
    char text[16384];
    va_list arguments;

    tear_down(NULL);
    tp_diag_init(&diag);
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, &diag), TP_OK);
    return tp_booking_form_read(tp_json_root(document), &form, &diag);
}

static void fails(const char *text, tp_status status, const char *field)
{
    assert_int_equal(read_form(text, image64), status);
    if (strcmp(diag.field, field) != 0)
        print_message("# %s: %s\n", text, diag.field);
    assert_string_equal(diag.field, field);
}

static void all_members_are_read(void **state)
{
    (void)state;
    assert_int_equal(
        read_form("{\"jurisdiction\":\"US-NY-027\",\"offence\":\"level-2\",\"conviction\":\"none\",\"ori\":"
                  "\"NY0270000\",\"control_number\":\"0123456789\",\"categories\":[\"witness\",\"victim\"],"
                  "\"person\":{\"name\":\"EXAMPLE,PAT\",\"aliases\":[\"X\"]},\"missing\":{\"3\":"
                  "\"amputated\",\"10\":\"unable\"},\"prints\":[{\"position\":2,\"impression\":"
                  "\"live-rolled\",\"ppi\":500,\"image\":\"%s\"},{\"position\":7,\"template\":\"AAEC\"}]}",
                  image64),
        TP_OK);
    assert_string_equal(form.told.jurisdiction, "US-NY-027");
    assert_string_equal(form.told.offence, "level-2");
    assert_string_equal(form.told.conviction, "none");
    assert_string_equal(form.told.ori, "NY0270000");
    assert_string_equal(form.told.control_number, "0123456789");
    assert_string_equal(form.told.categories, "witness,victim");
    assert_string_equal(tp_json_to_text(tp_json_member(form.person, "name")), "EXAMPLE,PAT");
    assert_string_equal(form.missing[3], "XX");
    assert_string_equal(form.missing[10], "UP");
    assert_null(form.missing[2]);
    assert_int_equal(form.count, 2);
    assert_int_equal(form.pictures[0].position, 2);
    assert_int_equal(form.pictures[0].impression, TP_IMPRESSION_LIVE_ROLLED);
    assert_true(form.pictures[0].ppi == 500);
    assert_false(form.pictures[0].is_template);
    assert_true(form.pictures[1].is_template);
    assert_memory_equal(form.pictures[1].data.data, "\0\1\2", 3);
}

static void a_file_may_come_with_what_it_cannot_say(void **state)
{
    (void)state;
    assert_int_equal(read_form("{\"transaction\":\"MS4wMDE6\",\"offence\":\"level-1\",\"categories\":[]}"), TP_OK);
    assert_memory_equal(form.transaction.data, "1.001:", 6);
    assert_string_equal(form.told.categories, "");
    fails("{\"transaction\":\"MS4wMDE6\",\"ori\":\"NY0270000\"}", TP_E_FORMAT, "transaction");
    fails("{\"transaction\":\"MS4wMDE6\",\"prints\":[{\"position\":1,\"image\":\"%s\"}]}", TP_E_FORMAT, "prints");
}

static void mistakes_are_named(void **state)
{
    (void)state;
    fails("{}", TP_E_FORMAT, "prints");
    fails("{\"prints\":[]}", TP_E_FORMAT, "prints");
    fails("{\"prints\":{}}", TP_E_FORMAT, "prints");
    fails("{\"prints\":[1]}", TP_E_FORMAT, "prints[0].");
    fails("{\"prints\":[{\"image\":\"%s\"}]}", TP_E_FORMAT, "prints[0].");
    fails("{\"prints\":[{\"position\":1}]}", TP_E_FORMAT, "prints[0].");
    fails("{\"prints\":[{\"position\":0,\"image\":\"%s\"}]}", TP_E_FORMAT, "prints[0].position");
    fails("{\"prints\":[{\"position\":16,\"image\":\"%s\"}]}", TP_E_FORMAT, "prints[0].position");
    fails("{\"prints\":[{\"position\":1.5,\"image\":\"%s\"}]}", TP_E_FORMAT, "prints[0].position");
    fails("{\"prints\":[{\"position\":13,\"template\":\"%s\"}]}", TP_E_FORMAT, "prints[0].");
    fails("{\"prints\":[{\"position\":1,\"image\":\"%s\",\"template\":\"AA==\"}]}", TP_E_FORMAT, "prints[0].template");
    fails("{\"prints\":[{\"position\":1,\"image\":\"***\"}]}", TP_E_FORMAT, "prints[0].image");
    fails("{\"prints\":[{\"position\":1,\"image\":\"\"}]}", TP_E_FORMAT, "prints[0].image");
    fails("{\"prints\":[{\"position\":1,\"image\":5}]}", TP_E_FORMAT, "prints[0].image");
    fails("{\"prints\":[{\"position\":1,\"ppi\":90}]}", TP_E_FORMAT, "prints[0].ppi");
    fails("{\"prints\":[{\"position\":1,\"impression\":\"latent\"}]}", TP_E_FORMAT, "prints[0].impression");
    fails("{\"prints\":[{\"position\":1,\"colour\":1}]}", TP_E_FORMAT, "prints[0].colour");
    fails("{\"offence\":1}", TP_E_FORMAT, "offence");
    fails("{\"categories\":\"witness\"}", TP_E_FORMAT, "categories");
    fails("{\"categories\":[\"bald\"]}", TP_E_FORMAT, "categories");
    fails("{\"categories\":[1]}", TP_E_FORMAT, "categories");
    fails("{\"person\":[]}", TP_E_FORMAT, "person");
    fails("{\"person\":{\"shoe\":1}}", TP_E_FORMAT, "person.shoe");
    fails("{\"missing\":{\"11\":\"unable\"}}", TP_E_FORMAT, "missing");
    fails("{\"missing\":{\"3\":\"lost\"}}", TP_E_FORMAT, "missing");
    fails("{\"missing\":{\"3\":1}}", TP_E_FORMAT, "missing");
    fails("{\"missing\":[]}", TP_E_FORMAT, "missing");
    fails("{\"transaction\":1}", TP_E_FORMAT, "transaction");
    fails("{\"state\":\"complete\"}", TP_E_FORMAT, "state");
}

static void too_many_prints_are_refused(void **state)
{
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    tp_write_text(&text, "{\"prints\":[");
    for (unsigned i = 0; i <= TP_BOOKING_PRINTS_MAX; i++)
        tp_write_text(&text, "%s{\"position\":1,\"template\":\"AA==\"}", i ? "," : "");
    tp_write_text(&text, "]}");
    tp_write_u8(&text, '\0');
    assert_int_equal(read_form("%s", (char *)text.data), TP_E_LIMIT);
    tp_buffer_deinit(&text);
}

static void images_become_a_card(void **state)
{
    struct tp_transaction *card;
    struct tp_record_image info;
    const struct tp_record *record;

    (void)state;
    assert_int_equal(read_form("{\"missing\":{\"3\":\"amputated\"},\"prints\":[{\"position\":7,\"template\":\"AAEC\"},{"
                               "\"position\":2,\"impression\":\"live-rolled\",\"image\":\"%s\"}]}",
                               image64),
                     TP_OK);
    assert_int_equal(tp_booking_form_card(&form, &card, &diag), TP_OK);
    assert_int_equal(tp_transaction_count(card), 2);
    record = tp_transaction_at(card, 1);
    assert_int_equal(tp_record_image_info(card, record, &info, NULL), TP_OK);
    assert_int_equal(info.width_px, 40);
    assert_int_equal(info.height_px, 30);
    assert_true(info.ppi == 500);
    assert_int_equal(info.positions[0], 2);
    assert_int_equal(info.impression, TP_IMPRESSION_LIVE_ROLLED);
    assert_string_equal(tp_booking_media(info.data), "image/png");
    assert_int_equal(tp_booking_declared(card), TP_FINGER_BIT(3));
    tp_transaction_free(&card);
}

static void an_image_that_is_none_is_named(void **state)
{
    struct tp_transaction *card;

    (void)state;
    assert_int_equal(
        read_form("{\"prints\":[{\"position\":2,\"image\":\"%s\"},{\"position\":3,\"image\":\"AAEC\"}]}", image64),
        TP_OK);
    assert_int_not_equal(tp_booking_form_card(&form, &card, &diag), TP_OK);
    assert_string_equal(diag.field, "prints[1].image");
    assert_null(card);
    assert_int_equal(read_form("{\"prints\":[{\"position\":7,\"template\":\"AAEC\"}]}"), TP_OK);
    assert_int_equal(tp_booking_form_card(&form, &card, &diag), TP_E_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(all_members_are_read), TEST(a_file_may_come_with_what_it_cannot_say),
    TEST(mistakes_are_named),   TEST(too_many_prints_are_refused),
    TEST(images_become_a_card), TEST(an_image_that_is_none_is_named),
};
TP_TEST_MAIN(tests)
