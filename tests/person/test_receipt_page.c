/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/qr.h"
#include "person/receipt.h"

static struct tp_buffer page;

static const char *make(const char *language)
{
    tp_buffer_deinit(&page);
    tp_buffer_init(&page);
    assert_int_equal(tp_receipt_page(fixture.exchange, "b1", "00000-00000-00000-00000", language, &page, NULL), TP_OK);
    tp_write_u8(&page, 0);
    return (const char *)page.data;
}

static void assert_says(const char *text, const char *what)
{
    if (!strstr(text, what))
        fail_msg("the page does not say %s", what);
}

static void it_says_what_a_person_must_know(void **state)
{
    const char *text = make("en");

    (void)state;
    assert_says(text, "00000-00000-00000-00000");
    assert_says(text, "On 2011-06-01 An office recorded 2 of your fingerprints.");
    assert_says(text, "to find out who a person is who was arrested or charged");
    assert_says(text, "There is no agreement under which");
    assert_says(text, "destroyed on 2021-05-29 at the latest");
    assert_says(text, "If something is wrong");
    assert_null(strchr(text, '{') == NULL ? NULL : strstr(text, "{organisation}"));
    assert_null(strstr(text, "Ada"));
    assert_null(strstr(text, BOOKING_CLERK));
    tp_buffer_deinit(&page);
}

static void a_telephone_reads_the_code(void **state)
{
    struct tp_buffer svg;
    const char *text;

    (void)state;
    tp_buffer_init(&svg);
    assert_int_equal(tp_qr_write("00000-00000-00000-00000",
                                 "The address and the code as a picture that a telephone can read.", &svg, NULL),
                     TP_OK); /* this organisation has no address */
    tp_write_u8(&svg, 0);
    text = make("en");
    assert_says(text, (const char *)svg.data);
    assert_non_null(strstr(strstr(text, "</head>"), "class=\"qr\""));
    tp_buffer_deinit(&svg);
    tp_buffer_deinit(&page);
}

static void it_brings_all_that_it_needs(void **state)
{
    const char *text = make("en");

    (void)state;
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "<link"));
    assert_null(strstr(text, "src="));
    assert_null(strstr(text, "url("));
    assert_null(strstr(text, "http"));
    tp_buffer_deinit(&page);
}

static void it_speaks_spanish(void **state)
{
    const char *text = make("es");

    (void)state;
    assert_says(text, "<html lang=\"es\">");
    assert_says(text, "registró 2 de sus huellas");
    tp_buffer_deinit(&page);
}

static void other_languages_and_bookings_there_are_not(void **state)
{
    struct tp_buffer out;

    (void)state;
    tp_buffer_init(&out);
    assert_int_equal(tp_receipt_page(fixture.exchange, "b1", "x", "fr", &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_receipt_page(fixture.exchange, "b2", "x", "en", &out, NULL), TP_E_NOT_FOUND);
    assert_int_equal(out.size_bytes, 0);
    tp_buffer_deinit(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(it_says_what_a_person_must_know),
    TEST(a_telephone_reads_the_code),
    TEST(it_brings_all_that_it_needs),
    TEST(it_speaks_spanish),
    TEST(other_languages_and_bookings_there_are_not),
};
TP_TEST_MAIN(tests)
