/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a ledger can be gone on from, whatever its writer does meanwhile. */
#include "test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "ledgers.h"

static struct test_folder folder;

static struct tp_ledger *open_log(const char *name)
{
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_open(folder_path(&folder, name), ORIGIN, log_signer, &ledger, DIAG));
    return ledger;
}

static struct tp_ledger *start_ledger(void)
{
    memory_folder_make(&folder);
    assert_ok(tp_ledger_create(folder_path(&folder, "log"), ORIGIN, log_signer, DIAG));
    return open_log("log");
}

static void add_some(struct tp_ledger *ledger, size_t count)
{
    char text[96];
    uint64_t first;

    for (size_t i = 0; i < count; i++) {
        struct tp_span entry = entry_of(tp_ledger_size(ledger), text);
        assert_ok(tp_ledger_append(ledger, &entry, 1, &first, DIAG));
    }
}

static uint64_t copy_to(const char *to)
{
    uint64_t size;

    assert_ok(tp_ledger_copy(folder_path(&folder, "log"), &log_verifier, folder_path(&folder, to), &size, DIAG));
    return size;
}

/* Opens the copy, goes on, and verifies all of it. */
static uint64_t go_on(const char *name)
{
    struct tp_ledger *ledger = open_log(name);
    uint64_t before = tp_ledger_size(ledger), size;

    add_some(ledger, 3);
    tp_ledger_close(&ledger);
    assert_ok(tp_ledger_verify(folder_path(&folder, name), &log_verifier, NULL, &size, DIAG));
    assert_int_equal(size, before + 3);
    return before;
}

static void a_copy_has_what_was_acknowledged(void **state)
{
    struct tp_ledger *ledger = start_ledger();

    (void)state;
    add_some(ledger, 300);
    assert_ok(tp_ledger_publish(ledger, DIAG));
    add_some(ledger, 20); /* in the journal only */
    assert_int_equal(copy_to("one"), 300);
    assert_int_equal(go_on("one"), 320);
    add_some(ledger, 200);
    assert_ok(tp_ledger_publish(ledger, DIAG));
    assert_int_equal(copy_to("two"), 520);
    assert_int_equal(go_on("two"), 520);
    tp_ledger_close(&ledger);
    folder_remove(&folder);
}

static void published_files_alone_can_be_gone_on_from(void **state)
{
    struct tp_ledger *ledger = start_ledger();

    (void)state;
    add_some(ledger, 300);
    tp_ledger_close(&ledger);
    assert_int_equal(unlink(folder_path(&folder, "log/journal")), 0);
    assert_int_equal(copy_to("one"), 300);
    assert_int_equal(go_on("one"), 300);
    folder_remove(&folder);
}

struct writer {
    struct tp_ledger *ledger;
    _Atomic bool stop;
};

static void *write_and_publish(void *context)
{
    struct writer *writer = context;

    while (!atomic_load(&writer->stop)) {
        add_some(writer->ledger, 7);
        assert_ok(tp_ledger_publish(writer->ledger, DIAG));
        usleep(3000);
    }
    return NULL;
}

static void a_busy_ledger_is_copied_whole(void **state)
{
    struct writer writer = {.ledger = start_ledger()};
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, write_and_publish, &writer), 0);
    for (unsigned i = 0; i < 12; i++) {
        uint64_t before = tp_ledger_size(writer.ledger), published;
        char name[16];

        snprintf(name, sizeof name, "copy%u", i);
        published = copy_to(name);
        assert_true(go_on(name) >= published);
        assert_true(published + 14 >= before);
    }
    atomic_store(&writer.stop, true);
    pthread_join(thread, NULL);
    tp_ledger_close(&writer.ledger);
    folder_remove(&folder);
}

static void a_damaged_ledger_is_not_copied(void **state)
{
    struct tp_ledger *ledger = start_ledger();
    uint64_t size;

    (void)state;
    add_some(ledger, 300);
    tp_ledger_close(&ledger);
    folder_write(&folder, "log/tile/0/000", "damage", 6);
    assert_int_equal(
        tp_ledger_copy(folder_path(&folder, "log"), &log_verifier, folder_path(&folder, "one"), &size, NULL),
        TP_E_CHECKSUM);
    assert_int_not_equal(
        tp_ledger_copy(folder_path(&folder, "nothing"), &log_verifier, folder_path(&folder, "two"), &size, NULL),
        TP_OK);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_copy_has_what_was_acknowledged),
    cmocka_unit_test(published_files_alone_can_be_gone_on_from),
    cmocka_unit_test(a_busy_ledger_is_copied_whole),
    cmocka_unit_test(a_damaged_ledger_is_not_copied),
};
LEDGER_TEST_MAIN(tests)
