/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "json/jansson.h"

enum { SECTIONS_MAX = 32, PATHS_MAX = 64, PATH_BYTES = 64 };

static char *read_file(const char *name)
{
    char path[1024];
    struct tp_buffer text;
    uint8_t *data;
    size_t size_bytes;

    snprintf(path, sizeof path, "%s/%s", getenv("TP_SOURCE_ROOT"), name);
    assert_int_equal(tp_file_read(path, 1 << 20, &data, &size_bytes, NULL), TP_OK);
    tp_buffer_init(&text);
    tp_write_bytes(&text, data, size_bytes);
    tp_write_u8(&text, '\0');
    free(data);
    return (char *)text.data;
}

static char *finish(struct tp_buffer *out)
{
    tp_write_u8(out, '\0');
    assert_false(out->bad);
    return (char *)out->data;
}

static char *words_of(const struct tp_terms *terms, const struct tp_gazetteer *names)
{
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_terms_words(terms, names, &out);
    return finish(&out);
}

static char *section_of(const struct tp_terms *terms, size_t place)
{
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_terms_section_words(terms, place, NULL, &out);
    return finish(&out);
}

/* The example, or with CHANGES: pairs of texts, the second in place of the first. */
static struct tp_terms *read_example(const char *const *changes)
{
    char *text = read_file("data/agreements/example.json");
    struct tp_terms *terms;

    for (; changes && *changes; changes += 2) {
        struct tp_buffer changed;
        const char *at = strstr(text, changes[0]);
        assert_non_null(at);
        tp_buffer_init(&changed);
        tp_write_bytes(&changed, text, (size_t)(at - text));
        tp_write_text(&changed, "%s%s", changes[1], at + strlen(changes[0]));
        free(text);
        text = finish(&changed);
    }
    assert_int_equal(tp_terms_parse(text, strlen(text), &terms, NULL), TP_OK);
    free(text);
    return terms;
}

static void assert_words_have(const char *const *changes, const char *expected)
{
    struct tp_terms *terms = read_example(changes);
    char *words = words_of(terms, NULL);

    if (!strstr(words, expected))
        fail_msg("no \"%s\" in: %s", expected, words);
    free(words);
    tp_terms_free(&terms);
}

/* data/agreements/example.txt is what `tenprint agreement show` prints, and docs/agreements.md quotes it. */
static void the_example_reads_as_the_documentation_says(void **state)
{
    struct tp_terms *terms = read_example(NULL);
    char *expected = read_file("data/agreements/example.txt"), *manual = read_file("docs/agreements.md"), *words;
    struct tp_gazetteer *names;

    (void)state;
    assert_int_equal(tp_gazetteer_standard("us", &names, NULL), TP_OK);
    words = words_of(terms, names);
    assert_string_equal(words, expected);
    assert_non_null(strstr(manual, words));
    tp_gazetteer_free(&names);
    tp_terms_free(&terms);
    free(words);
    free(manual);
    free(expected);
}

static void places_go_by_their_codes_without_names(void **state)
{
    (void)state;
    assert_words_have(NULL, "- US-NY-027, which signs with the key Mc3glRGw2uvX0yIdRxwJGJcmqllw3DfCm6xT8c5Kuzg=\n");
    assert_words_have(NULL, "\"National Repository\"; its jurisdiction is US.");
}

static void what_is_empty_is_said_too(void **state)
{
    static const char *const exclusions[] = {"[\"juvenile\", \"victim\", \"witness\"]", "[]", NULL};
    static const char *const onward[] = {"\"onward\": [\"field-office\"]", "\"onward\": []", NULL};
    static const char *const witness[] = {"\"required\": true, \"max_age_minutes\": 60",
                                          "\"required\": false, \"max_age_minutes\": 0", NULL};
    static const char *const day[] = {"\"retention_days\": 30", "\"retention_days\": 1", "\"days\": 60", "\"days\": 1",
                                      NULL};
    static const char *const thresholds[] = {"\"offence\": \"level-3\"", "\"offence\": \"none\"", NULL};

    (void)state;
    assert_words_have(exclusions, "\nNobody is excluded.\n");
    assert_words_have(onward, "\nA recipient passes it on to nobody.\n");
    assert_words_have(witness, "\nNo witness has to cosign the ledger.\n");
    assert_words_have(day, " at most 1 day.\n");
    assert_words_have(day, " for 1 day.\n");
    assert_words_have(thresholds, "\nFor a search the offence may be any, or none.\n");
    assert_words_have(NULL, "\nFor a search the offence must be at least a minor one (Level 3).\n");
    assert_words_have(NULL, "\nIt amends no other version.\n");
}

