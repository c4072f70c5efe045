/* SPDX-License-Identifier: Apache-2.0 */
/* What every store backend must do with documents. A backend's test gives DOCUMENT_CONTRACT_TESTS to cmocka and says by
 * documents_location() where the store is. */
#ifndef TP_TEST_STORE_CONTRACT_DOCUMENTS_H
#define TP_TEST_STORE_CONTRACT_DOCUMENTS_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "store/store.h"

static const char *documents_location(void);
static void documents_discard(void);

static struct tp_store *open_documents(void)
{
    const struct tp_store_options options = {.create = true};
    struct tp_store *store;

    assert_int_equal(tp_store_open(documents_location(), &options, &store, NULL), TP_OK);
    return store;
}

static struct tp_store_document document_of(const char *kind, const char *name, const char *text)
{
    return (struct tp_store_document){
        .kind = kind, .name = name, .time_s = 7, .data = text, .size_bytes = strlen(text)};
}

static tp_status append_document(void *context, const struct tp_store_document *document, struct tp_diag *diag)
{
    char *text = context;
    size_t length = strlen(text);

    (void)diag;
    snprintf(text + length, 256 - length, "%s@%lld=%.*s ", document->name, (long long)document->time_s,
             (int)document->size_bytes, (const char *)document->data);
    return TP_OK;
}

static void assert_documents(struct tp_store *store, const char *kind, const char *expected)
{
    char text[256] = "";

    assert_int_equal(tp_store_each_document(store, kind, append_document, text, NULL), TP_OK);
    assert_string_equal(text, expected);
}

static void documents_come_back_in_their_order(void **state)
{
    const struct tp_store_document three[] = {document_of("event", "zeta", "one"), document_of("event", "alpha", "two"),
                                              document_of("opening", "zeta", "")};
    struct tp_store *store = open_documents();
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(tp_store_put(store, three, 3, NULL), TP_OK);
    tp_store_close(&store);
    store = open_documents();
    assert_documents(store, "event", "zeta@7=one alpha@7=two ");
    assert_documents(store, "opening", "zeta@7= ");
    assert_documents(store, "nothing", "");
    assert_int_equal(tp_store_get(store, "event", "alpha", &data, &size, NULL), TP_OK);
    assert_int_equal(size, 3);
    assert_string_equal((char *)data, "two");
    free(data);
    tp_store_close(&store);
    documents_discard();
}

static void a_name_is_taken_once_in_its_kind(void **state)
{
    const struct tp_store_document first = document_of("event", "a", "first");
    const struct tp_store_document two[] = {document_of("event", "b", "x"), document_of("event", "a", "second")};
    struct tp_store *store = open_documents();
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_store_put(store, &first, 1, NULL), TP_OK);
    assert_int_equal(tp_store_put(store, two, 2, &diag), TP_E_EXISTS);
    assert_string_equal(diag.text, "there is a already");
    assert_documents(store, "event", "a@7=first ");
    tp_store_close(&store);
    documents_discard();
}

static void dropped_documents_are_gone(void **state)
{
    const struct tp_store_document two[] = {document_of("opening", "a", "kept"), document_of("opening", "b", "secret")};
    struct tp_store *store = open_documents();
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(tp_store_put(store, two, 2, NULL), TP_OK);
    assert_int_equal(tp_store_drop(store, "opening", "b", NULL), TP_OK);
    assert_int_equal(tp_store_drop(store, "opening", "b", NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_store_get(store, "opening", "b", &data, &size, NULL), TP_E_NOT_FOUND);
    assert_null(data);
    assert_documents(store, "opening", "a@7=kept ");
    tp_store_close(&store);
    documents_discard();
}

static tp_status refuse_document(void *context, const struct tp_store_document *document, struct tp_diag *diag)
{
    ++*(int *)context;
    return tp_fail(diag, TP_E_CANCELLED, document->name, -1, "enough");
}

static void a_visitor_ends_the_walk(void **state)
{
    const struct tp_store_document two[] = {document_of("event", "a", "1"), document_of("event", "b", "2")};
    struct tp_store *store = open_documents();
    int visits = 0;

    (void)state;
    assert_int_equal(tp_store_put(store, two, 2, NULL), TP_OK);
    assert_int_equal(tp_store_each_document(store, "event", refuse_document, &visits, NULL), TP_E_CANCELLED);
    assert_int_equal(visits, 1);
    assert_int_equal(tp_store_put(store, NULL, 0, NULL), TP_OK);
    tp_store_close(&store);
    documents_discard();
}

#define DOCUMENT_CONTRACT_TESTS                                                                                        \
    cmocka_unit_test(documents_come_back_in_their_order), cmocka_unit_test(a_name_is_taken_once_in_its_kind),          \
        cmocka_unit_test(dropped_documents_are_gone), cmocka_unit_test(a_visitor_ends_the_walk)

#endif
