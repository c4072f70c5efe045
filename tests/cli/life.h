/* SPDX-License-Identifier: Apache-2.0 */
/* Two organisations in a scratch folder, in rehearsal, with the sample agreement and its signers: what tests of
 * commands on agreements start from. The keys are those of sample_signer(), every passphrase is "secret". */
#ifndef TP_TEST_LIFE_H
#define TP_TEST_LIFE_H

#include <stdarg.h>
#include <unistd.h>

#include "agreement/sample.h"
#include "cli/command.h"
#include "cli/program.h"
#include "folder.h"
#include "node/organisation.h"

#define LIFE_PROPOSED "2011-01-02T00:00:00Z"
#define LIFE_NOTICED "2011-01-03T00:00:00Z"
#define LIFE_COMMENTS_END "2011-03-04T00:00:00Z" /* 60 days */
#define LIFE_SIGNED "2011-03-05T00:00:00Z"
#define LIFE_ACTIVE "2011-03-06T00:00:00Z"

static struct test_folder folder;
static struct program_run run;
static char agreement[TP_HASH_TEXT_BYTES]; /* its hash */

/* Runs `tenprint ARGUMENTS`: it must end so, and say WORDS, on either stream. */
__attribute__((format(printf, 3, 4))) static inline void tenprint(int exit, const char *words, const char *arguments,
                                                                  ...)
{
    char line[2048];
    va_list list;

    va_start(list, arguments);
    vsnprintf(line, sizeof line, arguments, list);
    va_end(list);
    run_program(line, &run);
    if (run.exit != exit || (!strstr(run.out, words) && !strstr(run.err, words)))
        fail_msg("tenprint %s\nexit %d, not %d, without \"%s\"\n%s%s", line, run.exit, exit, words, run.out, run.err);
}

/* A member of the JSON that the last command printed, by its keys and indices: "versions.0.life". Borrowed. */
static inline json_t *printed(json_t **root, const char *path)
{
    char copy[256], *part = copy;
    json_t *value;

    *root = json_loads(run.out, 0, NULL);
    value = *root;
    snprintf(copy, sizeof copy, "%s", path);
    while (value && part) {
        char *dot = strchr(part, '.');
        if (dot)
            *dot++ = '\0';
        value = json_is_array(value) ? json_array_get(value, (size_t)strtoul(part, NULL, 10))
                                     : json_object_get(value, part);
        part = dot;
    }
    if (!value)
        fail_msg("no %s in %s", path, run.out);
    return value;
}

static inline void assert_printed(const char *path, const char *expected)
{
    json_t *root, *value = printed(&root, path);
    char *text = json_dumps(value, JSON_ENCODE_ANY);

    assert_string_equal(json_is_string(value) ? json_string_value(value) : text, expected);
    free(text);
    json_decref(root);
}

static inline void life_init(const char *name, const char *id, const char *jurisdiction)
{
    uint8_t seed[TP_SEED_BYTES] = {0};
    const struct tp_organisation_init init = {
        .id = id, .name = id, .jurisdiction = jurisdiction, .rehearsal = true, .passphrase = "secret", .seed = seed};

    memcpy(seed, id, strlen(id));
    assert_int_equal(tp_organisation_init(name, &init, NULL), TP_OK);
}

/* CODE.pem */
static inline void life_key(const char *code)
{
    char name[64];

    snprintf(name, sizeof name, "%s.pem", code);
    assert_int_equal(tp_signer_save(sample_signer(code), name, "secret", TP_GUARD_REHEARSAL, NULL), TP_OK);
}

static inline void life_write(const char *name, char *text)
{
    folder_write(&folder, name, text, strlen(text));
    free(text);
}

/* The folders dcjs and ident and the document terms.json; the current folder is theirs. */
static inline int life_set_up(void **state)
{
    struct tp_terms *terms = sample_terms(NULL);

    (void)state;
    setenv("TENPRINT_PASSPHRASE", "secret", 1);
    setenv("TENPRINT_KEY_PASSPHRASE", "secret", 1);
    unsetenv("TENPRINT_ORG");
    folder_make(&folder);
    if (chdir(folder.path) != 0)
        return -1;
    life_init("dcjs", "ny-dcjs", "US-NY");
    life_init("ident", "dhs-ident", "US");
    life_write("terms.json", sample_document(NULL));
    snprintf(agreement, sizeof agreement, "%s", terms->hash);
    tp_terms_free(&terms);
    return 0;
}

static inline int life_tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return chdir("/");
}

/* Proposed and noticed by dcjs; the events are 1.json and 2.json. */
static inline void life_notice(void)
{
    tenprint(0, "taken", "agreement propose terms.json --org dcjs --now " LIFE_PROPOSED " --to 1.json");
    tenprint(0, "taken", "agreement notice %.8s --org dcjs --now " LIFE_NOTICED " --to 2.json", agreement);
}

/* In force in both folders; the events are 1.json to 5.json. */
static inline void life_activate(void)
{
    life_notice();
    tenprint(0, "taken", "agreement sign %.8s --org dcjs --now " LIFE_SIGNED " --to 3.json", agreement);
    tenprint(0, "2 taken", "agreement accept 1.json 2.json --org ident --now " LIFE_NOTICED);
    tenprint(0, "1 taken", "agreement accept 3.json --org ident --now " LIFE_SIGNED);
    tenprint(0, "taken", "agreement sign %.8s --org ident --now " LIFE_SIGNED " --to 4.json", agreement);
    tenprint(0, "active", "agreement activate %.8s --org ident --now " LIFE_ACTIVE " --to 5.json", agreement);
    tenprint(0, "2 taken, 0 refused", "agreement accept 4.json 5.json --org dcjs --now " LIFE_ACTIVE);
}

#endif
