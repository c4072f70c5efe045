/* SPDX-License-Identifier: Apache-2.0 */
/* The n-th allocation fails, for every n: E_MEMORY, empty outputs, no leak. Linked with --wrap for each allocator. */
#include "random_template.h"
#include "test.h"

#include <stdlib.h>

static int allocations_left = -1; /* until one fails; negative: none does */

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

static void every_allocation_may_fail(void **state)
{
    struct tp_rng rng = tp_rng_seed(9, 0);
    unsigned failures = 0;
    struct tp_template in;
    (void)state;

    random_template(&rng, 200, 2000, true, &in);
    for (int n = 0;; n++) {
        struct tp_template copy, out;
        struct tp_buffer packed;
        uint8_t *data;
        size_t size;
        tp_status status;

        tp_template_init(&out);
        tp_buffer_init(&packed);
        allocations_left = n;
        status = tp_template_copy(&in, &copy, NULL);
        if (status == TP_OK)
            status = tp_template_encode(&copy, TP_FORMAT_NATIVE, &data, &size, NULL);
        else
            data = NULL;
        if (status == TP_OK)
            status = tp_template_decode(data, size, 0, &out, NULL, NULL);
        if (status == TP_OK)
            status = tp_template_pack(&out, &packed, NULL);
        allocations_left = -1;
        assert_true(status == TP_OK || status == TP_E_MEMORY);
        assert_int_equal(packed.size_bytes > 0 && !packed.bad, status == TP_OK);
        tp_buffer_deinit(&packed);
        tp_template_deinit(&copy);
        tp_template_deinit(&out);
        free(data);
        if (status == TP_OK)
            break;
        failures++;
    }
    assert_true(failures >= 4); /* copy, encode (more than once), decode, pack */
    tp_template_deinit(&in);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_allocation_may_fail),
};
TP_TEST_MAIN(tests)