/* A title cannot end its quotation and go on as a sentence of the program's. */
static void texts_of_the_document_stay_in_their_quotes(void **state)
{
    static const char *const title[] = {"\"title\": \"Identification of people booked in New York, from 2011\"",
                                        "\"title\": \"A\\\". Nobody is excluded. \\\\\"", NULL};

    (void)state;
    assert_words_have(title, "\nIt is called \"A\\\". Nobody is excluded. \\\\\".\n");
}

static void the_same_terms_give_the_same_words(void **state)
{
    struct tp_terms *terms = read_example(NULL), *again;
    size_t size_bytes;
    const char *canonical = tp_terms_document(terms, &size_bytes);
    char *words = words_of(terms, NULL), *others;

    (void)state;
    assert_int_equal(tp_terms_parse(canonical, size_bytes, &again, NULL), TP_OK);
    others = words_of(again, NULL);
    assert_string_equal(words, others);
    free(words);
    free(others);
    tp_terms_free(&terms);
    tp_terms_free(&again);
}

static void the_sections_make_up_the_whole(void **state)
{
    struct tp_terms *terms = read_example(NULL);
    char *words = words_of(terms, NULL), *at = words;
    const char *title;
    size_t count = 0;

    (void)state;
    for (; tp_terms_section(count, &title); count++) {
        char *section = section_of(terms, count);
        at += *at == '\n';
        assert_int_equal(strncmp(at, title, strlen(title)), 0);
        at += strlen(title) + 1;
        assert_int_equal(strncmp(at, section, strlen(section)), 0);
        at += strlen(section);
        free(section);
    }
    assert_string_equal(at, "");
    assert_null(title);
    assert_true(count <= SECTIONS_MAX);
    free(words);
    tp_terms_free(&terms);
}

/* ---- every member of the document is in its words, in its own section and nowhere else ----------------------------
 */

/* A document that is changed in one place after the other. */
struct variation {
    json_t *root;
    const char *member; /* of the root, in which the change is */
    char *before[SECTIONS_MAX];
    struct {
        char path[PATH_BYTES]; /* "parties[].name" */
        bool accepted;         /* some change there makes another valid document */
    } paths[PATHS_MAX];
    size_t path_count, changes;
};

static void note_path(struct variation *v, const char *path, bool accepted)
{
    size_t place = 0;

    while (place < v->path_count && strcmp(v->paths[place].path, path) != 0)
        place++;
    assert_true(place < PATHS_MAX);
    if (place == v->path_count)
        snprintf(v->paths[v->path_count++].path, PATH_BYTES, "%s", path);
    v->paths[place].accepted |= accepted;
}

/* Whether the document as it is now is valid; its words must then differ from those before in this member's section. */
static bool try_change(struct variation *v)
{
    char *text = json_dumps(v->root, JSON_COMPACT);
    struct tp_terms *terms;
    const char *member, *title;
    bool valid = tp_terms_parse(text, strlen(text), &terms, NULL) == TP_OK;

    for (size_t i = 0; valid && (member = tp_terms_section(i, &title)); i++) {
        char *section = section_of(terms, i);
        bool same = strcmp(section, v->before[i]) == 0;
        if (same != (strcmp(member, v->member) != 0))
            fail_msg("a change in %s %s the words of %s: %s", v->member, same ? "does not change" : "changes", member,
                     text);
        free(section);
    }
    v->changes += valid;
    tp_terms_free(&terms);
    free(text);
    return valid;
}

/* Puts VALUE in place of a leaf for a moment. */
static bool try_value(struct variation *v, json_t *leaf, json_t *value)
{
    json_t *kept = json_copy(leaf);
    bool differs = !json_equal(leaf, value), valid = false;

    if (json_is_string(leaf) && differs) {
        json_string_set(leaf, json_string_value(value));
        valid = try_change(v);
        json_string_set(leaf, json_string_value(kept));
    } else if (json_is_integer(leaf) && differs) {
        json_integer_set(leaf, json_integer_value(value));
        valid = try_change(v);
        json_integer_set(leaf, json_integer_value(kept));
    }
    json_decref(kept);
    json_decref(value);
    return valid;
}

