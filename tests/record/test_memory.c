/* SPDX-License-Identifier: Apache-2.0 */
/* The n-th allocation of reading, changing and writing a transaction fails, for every n: E_MEMORY with words, and a
 * transaction that is still in order. Linked with --wrap for each allocator; sanitizers look for leaks. */
#include "test.h"

#include "samples.h"

#include <stdlib.h>

static long allocations_left = -1; /* until one fails; negative: none does */

static bool fails(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

#define WRAP(name, parameters, arguments)                                                                              \
    void *__real_##name parameters;                                                                                    \
    void *__wrap_##name parameters;                                                                                    \
    void *__wrap_##name parameters                                                                                     \
    {                                                                                                                  \
        return fails() ? NULL : __real_##name arguments;                                                               \
    }
WRAP(malloc, (size_t size), (size))
WRAP(calloc, (size_t count, size_t size), (count, size))
WRAP(realloc, (void *memory, size_t size), (memory, size))

/* Changes a transaction in every way. */
static tp_status change(struct tp_transaction *transaction, struct tp_diag *diag)
{
    struct tp_record *record = tp_transaction_at(transaction, 1);
    tp_status status = tp_record_set_text(record, 999999, diag, "%s", "new");

    if (status == TP_OK)
        status = tp_transaction_append(transaction, 4, 7, &record, diag);
    if (status == TP_OK)
        status = tp_record_set(record, 9, "image", 5, diag);
    if (status == TP_OK)
        status = tp_transaction_append(transaction, 14, 8, &record, diag);
    for (uint32_t number = 20; status == TP_OK && number < 40; number++)
        status = tp_record_set_text(record, number, diag, "%u", (unsigned)number);
    if (status == TP_OK)
        status = tp_transaction_remove(transaction, 1, diag);
    return status;
}

/* Whether 1.003 lists the records that are there. */
static bool counted(const struct tp_transaction *transaction)
{
    const struct tp_bytes content = tp_record_get(tp_transaction_at(transaction, 0), 3);
    return tp_value_subfields(content) == tp_transaction_count(transaction);
}

/* Does all with the N-th allocation failing; false when there were fewer than N. */
static bool survives(const struct sample *sample, long n)
{
    struct tp_transaction *transaction;
    struct tp_diag diag;
    tp_status status;
    size_t size_bytes;
    uint8_t *data = NULL;
    bool intact = true, failed;

    tp_diag_init(&diag);
    allocations_left = n;
    status = tp_transaction_read(sample->file.data, sample->file.size_bytes, NULL, NULL, &transaction, &diag);
    if (status == TP_OK) {
        status = change(transaction, &diag);
        intact = counted(transaction);
    }
    if (status == TP_OK)
        status = tp_transaction_write(transaction, &data, &size_bytes, &diag);
    failed = allocations_left < 0;
    allocations_left = -1;
    free(data);
    tp_transaction_free(&transaction);
    if (!intact || status != (failed ? TP_E_MEMORY : TP_OK) || (failed && diag.text[0] == '\0'))
        fail_msg("%s: %s (%s) when allocation %ld fails", sample->name, tp_status_name(status), diag.text, n);
    return failed;
}

static void every_allocation_may_fail(void **state)
{
    static struct samples samples;
    long tried = 0;

    (void)state;
    samples_make_all(&samples);
    for (size_t i = 0; i < samples.count; i++)
        for (long n = 0; survives(&samples.items[i], n); n++)
            tried++;
    samples_free(&samples);
    print_message("# %ld failed allocations\n", tried);
    assert_true(tried > 100);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_allocation_may_fail),
};
TP_TEST_MAIN(tests)
