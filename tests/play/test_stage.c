/* SPDX-License-Identifier: Apache-2.0 */
/* A stage: a process for each organisation with its own key and all the others as partners, and a witness. */
#include "test.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "staged.h"

static int open_stage(void **state)
{
    (void)state;
    staged_open("2011-cheats");
    return 0;
}

/* What NODE signs is taken by its partner at PLACE, which knows its key and where it is. */
static void check_partner(size_t node, size_t place)
{
    char path[128];
    struct tp_play_reply reply;

    snprintf(path, sizeof path, "/v1/partners/%s/check", scenario->organisations[place].id);
    reply = staged_ask(node, TP_PLAY_ADMINISTRATOR, "POST", path, NULL);
    assert_int_equal(reply.status, 202);
    snprintf(path, sizeof path, "/v1/messages/%s", tp_play_text(&reply, "message"));
    tp_play_reply_deinit(&reply);
    staged_time(0);
    reply = staged_ask(node, TP_PLAY_ADMINISTRATOR, "GET", path, NULL);
    assert_string_equal(tp_play_text(&reply, "state"), "delivered");
    tp_play_reply_deinit(&reply);
}

static void all_the_others_are_partners(void **state)
{
    const size_t count = scenario->organisation_count;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct tp_play_reply reply = staged_ask(i, TP_PLAY_ADMINISTRATOR, "GET", "/v1/partners", NULL);

        assert_int_equal(reply.status, 200);
        assert_int_equal(tp_json_count(tp_json_member(tp_json_root(reply.json), "partners")), count - 1);
        tp_play_reply_deinit(&reply);
        check_partner(i, (i + 1) % count);
        check_partner(i, (i + 3) % count);
    }
}

/* What the witness says to a request; it is asked through a node's client, with another address. */
static int ask_witness(const char *method, const char *path, const char *body)
{
    char url[128];
    const struct tp_http_question question = {.url = url,
                                              .method = method,
                                              .body = body,
                                              .body_bytes = body ? strlen(body) : 0,
                                              .reply_max_bytes = 4096,
                                              .total_s = 10};
    struct tp_http_answer answer;
    struct tp_diag diag;
    int status;

    tp_diag_init(&diag);
    snprintf(url, sizeof url, "%s%s", stage->witness_url, path);
    must(tp_http_ask(stage->nodes[0].client, &question, &answer, &diag), &diag);
    status = answer.status;
    tp_http_answer_deinit(&answer);
    return status;
}

static void the_witness_takes_checkpoints_unless_it_is_away(void **state)
{
    (void)state;
    assert_int_equal(ask_witness("POST", "/other", "x"), 404);
    assert_int_equal(ask_witness("GET", "/add-checkpoint", NULL), 405);
    assert_in_range(ask_witness("POST", "/add-checkpoint", "old 0\n\nnobody\n"), 400, 499);
    stage->run->witness_away = true;
    assert_int_equal(ask_witness("POST", "/add-checkpoint", "old 0\n\nnobody\n"), 503);
}

static void closing_ends_all_processes_and_leaves_the_folders(void **state)
{
    pid_t processes[TP_SCENARIO_ORGANISATIONS_MAX];
    struct stat about;

    (void)state;
    for (size_t i = 0; i < scenario->organisation_count; i++) {
        processes[i] = stage->nodes[i].process.pid;
        assert_int_equal(kill(processes[i], 0), 0);
    }
    tp_play_stage_close(stage);
    for (size_t i = 0; i < scenario->organisation_count; i++) {
        assert_int_equal(kill(processes[i], 0), -1);
        assert_int_equal(stat(stage->run->nodes[i].folder, &about), 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(all_the_others_are_partners, open_stage, staged_close),
    cmocka_unit_test_setup_teardown(the_witness_takes_checkpoints_unless_it_is_away, open_stage, staged_close),
    cmocka_unit_test_setup_teardown(closing_ends_all_processes_and_leaves_the_folders, open_stage, staged_close),
};
TP_TEST_MAIN(tests)
