/* SPDX-License-Identifier: Apache-2.0 */
/* Repositories of people who do not exist, in a scratch folder, for tests of saved galleries and of batches. */
#ifndef TP_TEST_SAVED_FIXTURE_H
#define TP_TEST_SAVED_FIXTURE_H

#include <stdlib.h>

#include "node/node.h"
#include "population.h"
#include "template/template.h"

enum { SAVED_FINGERS = 2 };

static struct test_folder folder;

/* Impression NUMBER of each finger of PERSON goes to the store under SUBJECT. */
static inline void enrol_as(struct tp_store *store, const char *subject, uint32_t person, uint32_t number)
{
    struct tp_store_impression impressions[SAVED_FINGERS];
    uint8_t *data[SAVED_FINGERS];

    for (unsigned i = 0; i < SAVED_FINGERS; i++) {
        struct tp_template tmpl;
        size_t size_bytes;

        make_impression(person, i + 1, number, (uint8_t)(i + 1), &tmpl);
        assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data[i], &size_bytes, NULL), TP_OK);
        impressions[i] = (struct tp_store_impression){(uint8_t)(i + 1), 80, data[i], size_bytes};
    }
    assert_int_equal(tp_store_enrol(store, subject, 7, impressions, SAVED_FINGERS, NULL), TP_OK);
    for (unsigned i = 0; i < SAVED_FINGERS; i++)
        free(data[i]);
}

static inline void enrol_people(struct tp_store *store, uint32_t first, uint32_t count)
{
    char name[32];

    for (uint32_t person = first; person < first + count; person++) {
        name_person(person, name, sizeof name);
        enrol_as(store, name, person, 0);
    }
}

static inline struct tp_repository open_people(bool searchable, bool writer)
{
    const struct tp_repository_options options = {
        .create = true, .searchable = searchable, .writer = writer, .thread_count = 2, .busy_timeout_ms = 60};
    struct tp_repository repository;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_repository_open(folder_path(&folder, "people.db"), &options, &repository, &diag) != TP_OK)
        fail_msg("%s: %s", diag.file, diag.text);
    return repository;
}

/* The best candidate for new prints of PERSON, "" without one above chance. */
static inline const char *find_person(const struct tp_gallery *gallery, uint32_t person)
{
    static char name[TP_SUBJECT_ID_MAX];
    const struct tp_identify_options options = {.score_min = 5000, .thread_count = 1};
    struct tp_template templates[SAVED_FINGERS];
    const struct tp_template *probes[SAVED_FINGERS];
    struct tp_candidates found;

    for (unsigned i = 0; i < SAVED_FINGERS; i++) {
        make_impression(person, i + 1, 99, (uint8_t)(i + 1), &templates[i]);
        probes[i] = &templates[i];
    }
    assert_int_equal(tp_gallery_identify(gallery, probes, SAVED_FINGERS, &options, &found, NULL), TP_OK);
    snprintf(name, sizeof name, "%s", found.count ? found.items[0].subject : "");
    tp_candidates_deinit(&found);
    return name;
}

/* Whether any 24 bytes in a row of the template of PERSON's FINGER, as a gallery packs it, are in DATA. */
static inline bool data_hold_print(const uint8_t *data, size_t size, uint32_t person, unsigned finger, uint32_t number)
{
    struct tp_template tmpl;
    struct tp_buffer packed;
    bool found = false;

    make_impression(person, finger, number, (uint8_t)finger, &tmpl);
    tp_buffer_init(&packed);
    assert_int_equal(tp_template_pack(&tmpl, &packed, NULL), TP_OK);
    for (size_t at = 0; at + 24 <= packed.size_bytes; at += 24)
        found = found || memmem(data, size, packed.data + at, 24) != NULL;
    tp_buffer_deinit(&packed);
    return found;
}

/* Whether the file holds the name SUBJECT, or anything of impression NUMBER of PERSON. */
static inline bool file_holds_person(const char *file, const char *subject, uint32_t person, uint32_t number)
{
    uint8_t *data;
    size_t size;
    bool found;

    assert_int_equal(tp_file_read(folder_path(&folder, file), (size_t)1 << 30, &data, &size, NULL), TP_OK);
    found = memmem(data, size, subject, strlen(subject)) != NULL;
    for (unsigned finger = 1; finger <= SAVED_FINGERS; finger++)
        found = found || data_hold_print(data, size, person, finger, number);
    free(data);
    return found;
}

#endif
