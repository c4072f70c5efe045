/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "folder.h"

static struct test_folder folder;
static struct tp_signer *signer;
static struct tp_diag diag;
static enum tp_guard guard;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    guard = TP_GUARD_STRONG;
    tp_diag_init(&diag);
    return tp_signer_generate(&signer, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    tp_signer_free(&signer);
    return 0;
}

static const char *save(const char *name, const char *passphrase)
{
    const char *path = folder_path(&folder, name);

    assert_int_equal(tp_signer_save(signer, path, passphrase, guard, NULL), TP_OK);
    return path;
}

static void load_fails(const char *path, const char *passphrase, tp_status status, const char *words)
{
    struct tp_signer *loaded = signer;

    tp_diag_init(&diag);
    assert_int_equal(tp_signer_load(path, passphrase, &loaded, &diag), status);
    assert_null(loaded);
    assert_non_null(strstr(diag.text, words));
}

static size_t read_file(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "r");
    size_t got;

    assert_non_null(file);
    got = fread(out, 1, size - 1, file);
    out[got] = '\0';
    fclose(file);
    return got;
}

static void what_was_saved_is_loaded(void **state)
{
    const char *path = save("key.pem", "correct horse \xc3\xa4");
    struct tp_signer *loaded;
    struct tp_signature signature;
    struct stat info;
    char text[4096];

    (void)state;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    assert_int_equal(tp_signer_load(path, "correct horse \xc3\xa4", &loaded, NULL), TP_OK);
    assert_memory_equal(tp_signer_public(loaded), tp_signer_public(signer), TP_KEY_BYTES);
    assert_int_equal(tp_sign(loaded, "text", 4, &signature, NULL), TP_OK);
    assert_true(tp_signature_is_valid(tp_signer_public(signer), "text", 4, &signature));
    tp_signer_free(&loaded);
}

static void a_wrong_passphrase_is_denied(void **state)
{
    const char *path = save("key.pem", "right");

    (void)state;
    load_fails(path, "wrong", TP_E_DENIED, "it is wrong");
    load_fails(path, "Right", TP_E_DENIED, "it is wrong");
    load_fails(path, "right ", TP_E_DENIED, "it is wrong");
    assert_string_equal(diag.file, path);
    assert_string_equal(diag.field, "passphrase");
}

static void an_empty_passphrase_is_refused(void **state)
{
    const char *path = folder_path(&folder, "key.pem");

    (void)state;
    assert_int_equal(tp_signer_save(signer, path, "", guard, &diag), TP_E_ARGUMENT);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(tp_signer_save(signer, path, NULL, guard, NULL), TP_E_ARGUMENT);
    load_fails(path, "", TP_E_ARGUMENT, "empty");
}

static void a_file_is_never_replaced(void **state)
{
    const char *path = folder_path(&folder, "key.pem");
    char text[16];

    (void)state;
    folder_write(&folder, "key.pem", "dear", 4);
    assert_int_equal(tp_signer_save(signer, path, "p", guard, &diag), TP_E_EXISTS);
    assert_non_null(strstr(diag.text, "left alone"));
    assert_int_equal(read_file(path, text, sizeof text), 4);
    assert_int_equal(tp_signer_save(signer, folder_path(&folder, "no/key.pem"), "p", guard, NULL), TP_E_IO);
}

static void what_is_no_such_key_is_refused(void **state)
{
    (void)state;
    load_fails(folder_path(&folder, "missing.pem"), "p", TP_E_NOT_FOUND, "cannot open");
    folder_write(&folder, "empty.pem", "", 0);
    load_fails(folder_path(&folder, "empty.pem"), "p", TP_E_FORMAT, "no encrypted private key");
    folder_write(&folder, "text.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END", 50);
    load_fails(folder_path(&folder, "text.pem"), "p", TP_E_FORMAT, "no encrypted private key");
}

/* Every byte of the file turned into another one: an error, never a key that is another. */
static void a_damaged_file_gives_no_key(void **state)
{
    char text[4096];
    size_t size;

    (void)state;
    guard = TP_GUARD_REHEARSAL;
    size = read_file(save("key.pem", "p"), text, sizeof text);
    for (size_t at = 0; at < size; at++) {
        struct tp_signer *loaded;
        char kept = text[at];
        tp_status status;

        text[at] = kept == 'A' ? 'B' : 'A';
        folder_write(&folder, "damaged.pem", text, size);
        text[at] = kept;
        status = tp_signer_load(folder_path(&folder, "damaged.pem"), "p", &loaded, NULL);
        assert_true(status == TP_E_FORMAT || status == TP_E_DENIED || status == TP_E_CHECKSUM ||
                    memcmp(tp_signer_public(loaded), tp_signer_public(signer), TP_KEY_BYTES) == 0);
        tp_signer_free(&loaded);
    }
}

/* ---- with OpenSSL's own program ------------------------------------------------------------------------------------
 */

