/* SPDX-License-Identifier: Apache-2.0 */
/* What is drawn is a QR code: the patterns that cameras look for are where the standard has them. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/qr.h"

enum { QUIET = 4, SIDE_MAX = 200 };

static char drawn[SIDE_MAX][SIDE_MAX]; /* dark modules */
static int side;                       /* without the quiet zone */

static int number_after(const char **at, const char *prefix)
{
    char *end;
    long number;

    assert_int_equal(strncmp(*at, prefix, strlen(prefix)), 0);
    number = strtol(*at + strlen(prefix), &end, 10);
    *at = end;
    return (int)number;
}

/* Draws TEXT's code, read again from its path. */
static void draw(const char *text)
{
    struct tp_buffer svg;
    const char *at;
    int size, x, y, length;

    tp_buffer_init(&svg);
    assert_int_equal(tp_qr_write(text, "a \"code\" & more", &svg, NULL), TP_OK);
    tp_write_u8(&svg, 0);
    assert_non_null(strstr((const char *)svg.data, "aria-label=\"a &quot;code&quot; &amp; more\""));
    at = (const char *)svg.data;
    size = number_after(&at, "<svg class=\"qr\" viewBox=\"0 0 ");
    side = size - 2 * QUIET;
    assert_in_range(side, 21, SIDE_MAX);
    memset(drawn, 0, sizeof drawn);
    at = strstr((const char *)svg.data, "d=\"");
    assert_non_null(at);
    for (at += 3; *at == 'M';) {
        x = number_after(&at, "M");
        y = number_after(&at, " ");
        length = number_after(&at, "h");
        assert_int_equal(number_after(&at, "v1h-"), length);
        assert_int_equal(*at++, 'z');
        assert_in_range(x, QUIET, size - QUIET - length);
        assert_in_range(y, QUIET, size - QUIET - 1);
        memset(&drawn[y - QUIET][x - QUIET], 1, (size_t)length);
    }
    assert_int_equal(*at, '"');
    tp_buffer_deinit(&svg);
}

/* The square in a corner, with the light line around it. */
static void assert_finder(int left, int top)
{
    for (int y = -1; y <= 7; y++)
        for (int x = -1; x <= 7; x++) {
            const int ring = TP_MAX(abs(x - 3), abs(y - 3));

            if (left + x >= 0 && left + x < side && top + y >= 0 && top + y < side)
                assert_int_equal(drawn[top + y][left + x], ring <= 1 || ring == 3);
        }
}

static void cameras_find_it(void **state)
{
    static const char *const texts[] = {"x", "00000-00000-00000-00000",
                                        "https://node.example/with/a/long/name\n00000-00000-00000-00000"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        draw(texts[i]);
        assert_int_equal((side - 17) % 4, 0);
        assert_finder(0, 0);
        assert_finder(side - 7, 0);
        assert_finder(0, side - 7);
        for (int k = 8; k < side - 8; k++) { /* the lines by which modules are counted */
            assert_int_equal(drawn[6][k], k % 2 == 0);
            assert_int_equal(drawn[k][6], k % 2 == 0);
        }
        assert_int_equal(drawn[side - 8][8], 1);
    }
}

static void another_text_is_another_code(void **state)
{
    static char first[SIDE_MAX][SIDE_MAX];

    (void)state;
    draw("00000-00000-00000-00000");
    memcpy(first, drawn, sizeof first);
    draw("00000-00000-00000-00001");
    assert_memory_not_equal(first, drawn, sizeof first);
}

static void what_does_not_fit_is_refused(void **state)
{
    static char long_text[4000];
    struct tp_buffer svg;

    (void)state;
    tp_buffer_init(&svg);
    memset(long_text, 'x', sizeof long_text - 1);
    assert_int_equal(tp_qr_write("", "", &svg, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_qr_write(long_text, "", &svg, NULL), TP_E_ARGUMENT);
    assert_int_equal(svg.size_bytes, 0);
    tp_buffer_deinit(&svg);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(cameras_find_it),
    cmocka_unit_test(another_text_is_another_code),
    cmocka_unit_test(what_does_not_fit_is_refused),
};
TP_TEST_MAIN(tests)
