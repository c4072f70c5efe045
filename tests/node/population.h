/* SPDX-License-Identifier: Apache-2.0 */
/* Template files of people who do not exist, and manifests of them, for tests of repositories. */
#ifndef TP_TEST_POPULATION_H
#define TP_TEST_POPULATION_H

#include "folder.h"
#include "gallery/people.h"

/* Writes FOLDER/NAME: an impression of the person's FINGER that says POSITION. */
static inline void write_print(const struct test_folder *folder, const char *name, uint32_t person, unsigned finger,
                               uint32_t number, uint8_t position)
{
    struct tp_template tmpl;
    uint8_t *data;
    size_t size_bytes;

    make_impression(person, finger, number, position, &tmpl);
    assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
    folder_write(folder, name, data, size_bytes);
    free(data);
}

/* Writes fingers 1..FINGERS of PEOPLE people from FIRST on, and FOLDER/MANIFEST of them. */
static inline void write_people(const struct test_folder *folder, const char *manifest, uint32_t first, uint32_t people,
                                unsigned fingers)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_write_text(&text, "subject,finger,path\n");
    for (uint32_t person = first; person < first + people; person++)
        for (unsigned finger = 1; finger <= fingers; finger++) {
            char subject[32], name[64];

            name_person(person, subject, sizeof subject);
            snprintf(name, sizeof name, "%s-%u.tpt", subject, finger);
            write_print(folder, name, person, finger, 0, (uint8_t)finger);
            tp_write_text(&text, "%s,%u,%s\n", subject, finger, name);
        }
    folder_write(folder, manifest, text.data, text.size_bytes);
    tp_buffer_deinit(&text);
}

#endif
