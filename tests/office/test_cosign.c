/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"
#include "full_disk.h"

#include <sys/stat.h>
#include <unistd.h>

static struct desk desk;
static struct tp_witness *witness;
static struct tp_signer *witness_key;
static struct test_folder witness_folder;
static struct tp_buffer witness_text;
static bool away, overtakes;
static int64_t now_s;

static void log_something(void);

/* While the witness is asked, more is logged and published. */
static void publish_more(void)
{
    struct tp_ledger *ledger;

    log_something();
    tp_exchange_lock(desk.exchange);
    assert_int_equal(tp_organisation_use_ledger(tp_exchange_organisation(desk.exchange), &ledger, NULL), TP_OK);
    assert_int_equal(tp_ledger_publish(ledger, NULL), TP_OK);
    tp_exchange_unlock(desk.exchange);
}

/* The network: there is a witness at its end. */
static tp_status send_to_witness(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                                 struct tp_diag *diag)
{
    struct tp_witness_reply answer = {.http = 0};

    (void)context;
    if (away)
        return tp_fail(diag, TP_E_IO, NULL, -1, "nobody answers");
    assert_string_equal(request->url, "https://witness.example/add-checkpoint");
    tp_buffer_init(&answer.content);
    assert_int_equal(tp_witness_add(witness, request->body, request->body_bytes, now_s, &answer, diag), TP_OK);
    if (overtakes)
        publish_more();
    overtakes = false;
    reply->status = answer.http;
    reply->body = answer.content;
    reply->headers[reply->header_count++] =
        (struct tp_wire_header){"content-type", strdup(answer.http == 409 ? "text/x.tlog.size" : "text/plain")};
    return TP_OK;
}

static void make_witness(const struct tp_verifier *log)
{
    const struct tp_witness_options options = {
        .folder = witness_folder.path, .name = "witness.example", .signer = witness_key, .logs = log, .log_count = 1};

    assert_int_equal(tp_witness_open(&options, &witness, NULL), TP_OK);
}

static int set_up(void **state)
{
    struct tp_config_witness config = {.url = (char *)(uintptr_t) "https://witness.example/"};
    struct tp_verifier verifier, log;

    (void)state;
    away = overtakes = false;
    now_s = SAMPLE_FROM_S;
    folder_make(&witness_folder);
    witness_key = sample_signer("witness");
    assert_int_equal(
        tp_verifier_make("witness.example", TP_KEY_COSIGNATURE, tp_signer_public(witness_key), &verifier, NULL), TP_OK);
    tp_buffer_init(&witness_text);
    tp_verifier_write(&verifier, &witness_text);
    tp_write_u8(&witness_text, '\0');
    config.verifier = (char *)witness_text.data;
    desk_make(&desk, "ny-dcjs", now_s, &config, send_to_witness);
    log = *tp_organisation_verifier(tp_exchange_organisation(desk.exchange));
    make_witness(&log);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    desk_remove(&desk);
    tp_witness_close(&witness);
    tp_buffer_deinit(&witness_text);
    folder_remove(&witness_folder);
    return 0;
}

static const char *cosigned(struct asked *whole)
{
    return tp_json_to_text(tp_json_member(tp_json_element(asked_member(whole, "witnesses"), 0), "cosigned"));
}

static void go_on(int64_t seconds)
{
    now_s += seconds;
    assert_int_equal(tp_exchange_set_now(desk.exchange, now_s, NULL), TP_OK);
    desk_work(&desk);
}

static void log_many(unsigned count)
{
    struct tp_leaf leaf;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_REFUSED_EVENT, now_s); /* one that is not held back */
    tp_leaf_set(&leaf, TP_LEAF_EVENT_MEMBER, "join");
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, "replayed");
    assert_int_equal(tp_exchange_begin(desk.exchange, NULL), TP_OK);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(tp_organisation_log(tp_exchange_organisation(desk.exchange), &leaf, NULL, now_s, &index, NULL),
                         TP_OK);
    assert_int_equal(tp_exchange_end(desk.exchange, TP_OK, NULL), TP_OK);
}

static void log_something(void)
{
    log_many(1);
}

static void the_ledger_is_published_and_cosigned_by_itself(void **state)
{
    const struct tp_store_query own = {.kind = "job", .due_until_s = TP_STORE_NEVER};
    struct asked *whole;
    uint64_t jobs;

    (void)state;
    log_something();
    assert_int_equal(tp_office_start(desk.exchange, NULL), TP_OK);
    assert_int_equal(tp_office_start(desk.exchange, NULL), TP_OK); /* once is enough */
    go_on(1);
    assert_int_equal(tp_entry_count(desk.exchange, &own, &jobs, NULL), TP_OK);
    assert_int_equal(jobs, 7); /* the exchange's five, of which one publishes, to clean up, and to ask the witness */
    whole = desk_get(&desk, "getLedger", NULL, NULL);
    assert_int_equal(asked_integer(whole, "size"), 1);
    assert_string_equal(cosigned(whole), "2011-01-11T00:00:01Z");
    asked_free(&whole);
    log_something();
    go_on(900);
    go_on(900);
    whole = desk_get(&desk, "getLedger", NULL, NULL);
    assert_int_equal(asked_integer(whole, "size"), 2);
    assert_non_null(cosigned(whole));
    asked_free(&whole);
}

