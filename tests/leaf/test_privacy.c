/* SPDX-License-Identifier: Apache-2.0 */
/* What an adversary can learn from the published bytes of a ledger whose secrets the test knows: names, case numbers,
 * exact times and counties, and the openings of all leaves. */
#include "test.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "folder.h"
#include "leaves.h"
#include "ledger/ledger.h"

enum { LEAVES = 300, MONTH_S = 30 * 86400 };

static const char *const names[] = {"Jane Roe", "Richard Roe", "Miller", "Garcia Lopez"};
static const char *const counties[] = {"US-NY-027", "US-NY-061", "US-IL-031", "US-MA-025"};

static const char *const fips[] = {"36027", "36061", "17031", "25025"};

static struct test_folder folder;
static struct tp_signer *signer;
static struct tp_verifier verifier;
static struct tp_leaf leaves[LEAVES];
static struct tp_opening openings[LEAVES];
static struct tp_buffer published; /* all files, one after the other */

/* The record of leaf I: every fourth is the same person in the same county at the same second. */
static struct tp_json *record_of(size_t i)
{
    char time[TP_TIME_TEXT_BYTES], reference[32];
    struct tp_json *json;

    tp_time_format(JUNE_2011 + (i % 4) * 12345 + 678, time);
    snprintf(reference, sizeof reference, "case-%zu", 4711 + i % 4);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, TP_RECORD_TIME, time);
    tp_json_text(json, TP_RECORD_COUNTY, counties[i % 4]);
    tp_json_text(json, "name", names[i % 4]);
    tp_json_text(json, "reference", reference);
    return json;
}

static void make_leaf(size_t i, struct tp_buffer *entry)
{
    struct tp_json *record = record_of(i);

    tp_leaf_init(&leaves[i], TP_LEAF_SUBMISSION, JUNE_2011 + (int64_t)(i % 4) * 12345 + 678);
    tp_leaf_set(&leaves[i], TP_LEAF_STATE_MEMBER, (char[]){'U', 'S', '-', counties[i % 4][3], counties[i % 4][4], 0});
    tp_leaf_set(&leaves[i], TP_LEAF_LEVEL_MEMBER, "none");
    assert_int_equal(tp_leaf_commit(&leaves[i], record, &openings[i], NULL), TP_OK);
    assert_int_equal(tp_leaf_write(&leaves[i], entry, NULL), TP_OK);
    tp_json_free(&record);
}

/* Appends the files that anybody can fetch; what begins with a dot or is not of the format is the writer's own. */
static void gather(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        char inner[512];
        struct stat info;
        uint8_t *data;
        size_t size_bytes;

        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(inner, &info) == 0 && S_ISDIR(info.st_mode)) {
            gather(inner);
        } else if (entries[i]->d_name[0] != '.') {
            assert_int_equal(tp_file_read(inner, 1 << 24, &data, &size_bytes, NULL), TP_OK);
            tp_write_bytes(&published, data, size_bytes);
            free(data);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static int set_up(void **state)
{
    uint8_t seed[TP_SEED_BYTES] = {7};
    struct tp_ledger *ledger;
    uint64_t first;

    (void)state;
    folder_make(&folder);
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    assert_int_equal(tp_verifier_make("privacy.example", TP_KEY_NOTE, tp_signer_public(signer), &verifier, NULL),
                     TP_OK);
    assert_int_equal(tp_ledger_create(folder_path(&folder, "log"), "privacy.example", signer, NULL), TP_OK);
    assert_int_equal(tp_ledger_open(folder_path(&folder, "log"), "privacy.example", signer, &ledger, NULL), TP_OK);
    for (size_t i = 0; i < LEAVES; i++) {
        struct tp_buffer entry;
        tp_buffer_init(&entry);
        make_leaf(i, &entry);
        assert_int_equal(tp_ledger_append(ledger, &(struct tp_span){entry.data, entry.size_bytes}, 1, &first, NULL),
                         TP_OK);
        tp_buffer_deinit(&entry);
    }
    tp_ledger_close(&ledger);
    tp_buffer_init(&published);
    gather(folder_path(&folder, "log"));
    assert_true(published.size_bytes > (size_t)LEAVES * 150);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEAVES; i++)
        tp_opening_deinit(&openings[i]);
    tp_buffer_deinit(&published);
    tp_signer_free(&signer);
    folder_remove(&folder);
    return 0;
}

