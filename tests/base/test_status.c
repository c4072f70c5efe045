/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void every_status_has_its_words(void **state)
{
    (void)state;
    assert_string_equal(tp_status_name(TP_OK), "OK");
    assert_string_equal(tp_status_name(TP_E_FORMAT), "E_FORMAT");
    assert_string_equal(tp_status_text(TP_E_FORMAT), "malformed");
    assert_int_equal(tp_status_http(TP_E_FORMAT), 400);
    assert_string_equal(tp_status_name(TP_E_CONFLICT), "E_CONFLICT");
    assert_int_equal(tp_status_http(TP_E_CONFLICT), 409);
    assert_string_equal(tp_status_name((tp_status)99), "E_UNKNOWN");
    assert_string_equal(tp_status_text((tp_status)-99), "unknown status");
    assert_int_equal(tp_status_http((tp_status)99), 500);
}

static void a_list_of_words_has_whole_words(void **state)
{
    (void)state;
    assert_true(tp_text_lists("a", "a") && tp_text_lists("a bc d", "bc") && tp_text_lists("a bc d", "d"));
    assert_false(tp_text_lists("a bc d", "b") || tp_text_lists("a bc d", "c") || tp_text_lists("a bc d", "bc d"));
    assert_false(tp_text_lists("", "") || tp_text_lists("a", "") || tp_text_lists("", "a"));
}

static void what_is_no_text_is_made_printable(void **state)
{
    char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 \x1b \xC3 \xE0\x80\x80 \xED\xA0\x80 \xF0\x80\x80\x80 "
                  "\xF4\x90\x80\x80 \xE2\x80\xAE";

    (void)state;
    tp_text_make_printable(text);
    assert_string_equal(text, "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 ? ? ??? ??? ???? ???? ???");
}

static void the_first_error_stays(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_fail(&diag, TP_E_FORMAT, "minutia 3", 42, "x is %d", 9), TP_E_FORMAT);
    assert_int_equal(tp_fail(&diag, TP_E_IO, NULL, -1, "later"), TP_E_IO);
    assert_int_equal(tp_diag_in_file(&diag, TP_E_IO, "a.fmr"), TP_E_IO);
    assert_int_equal(tp_diag_in_file(&diag, TP_E_IO, "b.fmr"), TP_E_IO);
    assert_int_equal(diag.status, TP_E_FORMAT);
    assert_string_equal(diag.file, "a.fmr");
    assert_string_equal(diag.text, "x is 9");
    assert_int_equal(tp_fail(NULL, TP_E_IO, NULL, -1, "nobody listens"), TP_E_IO);
}

static void an_inner_error_is_passed_on(void **state)
{
    struct tp_diag diag, inner;

    (void)state;
    tp_diag_init(&diag);
    tp_diag_init(&inner);
    assert_int_equal(tp_fail(&inner, TP_E_FORMAT, "minutia 3", 42, "x is 9"), TP_E_FORMAT);
    assert_int_equal(tp_diag_pass(&diag, TP_OK, &inner), TP_OK);
    assert_int_equal(diag.status, TP_OK);
    assert_int_equal(tp_diag_pass(&diag, TP_E_FORMAT, &inner), TP_E_FORMAT);
    assert_string_equal(diag.field, "minutia 3");
    assert_int_equal(diag.offset_bytes, 42);
    tp_diag_init(&inner);
    assert_int_equal(tp_diag_pass(&diag, TP_E_IO, &inner), TP_E_IO);
    assert_string_equal(diag.text, "x is 9"); /* the first one stays */
    assert_int_equal(tp_diag_pass(NULL, TP_E_IO, &inner), TP_E_IO);
}

static void success_names_no_file(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_diag_in_file(&diag, TP_OK, "a.fmr"), TP_OK);
    assert_string_equal(diag.file, "");
    assert_int_equal(tp_diag_in_file(NULL, TP_E_IO, "a.fmr"), TP_E_IO);
}

static void check_format(const char *file, const char *field, int64_t offset_bytes, const char *expected)
{
    struct tp_diag diag;
    char line[700];
    tp_status status;

    tp_diag_init(&diag);
    status = tp_diag_in_file(&diag, tp_fail(&diag, TP_E_LIMIT, field, offset_bytes, "too much"), file);
    assert_int_equal(status, TP_E_LIMIT);
    tp_diag_format(&diag, line, sizeof line);
    assert_string_equal(line, expected);
}

static void a_diagnostic_is_one_line(void **state)
{
    struct tp_diag diag;
    char line[8];

    (void)state;
    check_format("a.png", "IHDR", 16, "a.png: IHDR at byte 16: too much");
    check_format("a.png", NULL, 16, "a.png: byte 16: too much");
    check_format("a.png", NULL, -1, "a.png: too much");
    check_format("", NULL, -1, "too much");
    tp_diag_init(&diag);
    tp_diag_format(&diag, line, sizeof line);
    assert_string_equal(line, "ok");
    assert_int_equal(tp_fail(&diag, TP_E_IO, NULL, -1, "longer than the line"), TP_E_IO);
    tp_diag_format(&diag, line, sizeof line);
    assert_string_equal(line, "longer ");
}

static void long_texts_are_cut(void **state)
{
    struct tp_diag diag;
    char text[2000];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    tp_diag_init(&diag);
    assert_int_equal(tp_diag_in_file(&diag, tp_fail(&diag, TP_E_IO, text, 0, "%s", text), text), TP_E_IO);
    assert_int_equal(strlen(diag.file), sizeof diag.file - 1);
    assert_int_equal(strlen(diag.field), sizeof diag.field - 1);
    assert_int_equal(strlen(diag.text), sizeof diag.text - 1);
}

static void what_files_say_cannot_command_a_terminal(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_fail(&diag, TP_E_FORMAT, "a\033[2J", -1, "%s",
                             "\x07 \x7f \xc2\x9b \x9b m\xc3\xbcll \xe2\x80\xae \xe2\x82\xac\r\n\xe2\x82"),
                     TP_E_FORMAT);
    assert_string_equal(diag.field, "a?[2J");
    assert_string_equal(diag.text, "? ? ?? ? m\xc3\xbcll ??? \xe2\x82\xac????");
}

static void a_broken_assertion_ends_the_program(void **state)
{
    pid_t child = fork();
    int how;

    (void)state;
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        fclose(stderr);
        TP_ASSERT(1 + 1 == 3);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_status_has_its_words),
    cmocka_unit_test(a_list_of_words_has_whole_words),
    cmocka_unit_test(what_is_no_text_is_made_printable),
    cmocka_unit_test(the_first_error_stays),
    cmocka_unit_test(an_inner_error_is_passed_on),
    cmocka_unit_test(success_names_no_file),
    cmocka_unit_test(a_diagnostic_is_one_line),
    cmocka_unit_test(long_texts_are_cut),
    cmocka_unit_test(a_broken_assertion_ends_the_program),
    cmocka_unit_test(what_files_say_cannot_command_a_terminal),
};
TP_TEST_MAIN(tests)
