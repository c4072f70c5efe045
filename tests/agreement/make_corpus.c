/* SPDX-License-Identifier: Apache-2.0 */
/* Writes documents and events as corpora: FOLDER/agreement/NAME.json and FOLDER/event/KIND.json, where these folders
 * exist. */
#include "sample.h"

static void write_file(const char *folder, const char *name, const void *data, size_t size_bytes)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s.json", folder, name);
    assert_int_equal(tp_file_write(path, data, size_bytes, NULL), TP_OK);
}

static void write_documents(const char *folder)
{
    static const char *const changes[][5] = {
        {"\"version\":1,", "\n\"version\":\t1 ,"},
        {"\"onward\":[]", "\"onward\":[\"ice-ero\",\"oversight\"]", "[\"templates\"]", "[\"images\",\"templates\"]"},
        {"\"required\":true,\"max_age_minutes\":60", "\"required\":false,\"max_age_minutes\":0",
         "[\"juvenile\",\"victim\",\"witness\"]", "[]"},
        {"\"version\":1", "\"version\":2,\"amends\":"
                          "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\""},
        {"\"examiners\":2", "\"examiners\":1"},
    };
    static const char *const names[] = {"blanks", "wide", "narrow", "amendment", "refused"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++) {
        char *text = sample_document(changes[i]);

        write_file(folder, names[i], text, strlen(text));
        free(text);
    }
}

static void write_events(const char *folder)
{
    char *document = sample_document(NULL);
    struct tp_terms *terms = sample_terms(NULL);

    for (int kind = 0; kind < TP_EVENT_KINDS; kind++) {
        const char *by = kind == TP_EVENT_JOIN || kind == TP_EVENT_LEAVE ? SAMPLE_DUTCHESS : "ny-dcjs";
        struct tp_event *event = kind == TP_EVENT_PROPOSE
                                     ? sample_proposal(document, "", by, 1, SAMPLE_FROM_S)
                                     : sample_event(terms, (enum tp_event_kind)kind, by, 2, SAMPLE_FROM_S);
        struct tp_buffer file;

        tp_buffer_init(&file);
        assert_int_equal(tp_event_write(event, &file, NULL), TP_OK);
        write_file(folder, tp_events.items[kind].code, file.data, file.size_bytes);
        tp_buffer_deinit(&file);
        tp_event_free(&event);
    }
    tp_terms_free(&terms);
    free(document);
}

int main(int argc, char **argv)
{
    char folder[2048];

    if (argc != 2) {
        puts("usage: make_agreement_corpus FOLDER");
        return 2;
    }
    snprintf(folder, sizeof folder, "%s/agreement", argv[1]);
    write_documents(folder);
    snprintf(folder, sizeof folder, "%s/event", argv[1]);
    write_events(folder);
    return 0;
}