static bool is_published(const void *data, size_t size_bytes)
{
    return memmem(published.data, published.size_bytes, data, size_bytes) != NULL;
}

/* TEXT as it is, in hex, and in base64 at each of the three offsets that it may have in a longer text. */
static void assert_absent(const char *text)
{
    size_t length = strlen(text);
    struct tp_buffer base64;
    char hex[256];

    assert_false(is_published(text, length));
    tp_hex_encode((const uint8_t *)text, length, hex);
    assert_false(is_published(hex, strlen(hex)));
    for (size_t skip = 0; skip < 3 && length >= skip + 6; skip++) {
        tp_buffer_init(&base64);
        tp_base64_encode((const uint8_t *)text + skip, (length - skip) / 3 * 3, &base64);
        assert_false(is_published(base64.data, base64.size_bytes));
        tp_buffer_deinit(&base64);
    }
}

static void no_name_number_time_or_county_stands_in_the_files(void **state)
{
    (void)state;
    assert_true(is_published("\"US-NY\"", 7)); /* what may be said is there */
    assert_true(is_published("2011-06", 7));
    for (size_t i = 0; i < 4; i++) {
        struct tp_buffer record;
        struct tp_json *json = record_of(i);
        char text[64];

        assert_absent(names[i]);
        assert_absent(counties[i]);
        snprintf(text, sizeof text, "\"%s", fips[i]); /* five digits alone may stand in a hash by chance */
        assert_absent(text);
        snprintf(text, sizeof text, "case-%zu", 4711 + i);
        assert_absent(text);
        snprintf(text, sizeof text, "%lld", (long long)JUNE_2011 + (long long)i * 12345 + 678);
        assert_absent(text);
        tp_time_format(JUNE_2011 + (int64_t)i * 12345 + 678, text);
        assert_absent(text);
        text[10] = '\0';
        assert_absent(text); /* the day */
        assert_absent(text + 5);
        tp_buffer_init(&record);
        assert_int_equal(tp_json_write_canonical(json, &record, NULL), TP_OK);
        assert_false(is_published(record.data, record.size_bytes));
        tp_buffer_deinit(&record);
        tp_json_free(&json);
    }
    for (size_t i = 0; i < LEAVES; i++) {
        char hex[2 * TP_SHA256_BYTES + 1];
        tp_hex_encode(openings[i].key, sizeof openings[i].key, hex);
        assert_false(is_published(openings[i].key, sizeof openings[i].key) || is_published(hex, strlen(hex)));
    }
}

/* ---- brute force: hashes of all that there is
 * ------------------------------------------------------------------------
 */

/* All runs of 32 bytes and of 64 hex digits that were published, by their first eight bytes. */
struct digests {
    uint64_t *items;
    size_t count;
};

static int by_number(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void find_digests(struct digests *out)
{
    out->count = 0;
    out->items = malloc(2 * published.size_bytes * sizeof *out->items);
    assert_non_null(out->items);
    for (size_t at = 0; at + 32 <= published.size_bytes; at++) {
        char digits[17] = "";
        memcpy(&out->items[out->count++], published.data + at, 8);
        memcpy(digits, published.data + at, 16);
        if (tp_hex_decode(digits, (uint8_t *)&out->items[out->count], 8))
            out->count++;
    }
    qsort(out->items, out->count, sizeof *out->items, by_number);
}

static bool is_hash_published(const struct digests *digests, struct tp_hasher *hasher, const char *text)
{
    uint8_t hash[TP_SHA256_BYTES];
    uint64_t begin;

    tp_hasher_begin(hasher, (uint8_t)text[0]); /* the first byte is the prefix: SHA-256 of TEXT */
    tp_hasher_add(hasher, text + 1, strlen(text) - 1);
    tp_hasher_end(hasher, hash);
    memcpy(&begin, hash, sizeof begin);
    return bsearch(&begin, digests->items, digests->count, sizeof begin, by_number) != NULL;
}

/* Every code of a county that the form allows in four states and more (a superset of those that exist), every second of
 * the month in two spellings, the names and the case numbers. */
static void no_unkeyed_hash_of_a_guess_is_published(void **state)
{
    struct digests digests;
    struct tp_hasher *hasher;
    char text[64];

    (void)state;
    find_digests(&digests);
    assert_int_equal(tp_hasher_new(&hasher, NULL), TP_OK);
    for (unsigned a = 'A'; a <= 'Z'; a++) {
        for (unsigned rest = 0; rest < 26 * 1000; rest++) {
            snprintf(text, sizeof text, "US-%c%c-%03u", (char)a, (char)('A' + rest / 1000), rest % 1000);
            assert_false(is_hash_published(&digests, hasher, text));
        }
    }
    for (unsigned code = 0; code < 100000; code++) {
        snprintf(text, sizeof text, "%05u", code);
        assert_false(is_hash_published(&digests, hasher, text));
    }
    for (int64_t second = 0; second < MONTH_S; second++) {
        tp_time_format(JUNE_2011 + second, text);
        assert_false(is_hash_published(&digests, hasher, text));
        snprintf(text, sizeof text, "%lld", (long long)(JUNE_2011 + second));
        assert_false(is_hash_published(&digests, hasher, text));
    }
    for (size_t i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "case-%zu", i);
        assert_false(is_hash_published(&digests, hasher, text) || is_hash_published(&digests, hasher, names[i % 4]));
    }
    tp_hasher_free(&hasher);
    free(digests.items);
}

