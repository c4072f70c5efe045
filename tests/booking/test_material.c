/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>

#include "booking/bureau.h"
#include "booking/forms.h"

static struct bureau bureau;
static struct asked asked;
static struct tp_booking_material material;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    bureau_make(&bureau);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_booking_material_deinit(&material);
    asked_done(&asked);
    bureau_remove(&bureau);
    return 0;
}

/* Submits BODY, and does none of its jobs. */
static const char *submit(const void *body, size_t body_bytes)
{
    bureau_post(&bureau, &asked, "submitBooking", body, body_bytes, "");
    assert_int_equal(asked.status, TP_OK);
    return asked_text(&asked, "booking");
}

static void load(const char *id)
{
    tp_diag_init(&diag);
    assert_int_equal(tp_booking_material_load(bureau.exchange, id, &material, &diag), TP_OK);
}

static void keep(const char *id)
{
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    assert_int_equal(
        tp_exchange_end(bureau.exchange, tp_booking_material_keep(bureau.exchange, id, &material, &diag), &diag),
        TP_OK);
}

static void blob(const char *id, const char *name, char *out, size_t size)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data;
    size_t size_bytes;

    tp_booking_owner(id, owner);
    assert_int_equal(tp_blob_get(bureau.exchange, owner, name, &data, &size_bytes, NULL), TP_OK);
    snprintf(out, size, "%.*s", (int)size_bytes, (const char *)data);
    tp_blob_free(data, size_bytes);
}

static void a_forms_templates_are_kept(void **state)
{
    const char *form = bureau_form(1, 1, 3, "\"person\":{\"name\":\"EXAMPLE,PAT\"},\"missing\":{\"9\":\"unable\"},");
    struct tp_template *templates;
    char text[8192];
    size_t count;
    const char *id = submit(form, strlen(form));

    (void)state;
    load(id);
    assert_int_equal(material.findings.count, 0);
    assert_int_equal(material.prints.count, 3);
    assert_int_equal(material.report[1].state, TP_FINGER_GOOD);
    assert_int_equal(material.report[9].state, TP_FINGER_MISSING);
    assert_null(tp_booking_material_file(&material));
    keep(id);
    assert_int_equal(tp_booking_templates(bureau.exchange, id, &templates, &count, NULL), TP_OK);
    assert_int_equal(count, 3);
    assert_int_equal(templates[2].position, 3);
    assert_int_equal(templates[2].minutia_count, material.templates[2].minutia_count);
    tp_booking_templates_free(&templates, count);
    blob(id, "person", text, sizeof text);
    assert_string_equal(text, "{\"name\":\"EXAMPLE,PAT\"}");
    blob(id, "prints", text, sizeof text);
    assert_non_null(strstr(text, "\"k\":2,"));
}

/* A WSQ image of a rolled finger, and a template of another one. */
static void a_forms_images_are_extracted(void **state)
{
    struct tp_ebts_encoded encoded;
    struct tp_synth *synth;
    struct tp_buffer text;
    char kept[8192];
    const char *id, *more = bureau_form(1, 1, 1, "");

    (void)state;
    assert_int_equal(tp_synth_new(&synth, NULL), TP_OK);
    form_image(synth, 3, 1, 2, &encoded);
    tp_buffer_init(&text);
    tp_write_text(&text, "{\"prints\":[{\"position\":2,\"impression\":\"ink-rolled\",\"image\":\"");
    tp_base64_encode(encoded.data, encoded.size_bytes, &text);
    tp_write_text(&text, "\"},%s", strchr(more, '[') + 1);
    id = submit(text.data, text.size_bytes);
    load(id);
    assert_int_equal(material.prints.count, 2);
    assert_int_equal(tp_booking_error_count(&material.findings), 0);
    assert_int_equal(material.report[1].state, TP_FINGER_GOOD);
    assert_int_equal(material.report[2].state, TP_FINGER_GOOD);
    assert_true(material.report[2].rolled);
    keep(id);
    blob(id, "prints", kept, sizeof kept);
    assert_non_null(strstr(kept, "\"media\":\"image/x-wsq\""));
    free(encoded.data);
    tp_buffer_deinit(&text);
    tp_synth_free(&synth);
}

static void a_files_images_are_extracted(void **state)
{
    size_t size_bytes;
    uint8_t *file = bureau_file(3, 1, "TEST-0000001", &size_bytes);
    char text[8192];
    const char *id = submit(file, size_bytes);

    (void)state;
    load(id);
    assert_int_equal(tp_booking_error_count(&material.findings), 0);
    assert_int_equal(material.prints.count, 1);
    assert_int_equal(material.report[1].state, TP_FINGER_GOOD);
    assert_true(material.report[1].rolled);
    assert_int_equal(material.report[2].state, TP_FINGER_MISSING);
    assert_string_equal(material.prints.items[0].media, "image/x-wsq");
    keep(id);
    blob(id, "person", text, sizeof text);
    assert_non_null(strstr(text, "\"date-of-birth\":\"1985-06-15\""));
    blob(id, "print/0/image", text, sizeof text);
    assert_memory_equal(text, "\xff\xa0", 2);
    blob(id, TP_BLOB_REPORT, text, sizeof text);
    assert_non_null(strstr(text, "\"fingers\":[{\"finger\":1,"));
    free(file);
}

static void what_shows_nothing_is_a_finding(void **state)
{
    size_t size_bytes;
    uint8_t *file = bureau_file(3, 0, "TEST-0000001", &size_bytes);
    const char *id = submit(file, size_bytes);

    (void)state;
    load(id);
    assert_int_equal(tp_booking_error_count(&material.findings), 1);
    assert_int_equal(tp_booking_retake(material.report), 0x7fe);
    keep(id);
    free(file);
}

static void a_booking_that_is_gone_cannot_be_loaded(void **state)
{
    struct tp_template *templates;
    size_t count;

    (void)state;
    assert_int_equal(tp_booking_material_load(bureau.exchange, "nobody", &material, &diag), TP_E_NOT_FOUND);
    assert_int_equal(tp_booking_templates(bureau.exchange, "nobody", &templates, &count, NULL), TP_E_NOT_FOUND);
    assert_null(templates);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(a_forms_templates_are_kept),
    TEST(a_forms_images_are_extracted),
    TEST(a_files_images_are_extracted),
    TEST(what_shows_nothing_is_a_finding),
    TEST(a_booking_that_is_gone_cannot_be_loaded),
};
TP_TEST_MAIN(tests)