static void a_witness_that_was_away_is_asked_again(void **state)
{
    struct asked *whole;

    (void)state;
    away = true;
    assert_int_equal(tp_office_start(desk.exchange, NULL), TP_OK);
    go_on(1);
    whole = desk_get(&desk, "getLedger", NULL, NULL);
    assert_null(cosigned(whole));
    asked_free(&whole);
    away = false;
    go_on(700);
    whole = desk_get(&desk, "getLedger", NULL, NULL);
    assert_non_null(cosigned(whole));
    asked_free(&whole);
}

static void a_cosignature_that_was_overtaken_is_asked_for_again_at_once(void **state)
{
    struct asked *whole;

    (void)state;
    log_something();
    overtakes = true;
    assert_int_equal(tp_office_start(desk.exchange, NULL), TP_OK);
    go_on(1);
    assert_false(overtakes);
    whole = desk_get(&desk, "getLedger", NULL, NULL);
    assert_int_equal(asked_integer(whole, "size"), 2);
    assert_non_null(cosigned(whole));
    asked_free(&whole);
}

/* ---- disks ------------------------------------------------------------------------------------------------------- */

static rlim_t size_of(const char *name)
{
    char path[160];
    struct stat info;

    snprintf(path, sizeof path, "%s/%s", desk.folder, name);
    assert_int_equal(stat(path, &info), 0);
    return (rlim_t)info.st_size;
}

/* A deletion empties the store's log. */
static void empty_log(void)
{
    struct tp_entry entry = {.name = "a", .due_s = TP_STORE_NEVER};

    assert_int_equal(tp_exchange_begin(desk.exchange, NULL), TP_OK);
    assert_int_equal(tp_entry_add(desk.exchange, "thing", &entry, NULL, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(desk.exchange, TP_OK, NULL), TP_OK);
    assert_int_equal(tp_exchange_begin(desk.exchange, NULL), TP_OK);
    assert_int_equal(tp_entry_drop(desk.exchange, "thing", "a", NULL), TP_OK);
    assert_int_equal(tp_exchange_end(desk.exchange, TP_OK, NULL), TP_OK);
}

static uint64_t published(void)
{
    struct asked *whole = desk_get(&desk, "getLedger", NULL, NULL);
    uint64_t size = (uint64_t)asked_integer(whole, "size");

    asked_free(&whole);
    return size;
}

/* Works until SIZE leaves are published; jobs that failed rest for a second and more. */
static void await(uint64_t size)
{
    for (int i = 0; i < 40 && published() < size; i++) {
        go_on(120);
        usleep(100000);
    }
    assert_int_equal(published(), size);
}

/* The store took the leaves, the ledger's journal could not, and the ledger cannot be opened anew: its jobs fail, and
 * nothing else does. */
static void a_full_disk_stops_no_process(void **state)
{
    (void)state;
    assert_int_equal(tp_office_start(desk.exchange, NULL), TP_OK);
    log_many(3000);
    log_something();
    empty_log();
    assert_true(size_of("store.db-wal") + 200000 < size_of("ledger/journal"));
    limit_files(size_of("ledger/journal") + 10);
    away = true;     /* the witness is on the same disk */
    log_something(); /* behind */
    limit_files(64);
    for (int i = 0; i < 3; i++)
        go_on(700);
    assert_int_not_equal(tp_exchange_begin(desk.exchange, NULL), TP_OK);
    limit_files(0);
    await(3002);
}

/* The checkpoint's place is taken by a folder: it cannot be put there, and it is not known what a crash would leave. */
static void a_checkpoint_that_could_not_be_put_is_put_later(void **state)
{
    char path[160], aside[160];

    (void)state;
    log_something();
    assert_int_equal(tp_office_start(desk.exchange, NULL), TP_OK);
    await(1);
    snprintf(path, sizeof path, "%s/ledger/checkpoint", desk.folder);
    snprintf(aside, sizeof aside, "%s/aside", desk.folder);
    assert_int_equal(rename(path, aside), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    log_something();
    go_on(120);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(aside, path), 0);
    assert_int_equal(published(), 1);
    log_something();
    await(3);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_DESK(the_ledger_is_published_and_cosigned_by_itself),
    AT_DESK(a_cosignature_that_was_overtaken_is_asked_for_again_at_once),
    AT_DESK(a_witness_that_was_away_is_asked_again),
    AT_DESK(a_full_disk_stops_no_process),
    AT_DESK(a_checkpoint_that_could_not_be_put_is_put_later),
};
TP_TEST_MAIN(tests)
