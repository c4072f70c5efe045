/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "leaves.h"

#define M(name) TP_LEAF_##name##_MEMBER

static void submission(struct tp_leaf *leaf)
{
    tp_leaf_init(leaf, TP_LEAF_SUBMISSION, JUNE_2011 + 86399);
    tp_leaf_set(leaf, M(STATE), "US-NY");
    tp_leaf_set(leaf, M(LEVEL), "none");
    memset(leaf->commitment, 0xab, sizeof leaf->commitment);
}

static tp_status read_text(const char *text, struct tp_leaf *out, struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_leaf_read(text, strlen(text), out, diag);
}

static void a_leaf_is_canonical_json(void **state)
{
    struct tp_buffer text;
    struct tp_leaf leaf;

    (void)state;
    tp_buffer_init(&text);
    submission(&leaf);
    assert_int_equal(tp_leaf_write(&leaf, &text, NULL), TP_OK);
    tp_write_u8(&text, 0);
    assert_string_equal((char *)text.data,
                        "{\"commitment\":\"abababababababababababababababababababababababababababababababab\","
                        "\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}");
    tp_buffer_deinit(&text);
}

static void it_is_what_the_json_module_would_write(void **state)
{
    struct tp_rng rng = tp_rng_seed(11, 1);
    struct tp_buffer text, again;

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        struct tp_json_document *document;
        struct tp_leaf leaf;

        leaf_random((enum tp_leaf_kind)(i % TP_LEAF_KINDS), JUNE_2011, &rng, &leaf);
        leaf.commitment[i % TP_SHA256_BYTES] = 1;
        tp_buffer_init(&text);
        tp_buffer_init(&again);
        assert_int_equal(tp_leaf_write(&leaf, &text, NULL), TP_OK);
        assert_true(text.size_bytes <= TP_LEAF_TEXT_MAX);
        assert_int_equal(tp_json_parse((char *)text.data, text.size_bytes, &document, NULL), TP_OK);
        assert_int_equal(tp_json_value_canonical(tp_json_root(document), &again, NULL), TP_OK);
        assert_int_equal(again.size_bytes, text.size_bytes);
        assert_memory_equal(again.data, text.data, text.size_bytes);
        tp_json_document_free(&document);
        tp_buffer_deinit(&text);
        tp_buffer_deinit(&again);
    }
}

static void what_is_written_is_read(void **state)
{
    struct tp_rng rng = tp_rng_seed(12, 1);
    struct tp_buffer text;

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        struct tp_leaf leaf, read;

        leaf_random((enum tp_leaf_kind)(i % TP_LEAF_KINDS), JUNE_2011, &rng, &leaf);
        leaf.commitment[0] = 1;
        tp_buffer_init(&text);
        assert_int_equal(tp_leaf_write(&leaf, &text, NULL), TP_OK);
        assert_int_equal(tp_leaf_read(text.data, text.size_bytes, &read, NULL), TP_OK);
        assert_int_equal(read.kind, leaf.kind);
        assert_memory_equal(read.commitment, leaf.commitment, sizeof leaf.commitment);
        for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++)
            assert_string_equal(read.values[member], leaf.values[member]);
        tp_buffer_deinit(&text);
    }
}

/* Each byte of an entry changed, dropped or doubled: refused, or a leaf that is written just so. */
static void no_other_spelling_is_read(void **state)
{
    struct tp_rng rng = tp_rng_seed(13, 1);

    (void)state;
    for (unsigned kind = 0; kind < TP_LEAF_KINDS; kind++) {
        struct tp_buffer text, again;
        struct tp_leaf leaf, read;

        tp_buffer_init(&text);
        leaf_random((enum tp_leaf_kind)kind, JUNE_2011, &rng, &leaf);
        leaf.commitment[0] = 1;
        assert_int_equal(tp_leaf_write(&leaf, &text, NULL), TP_OK);
        for (size_t i = 0; i < text.size_bytes; i++) {
            uint8_t kept = text.data[i];
            text.data[i] = (uint8_t)tp_rng_below(&rng, 256);
            if (tp_leaf_read(text.data, text.size_bytes, &read, NULL) == TP_OK) {
                tp_buffer_init(&again);
                assert_int_equal(tp_leaf_write(&read, &again, NULL), TP_OK);
                assert_memory_equal(again.data, text.data, text.size_bytes);
                tp_buffer_deinit(&again);
            }
            text.data[i] = kept;
            assert_int_not_equal(tp_leaf_read(text.data, i, &read, NULL), TP_OK);
        }
        tp_buffer_deinit(&text);
    }
}

#define COMMITMENT "\"commitment\":\"abababababababababababababababababababababababababababababababab\""