static int openssl(const char *arguments)
{
    char line[1024];

    snprintf(line, sizeof line, "cd '%s' && openssl %s >/dev/null 2>&1", folder.path, arguments);
    return system(line);
}

static void skip_without_openssl(void)
{
    if (openssl("version") != 0) {
        print_message("# skipped: there is no program openssl\n");
        skip();
    }
}

/* By how long opening takes: the work is more than a hundred times as much. */
static void a_rehearsal_is_guarded_less(void **state)
{
    int64_t begin, strong, weak;
    struct tp_signer *loaded;

    (void)state;
    save("strong.pem", "p");
    guard = TP_GUARD_REHEARSAL;
    save("weak.pem", "p");
    begin = tp_clock_cpu_ns();
    assert_int_equal(tp_signer_load(folder_path(&folder, "strong.pem"), "p", &loaded, NULL), TP_OK);
    tp_signer_free(&loaded);
    strong = tp_clock_cpu_ns() - begin;
    begin = tp_clock_cpu_ns();
    assert_int_equal(tp_signer_load(folder_path(&folder, "weak.pem"), "p", &loaded, NULL), TP_OK);
    tp_signer_free(&loaded);
    weak = tp_clock_cpu_ns() - begin;
    print_message("# opening: %.1f ms, in a rehearsal %.1f ms\n", 1e-6 * (double)strong, 1e-6 * (double)weak);
    assert_true(strong > 10 * weak);
}

static void openssl_reads_our_file(void **state)
{
    uint8_t key[64];
    char text[64];

    (void)state;
    skip_without_openssl();
    save("key.pem", "open sesame");
    assert_int_equal(openssl("pkey -in key.pem -passin 'pass:open sesame' -pubout -outform DER -out key.der"), 0);
    assert_int_not_equal(openssl("pkey -in key.pem -passin pass:other"), 0);
    assert_int_equal(read_file(folder_path(&folder, "key.der"), text, sizeof text), 12 + TP_KEY_BYTES);
    memcpy(key, text, sizeof key);
    assert_memory_equal(key + 12, tp_signer_public(signer), TP_KEY_BYTES);
}

static void we_read_the_files_of_openssl(void **state)
{
    struct tp_signer *loaded;

    (void)state;
    skip_without_openssl();
    assert_int_equal(openssl("genpkey -algorithm ed25519 -out plain.pem"), 0);
    assert_int_equal(openssl("pkcs8 -topk8 -in plain.pem -scrypt -v2 aes256 -passout pass:p -out scrypt.pem"), 0);
    assert_int_equal(tp_signer_load(folder_path(&folder, "scrypt.pem"), "p", &loaded, NULL), TP_OK);
    tp_signer_free(&loaded);
}

static void other_keys_and_other_encryptions_are_refused(void **state)
{
    (void)state;
    skip_without_openssl();
    assert_int_equal(openssl("genpkey -algorithm ed25519 -out plain.pem"), 0);
    load_fails(folder_path(&folder, "plain.pem"), "p", TP_E_FORMAT, "no encrypted private key");
    assert_int_equal(openssl("pkcs8 -topk8 -in plain.pem -passout pass:p -out weak.pem"), 0);
    load_fails(folder_path(&folder, "weak.pem"), "p", TP_E_FORMAT, "scrypt");
    assert_int_equal(openssl("pkcs8 -topk8 -in plain.pem -scrypt -v2 aes-128-cbc -passout pass:p -out a128.pem"), 0);
    load_fails(folder_path(&folder, "a128.pem"), "p", TP_E_FORMAT, "AES-256");
    assert_int_equal(openssl("pkcs8 -topk8 -in plain.pem -scrypt -scrypt_p 65 -v2 aes256 -passout pass:p -out d.pem"),
                     0);
    load_fails(folder_path(&folder, "d.pem"), "p", TP_E_FORMAT, "bounded cost");
    assert_int_equal(openssl("genpkey -algorithm ed448 -out ed448.pem"), 0);
    assert_int_equal(openssl("pkcs8 -topk8 -in ed448.pem -scrypt -v2 aes256 -passout pass:p -out other.pem"), 0);
    load_fails(folder_path(&folder, "other.pem"), "p", TP_E_FORMAT, "not an Ed25519 key");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_was_saved_is_loaded, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_wrong_passphrase_is_denied, set_up, tear_down),
    cmocka_unit_test_setup_teardown(an_empty_passphrase_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_file_is_never_replaced, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_such_key_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_damaged_file_gives_no_key, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_rehearsal_is_guarded_less, set_up, tear_down),
    cmocka_unit_test_setup_teardown(openssl_reads_our_file, set_up, tear_down),
    cmocka_unit_test_setup_teardown(we_read_the_files_of_openssl, set_up, tear_down),
    cmocka_unit_test_setup_teardown(other_keys_and_other_encryptions_are_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