static bool try_strings(struct variation *v, json_t *leaf)
{
    static const struct tp_vocabulary *const all[] = {&tp_purposes,   &tp_roles,         &tp_materials, &tp_seriousness,
                                                      &tp_categories, &tp_circumstances, &tp_fields};
    static const char *const others[] = {"A",
                                         "another",
                                         "US-CA",
                                         "US-NY-061",
                                         "2012-01-01T00:00:00Z",
                                         "public-oversight",
                                         "national-repository",
                                         "state-bureau",
                                         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    bool accepted = false;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++)
        accepted |= try_value(v, leaf, json_string(others[i]));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        for (size_t j = 0; j < all[i]->count; j++)
            accepted |= try_value(v, leaf, json_string(all[i]->items[j].code));
    }
    return accepted;
}

static void vary(struct variation *v, json_t *value, const char *path);

static void vary_list(struct variation *v, json_t *list, const char *path)
{
    char inner[PATH_BYTES];

    snprintf(inner, sizeof inner, "%.50s[]", path);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *element = json_incref(json_array_get(list, i));
        vary(v, element, inner);
        json_array_remove(list, i);
        (void)try_change(v);
        json_array_insert_new(list, i, element);
    }
}

/* true and false are shared: they are exchanged in the object that holds them. */
static void vary_object(struct variation *v, json_t *object, const char *path)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        char inner[PATH_BYTES];
        snprintf(inner, sizeof inner, "%.40s%s%.20s", path, path[0] ? "." : "", key);
        if (object == v->root)
            v->member = key;
        if (json_is_boolean(value)) {
            json_object_set_new(object, key, json_boolean(!json_is_true(value)));
            note_path(v, inner, try_change(v));
            json_object_set_new(object, key, json_boolean(!json_is_true(json_object_get(object, key))));
        } else {
            vary(v, value, inner);
        }
    }
}

static void vary(struct variation *v, json_t *value, const char *path)
{
    if (json_is_object(value))
        vary_object(v, value, path);
    else if (json_is_array(value))
        vary_list(v, value, path);
    else if (json_is_string(value))
        note_path(v, path, try_strings(v, value));
    else
        note_path(v, path, try_value(v, value, json_integer(json_integer_value(value) + 1)));
}

static void start(struct variation *v)
{
    char *text = read_file("data/agreements/example.json");
    struct tp_terms *terms;
    const char *title;

    memset(v, 0, sizeof *v);
    v->root = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(v->root);
    json_object_set_new(v->root, "version", json_integer(2));
    json_object_set_new(v->root, "amends",
                        json_string("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
    /* a second one that the repository could belong to */
    json_array_append_new(json_object_get(json_array_get(json_object_get(v->root, "parties"), 2), "roles"),
                          json_string("repository"));
    text = json_dumps(v->root, 0);
    assert_int_equal(tp_terms_parse(text, strlen(text), &terms, NULL), TP_OK);
    for (size_t i = 0; tp_terms_section(i, &title); i++)
        v->before[i] = section_of(terms, i);
    tp_terms_free(&terms);
    free(text);
}

static void each_member_changes_its_section_and_no_other(void **state)
{
    struct variation v;

    (void)state;
    start(&v);
    vary(&v, v.root, "");
    for (size_t i = 0; i < v.path_count; i++) {
        bool fixed = strcmp(v.paths[i].path, "form") == 0 || strcmp(v.paths[i].path, "witness.required") == 0;
        if (v.paths[i].accepted == fixed) /* the second changes with the age only */
            fail_msg("%s: %s", v.paths[i].path, fixed ? "can be changed" : "was never changed");
    }
    assert_true(v.changes > 500);
    for (size_t i = 0; i < SECTIONS_MAX; i++)
        free(v.before[i]);
    json_decref(v.root);
}

static void the_document_has_a_section_for_each_member(void **state)
{
    struct variation v;
    const char *member, *title;
    size_t count = 0;

    (void)state;
    start(&v);
    for (; (member = tp_terms_section(count, &title)); count++)
        assert_non_null(json_object_get(v.root, member));
    assert_int_equal(count, json_object_size(v.root));
    for (size_t i = 0; i < SECTIONS_MAX; i++)
        free(v.before[i]);
    json_decref(v.root);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_example_reads_as_the_documentation_says),
    cmocka_unit_test(places_go_by_their_codes_without_names),
    cmocka_unit_test(what_is_empty_is_said_too),
    cmocka_unit_test(texts_of_the_document_stay_in_their_quotes),
    cmocka_unit_test(the_same_terms_give_the_same_words),
    cmocka_unit_test(the_sections_make_up_the_whole),
    cmocka_unit_test(each_member_changes_its_section_and_no_other),
    cmocka_unit_test(the_document_has_a_section_for_each_member),
};
TP_TEST_MAIN(tests)