static void unlike_spellings_are_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "{" COMMITMENT "}",
        "{" COMMITMENT ",\"kind\":\"submission\"}",
        /* a blank, another order, an escape, a member too many, one twice, an empty one, bytes behind */
        "{" COMMITMENT ", \"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}",
        "{\"kind\":\"submission\"," COMMITMENT ",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}",
        "{" COMMITMENT ",\"kind\":\"submission\",\"level\":\"\\u006eone\",\"month\":\"2011-06\",\"state\":\"US-NY\"}",
        "{" COMMITMENT
        ",\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"name\":\"x\",\"state\":\"US-NY\"}",
        "{" COMMITMENT
        ",\"kind\":\"submission\",\"level\":\"none\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}",
        "{" COMMITMENT
        ",\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"reason\":\"\",\"state\":\"US-NY\"}",
        "{" COMMITMENT ",\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}\n",
        "{" COMMITMENT ",\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\",}",
        /* a county, a member of another kind, an unknown kind, a number that is no text */
        "{" COMMITMENT ",\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY-027\"}",
        "{" COMMITMENT
        ",\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"side\":\"in\",\"state\":\"US-NY\"}",
        "{" COMMITMENT ",\"kind\":\"booking\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}",
        "{" COMMITMENT ",\"kind\":\"submission\",\"level\":none,\"month\":\"2011-06\",\"state\":\"US-NY\"}",
        "{" COMMITMENT ",\"kind\":\"reclassification\",\"level\":\"none\",\"month\":\"2011-06\",\"of\":\"3\"}",
        "{" COMMITMENT ",\"kind\":\"reclassification\",\"level\":\"none\",\"month\":\"2011-06\",\"of\":3.0}",
    };
    struct tp_diag diag;
    struct tp_leaf leaf;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        assert_int_equal(read_text(texts[i], &leaf, &diag), TP_E_FORMAT);
        assert_true(diag.text[0] != '\0');
    }
    assert_int_equal(read_text("{" COMMITMENT ",\"kind\":\"reclassification\",\"level\":\"none\",\"month\":\"2011-06\","
                               "\"of\":3}",
                               &leaf, &diag),
                     TP_OK);
}

static void a_long_entry_is_refused(void **state)
{
    static char text[TP_LEAF_TEXT_MAX + 1];
    struct tp_leaf leaf;

    (void)state;
    memset(text, ' ', sizeof text);
    assert_int_equal(tp_leaf_read(text, sizeof text, &leaf, NULL), TP_E_FORMAT);
}

static tp_status write_it(const struct tp_leaf *leaf, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_diag_init(diag);
    tp_buffer_init(&text);
    status = tp_leaf_write(leaf, &text, diag);
    tp_buffer_deinit(&text);
    return status;
}

static void writing_names_the_member_that_is_wrong(void **state)
{
    struct tp_diag diag;
    struct tp_leaf leaf;

    (void)state;
    submission(&leaf);
    tp_leaf_set(&leaf, M(STATE), "US-NY-027");
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "state");
    submission(&leaf);
    tp_leaf_set(&leaf, M(LEVEL), NULL);
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "level");
    submission(&leaf);
    tp_leaf_set(&leaf, M(SIDE), "in");
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "side");
    submission(&leaf);
    memset(leaf.commitment, 0, sizeof leaf.commitment);
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "commitment");
}

static void what_is_too_long_is_not_cut_to_something_allowed(void **state)
{
    char value[TP_LEAF_VALUE_MAX + 8];
    struct tp_diag diag;
    struct tp_leaf leaf;

    (void)state;
    submission(&leaf);
    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    tp_leaf_set(&leaf, M(LEVEL), value);
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
}

static void clauses_go_with_what_is_not_allowed(void **state)
{
    struct tp_rng rng = tp_rng_seed(14, 1);
    struct tp_diag diag;
    struct tp_leaf leaf;

    (void)state;
    leaf_random(TP_LEAF_DECISION, JUNE_2011, &rng, &leaf);
    leaf.commitment[0] = 1;
    tp_leaf_set(&leaf, M(EFFECT), "allowed");
    tp_leaf_set(&leaf, M(CLAUSES), "exclusion");
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
    assert_string_equal(diag.field, "clauses");
    tp_leaf_set(&leaf, M(EFFECT), "withheld");
    assert_int_equal(write_it(&leaf, &diag), TP_OK);
    tp_leaf_set(&leaf, M(CLAUSES), NULL);
    assert_int_equal(write_it(&leaf, &diag), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_leaf_is_canonical_json),
    cmocka_unit_test(it_is_what_the_json_module_would_write),
    cmocka_unit_test(what_is_written_is_read),
    cmocka_unit_test(no_other_spelling_is_read),
    cmocka_unit_test(unlike_spellings_are_refused),
    cmocka_unit_test(a_long_entry_is_refused),
    cmocka_unit_test(writing_names_the_member_that_is_wrong),
    cmocka_unit_test(what_is_too_long_is_not_cut_to_something_allowed),
    cmocka_unit_test(clauses_go_with_what_is_not_allowed),
};
TP_TEST_MAIN(tests)