/* The adversary has guessed the whole record, and everything about the form: without the key it does not help. */
static void a_guessed_record_cannot_be_checked(void **state)
{
    static const uint8_t zeros[TP_SHA256_BYTES];

    (void)state;
    for (size_t i = 0; i < LEAVES; i++) {
        struct tp_opening guess = openings[i];
        uint8_t unkeyed[TP_SHA256_BYTES];

        assert_true(tp_opening_fits(&openings[i], &leaves[i]));
        memcpy(guess.key, zeros, sizeof guess.key);
        assert_false(tp_opening_fits(&guess, &leaves[i]));
        memcpy(guess.key, openings[(i + 4) % LEAVES].key, sizeof guess.key); /* that of an equal record */
        assert_false(tp_opening_fits(&guess, &leaves[i]));
        assert_int_equal(tp_sha256(openings[i].record, openings[i].record_bytes, unkeyed, NULL), TP_OK);
        assert_false(is_published(unkeyed, sizeof unkeyed));
    }
}

static void equal_people_do_not_give_equal_commitments(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEAVES; i++) {
        for (size_t j = 0; j < i; j++) {
            if (i % 4 == j % 4)
                assert_string_equal(openings[i].record, openings[j].record);
            assert_memory_not_equal(leaves[i].commitment, leaves[j].commitment, TP_SHA256_BYTES);
            assert_memory_not_equal(openings[i].key, openings[j].key, TP_SHA256_BYTES);
        }
    }
}

/* Half of all bits are set: a commitment looks like any 32 bytes. */
static void commitments_look_random(void **state)
{
    size_t ones = 0, bits = (size_t)LEAVES * TP_SHA256_BYTES * 8;

    (void)state;
    for (size_t i = 0; i < LEAVES; i++) {
        for (size_t j = 0; j < TP_SHA256_BYTES; j++)
            ones += (size_t)__builtin_popcount(leaves[i].commitment[j]);
    }
    assert_in_range(ones, bits / 2 - 1000, bits / 2 + 1000); /* seven standard deviations */
}

/* Erasure: the key and the record are gone, the leaf and the proof stay. */
static void after_erasure_the_ledger_verifies_and_says_no_more(void **state)
{
    uint64_t size;

    (void)state;
    for (size_t i = 0; i < LEAVES; i++)
        tp_opening_deinit(&openings[i]);
    assert_int_equal(tp_ledger_verify(folder_path(&folder, "log"), &verifier, NULL, &size, NULL), TP_OK);
    assert_int_equal(size, LEAVES);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_name_number_time_or_county_stands_in_the_files),
    cmocka_unit_test(no_unkeyed_hash_of_a_guess_is_published),
    cmocka_unit_test(a_guessed_record_cannot_be_checked),
    cmocka_unit_test(equal_people_do_not_give_equal_commitments),
    cmocka_unit_test(commitments_look_random),
    cmocka_unit_test(after_erasure_the_ledger_verifies_and_says_no_more),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
