/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a node for tasks and discretion reviews, and its answers in words. */
#include "cli/review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 1 << 18 };

const char *tp_review_text(const struct tp_json_value *object, const char *member)
{
    static char texts[4][512];
    static unsigned next;
    const char *text = tp_json_to_text(tp_json_member(object, member));
    char *out = texts[next++ % 4];

    snprintf(out, sizeof texts[0], "%s", text ? text : "");
    tp_text_make_printable(out);
    return out;
}

tp_status tp_review_check_id(const char *text, struct tp_diag *diag)
{
    size_t length = strlen(text);

    if (length == 0 || length > 64 || strspn(text, "0123456789abcdef") != length)
        return tp_fail(diag, TP_E_ARGUMENT, text, -1, "is no id");
    return TP_OK;
}

/* ---- asking ---------------------------------------------------------------------------------------------------------
 */

tp_status tp_review_ask(const struct tp_arguments *arguments, const struct tp_remote_question *question,
                        tp_review_show_fn *show, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = tp_remote_ask(&remote, question, &answer, diag);
    if (status == TP_OK && answer.document && show) {
        if (tp_option_given(arguments, "json"))
            status = tp_remote_print(&answer, diag);
        else
            show(tp_json_root(answer.document));
    }
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

tp_status tp_review_send(const struct tp_arguments *arguments, const char *path, const struct tp_json *input,
                         tp_review_show_fn *show, struct tp_diag *diag)
{
    struct tp_remote_question question = {.method = "POST", .path = path};
    struct tp_buffer body;
    tp_status status = TP_OK;

    tp_buffer_init(&body);
    if (input)
        status = tp_json_write_canonical(input, &body, diag);
    question.body = input ? body.data : NULL;
    question.body_bytes = body.size_bytes;
    if (status == TP_OK)
        status = tp_review_ask(arguments, &question, show, diag);
    tp_buffer_deinit(&body);
    return status;
}

tp_status tp_review_send_file(const struct tp_arguments *arguments, const char *path, const char *file,
                              tp_review_show_fn *show, struct tp_diag *diag)
{
    struct tp_remote_question question = {.method = "POST", .path = path};
    uint8_t *data = NULL;
    tp_status status = tp_file_read(file, FILE_MAX_BYTES, &data, &question.body_bytes, diag);

    question.body = data;
    if (status == TP_OK)
        status = tp_review_ask(arguments, &question, show, diag);
    free(data);
    return status;
}

/* ---- a task ---------------------------------------------------------------------------------------------------------
 */

static void show_prints(const struct tp_json_value *prints, const char *indent)
{
    for (size_t i = 0; i < tp_json_count(prints); i++) {
        const struct tp_json_value *print = tp_json_element(prints, i);
        int64_t number = 0, position = 0;
        bool image = false;

        (void)tp_json_to_integer(tp_json_member(print, "print"), &number);
        (void)tp_json_to_integer(tp_json_member(print, "position"), &position);
        (void)tp_json_to_flag(tp_json_member(print, "image"), &image);
        printf("%sprint %d, position %d%s\n", indent, (int)number, (int)position, image ? "" : ", minutiae only");
    }
}

static void show_candidate(const struct tp_json_value *candidate)
{
    const struct tp_json_value *afterwards = tp_json_member(candidate, "afterwards");
    const char *conclusion = tp_review_text(candidate, "conclusion");
    int64_t score = 0;

    printf("candidate %s: %s\n", tp_review_text(candidate, "candidate"),
           conclusion[0] ? conclusion : "to be concluded");
    show_prints(tp_json_member(candidate, "prints"), "  ");
    if (tp_json_member(candidate, "corrected"))
        printf("  corrected: %s\n", tp_review_text(candidate, "corrected"));
    if (!afterwards)
        return;
    (void)tp_json_to_integer(tp_json_member(afterwards, "score"), &score);
    printf("  the case: %s; score %d, source %s\n", tp_review_text(afterwards, "result"), (int)score,
           tp_review_text(afterwards, "source"));
}

void tp_review_show_task(const struct tp_json_value *task)
{
    const struct tp_json_value *candidates = tp_json_member(task, "candidates");
    const char *lapses = tp_review_text(task, "lapses");

    printf("task %s: %s, %s%s%s\n", tp_review_text(task, "task"), tp_review_text(task, "state"),
           tp_review_text(task, "due"), lapses[0] ? ", lapses " : "", lapses);
    printf("probe:\n");
    show_prints(tp_json_member(task, "prints"), "  ");
    for (size_t i = 0; i < tp_json_count(candidates); i++)
        show_candidate(tp_json_element(candidates, i));
}
