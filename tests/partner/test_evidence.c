/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: what a node gives its auditor is checked by anybody who has the keys, and by nobody who changes it. */
#define TP_TEST_PLAYED
#include "nodes.h"

#define AUDITOR TP_DUTY_BIT(AUDITOR)

static tp_status ask(struct node *node, uint32_t duties, const char *id, struct tp_buffer *out)
{
    return node_ask(node, "getEvidence", &(struct node_call){NULL, duties, id, NULL, NULL, NULL}, out);
}

static tp_status check(const struct tp_buffer *file, const char *sender, const char *receiver, struct tp_evidence *out)
{
    return tp_evidence_check(file->data, file->size_bytes - 1, sample_key(sender),
                             receiver ? sample_key(receiver) : NULL, out, NULL);
}

static void both_sides_have_the_same(void **state)
{
    struct two *two = two_make(NULL);
    struct node *const nodes[] = {two->sender, two->repository};
    char ids[2][TP_EXCHANGE_ID_BYTES];
    struct tp_evidence evidence;
    struct tp_buffer file;

    (void)state;
    assert_string_equal(two_book(two), "match");
    snprintf(ids[0], sizeof ids[0], "%.32s", node_find(two->sender, "leg", two->booking).name);
    snprintf(ids[1], sizeof ids[1], "%s", node_text(two->sender, "leg", ids[0], "answer"));
    for (int i = 0; i < 4; i++) {
        const char *ends[] = {"ny-dcjs", "dhs-ident"};
        int from = i / 2;

        assert_int_equal(ask(nodes[i % 2], AUDITOR, ids[from], &file), TP_OK);
        assert_int_equal(check(&file, ends[from], ends[1 - from], &evidence), TP_OK);
        assert_string_equal(evidence.message, ids[from]);
        assert_string_equal(evidence.kind, from == 0 ? "search" : "answer");
        assert_string_equal(evidence.from, ends[from]);
        assert_string_equal(evidence.to, ends[1 - from]);
        assert_true(evidence.is_acknowledged);
        assert_true(evidence.signed_s > SAMPLE_FROM_S);
        assert_int_equal(check(&file, ends[from], NULL, &evidence), TP_OK);
        assert_false(evidence.is_acknowledged);
        assert_int_equal(check(&file, ends[1 - from], NULL, &evidence), TP_E_DENIED);
        assert_int_equal(check(&file, ends[from], ends[from], &evidence), TP_E_DENIED);
        tp_buffer_deinit(&file);
    }
    two_remove(two);
}

/* Every single byte counts, but those that are only form: what is altered is never found right and different. */
static void nothing_can_be_altered(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_rng rng = tp_rng_seed(8, 8);
    struct tp_evidence evidence, altered;
    struct tp_buffer file;
    char id[TP_EXCHANGE_ID_BYTES];

    (void)state;
    (void)two_book(two);
    snprintf(id, sizeof id, "%.32s", node_find(two->sender, "leg", two->booking).name);
    snprintf(id, sizeof id, "%s", node_text(two->sender, "leg", id, "answer"));
    assert_int_equal(ask(two->sender, AUDITOR, id, &file), TP_OK);
    assert_int_equal(check(&file, "dhs-ident", "ny-dcjs", &evidence), TP_OK);
    for (int i = 0; i < 400; i++) {
        size_t at = tp_rng_below(&rng, (uint32_t)file.size_bytes - 1);
        uint8_t was = file.data[at];

        file.data[at] ^= (uint8_t)(1 << tp_rng_below(&rng, 7));
        if (file.data[at] != 0 && check(&file, "dhs-ident", "ny-dcjs", &altered) == TP_OK)
            assert_memory_equal(&altered, &evidence, sizeof evidence);
        file.data[at] = was;
    }
    tp_buffer_deinit(&file);
    assert_int_equal(tp_evidence_check("{}", 2, sample_key("dhs-ident"), NULL, &altered, NULL), TP_E_FORMAT);
    assert_int_equal(tp_evidence_check("x", 1, sample_key("dhs-ident"), NULL, &altered, NULL), TP_E_FORMAT);
    two_remove(two);
}

static void who_gets_it(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_buffer file;
    char id[TP_EXCHANGE_ID_BYTES], owner[TP_OWNER_BYTES];

    (void)state;
    two->net.away = "dhs-ident";
    (void)two_book(two);
    snprintf(owner, sizeof owner, "booking/%s", two->booking);
    snprintf(id, sizeof id, "%.32s", node_find(two->sender, "leg", two->booking).name);
    assert_int_equal(ask(two->sender, AUDITOR, id, &file), TP_E_CONFLICT); /* nobody has it yet */
    tp_buffer_deinit(&file);
    two->net.away = NULL;
    net_pass(&two->net, TP_PARTNER_HOUR_S);
    assert_int_equal(ask(two->sender, TP_DUTY_BIT(ADMINISTRATOR), id, &file), TP_E_DENIED);
    tp_buffer_deinit(&file);
    assert_int_equal(node_find(two->sender, "access", owner).count, 0);
    assert_int_equal(ask(two->sender, AUDITOR, id, &file), TP_OK);
    tp_buffer_deinit(&file);
    assert_int_equal(node_find(two->sender, "access", owner).count, 1);
    assert_int_equal(ask(two->sender, AUDITOR, "0123456789abcdef0123456789abcdef", &file), TP_E_NOT_FOUND);
    tp_buffer_deinit(&file);
    fixture_begin(&two->sender->fixture);
    assert_int_equal(tp_blob_forget(two->sender->fixture.exchange, owner, NULL), TP_OK);
    fixture_end(&two->sender->fixture);
    assert_int_equal(ask(two->sender, AUDITOR, id, &file), TP_E_NOT_FOUND); /* of whom it was has been erased */
    assert_null(strstr((const char *)file.data, "template"));
    tp_buffer_deinit(&file);
    two_remove(two);
}

/* What tests/cli/test_cmd_partner_evidence.c has. */
static void an_example(void **state)
{
    struct two *two = two_make(NULL);
    struct tp_buffer reply;
    char id[TP_EXCHANGE_ID_BYTES], keys[2][64];

    (void)state;
    assert_int_equal(node_ask(two->sender, "checkPartner",
                              &(struct node_call){NULL, TP_DUTY_BIT(ADMINISTRATOR), "dhs-ident", NULL, NULL, NULL},
                              &reply),
                     TP_OK);
    snprintf(id, sizeof id, "%.32s", (const char *)reply.data + strlen("{\"message\":\""));
    tp_buffer_deinit(&reply);
    net_work(&two->net);
    assert_int_equal(ask(two->repository, AUDITOR, id, &reply), TP_OK);
    net_key("ny-dcjs", keys[0]);
    net_key("dhs-ident", keys[1]);
    printf("# sender %s receiver %s\n# %s\n", keys[0], keys[1], (const char *)reply.data);
    tp_buffer_deinit(&reply);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(both_sides_have_the_same),
    cmocka_unit_test(nothing_can_be_altered),
    cmocka_unit_test(who_gets_it),
    cmocka_unit_test(an_example),
};
TP_TEST_MAIN(tests)
