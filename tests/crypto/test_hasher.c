/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>
#include <time.h>

#include "crypto/crypto.h"

static struct tp_hasher *hasher;

static void hash(uint8_t prefix, const void *a, size_t a_bytes, const void *b, size_t b_bytes, uint8_t *out)
{
    tp_hasher_begin(hasher, prefix);
    tp_hasher_add(hasher, a, a_bytes);
    tp_hasher_add(hasher, b, b_bytes);
    tp_hasher_end(hasher, out);
}

static int set_up(void **state)
{
    (void)state;
    return tp_hasher_new(&hasher, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    tp_hasher_free(&hasher);
    tp_hasher_free(&hasher);
    return hasher == NULL ? 0 : -1;
}

/* Wherever the message is cut in two, and whatever was hashed before. */
static void it_is_sha256_of_the_parts(void **state)
{
    uint8_t message[200], expected[TP_SHA256_BYTES], digest[TP_SHA256_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)(i * 7 + 1);
    for (size_t size = 1; size <= sizeof message; size += 9)
        for (size_t cut = 1; cut <= size; cut++) {
            assert_int_equal(tp_sha256(message, size, expected, NULL), TP_OK);
            hash(message[0], message + 1, cut - 1, message + cut, size - cut, digest);
            assert_memory_equal(digest, expected, sizeof digest);
        }
}

static void parts_may_be_absent(void **state)
{
    static const uint8_t zero[1];
    uint8_t expected[TP_SHA256_BYTES], digest[TP_SHA256_BYTES];

    (void)state;
    assert_int_equal(tp_sha256(zero, 1, expected, NULL), TP_OK);
    hash(0, NULL, 0, NULL, 0, digest);
    assert_memory_equal(digest, expected, sizeof digest);
}

/* The leaf and the node of RFC 6962: the roots of the empty entry and of two of them. */
static void leaves_and_nodes_of_a_tree(void **state)
{
    uint8_t leaf[TP_SHA256_BYTES], node[TP_SHA256_BYTES];
    char text[2 * TP_SHA256_BYTES + 1];

    (void)state;
    hash(0, "", 0, NULL, 0, leaf);
    tp_hex_encode(leaf, sizeof leaf, text);
    assert_string_equal(text, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    hash(1, leaf, sizeof leaf, leaf, sizeof leaf, node);
    assert_memory_not_equal(node, leaf, sizeof node);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A ledger of a million leaves has a million such nodes. The bound is wide: sanitizers and busy machines. */
static void a_million_nodes_take_a_moment(void **state)
{
    uint8_t sum[TP_SHA256_BYTES] = {0};
    double begin = seconds();

    (void)state;
    for (int i = 0; i < 1000000; i++)
        hash(1, sum, sizeof sum, sum, sizeof sum, sum);
    print_message("# a million hashes of 65 bytes: %.2f s\n", seconds() - begin);
    assert_true(seconds() - begin < 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(it_is_sha256_of_the_parts, set_up, tear_down),
    cmocka_unit_test_setup_teardown(parts_may_be_absent, set_up, tear_down),
    cmocka_unit_test_setup_teardown(leaves_and_nodes_of_a_tree, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_million_nodes_take_a_moment, set_up, tear_down),
};
TP_TEST_MAIN(tests)
