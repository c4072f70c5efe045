/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogues: an object of sentences for each language, built into the program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/embedded.h"
#include "person/words.h"

enum { KEY_MAX = 96, PLACE_MAX = 32 };

struct tp_words {
    struct tp_json_document *document;
};

tp_status tp_words_open(const char *language, struct tp_words **out, struct tp_diag *diag)
{
    const struct tp_embedded *file = tp_person_words_files;
    void *memory;
    tp_status status;

    *out = NULL;
    while (file->name && strcmp(file->name, language) != 0)
        file++;
    if (!file->name)
        return tp_fail(diag, TP_E_ARGUMENT, "language", -1, "must be en or es");
    status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    *out = memory;
    status = tp_json_parse((const char *)file->data, file->size_bytes, &(*out)->document, diag);
    if (status != TP_OK)
        tp_words_close(out);
    return status;
}

void tp_words_close(struct tp_words **words)
{
    if (!*words)
        return;
    tp_json_document_free(&(*words)->document);
    free(*words);
    *words = NULL;
}

static const char *find(const struct tp_words *words, const char *key)
{
    const struct tp_json_value *value = tp_json_member(tp_json_root(words->document), key);

    return value ? tp_json_to_text(value) : NULL;
}

const char *tp_words_get(const struct tp_words *words, const char *key)
{
    const char *sentence = find(words, key);

    return sentence ? sentence : key;
}

const char *tp_words_code(const struct tp_words *words, const char *prefix, const char *code, const char *otherwise)
{
    char key[KEY_MAX];
    const char *sentence;

    snprintf(key, sizeof key, "%s%s", prefix, code);
    sentence = find(words, key);
    if (sentence)
        return sentence;
    snprintf(key, sizeof key, "%s%s", prefix, otherwise);
    sentence = find(words, key);
    return sentence ? sentence : otherwise;
}

/* The value of the place that begins at TEXT, "{name}", and its length; NULL when it is none. */
static const char *value_at(const char *text, const struct tp_words_value *values, size_t *length)
{
    const char *end = strchr(text, '}');

    if (!end || end - text > PLACE_MAX)
        return NULL;
    *length = (size_t)(end - text) + 1;
    for (; values && values->name; values++)
        if (strlen(values->name) == *length - 2 && strncmp(values->name, text + 1, *length - 2) == 0)
            return values->text ? values->text : "";
    return NULL;
}

void tp_words_fill(const char *sentence, const struct tp_words_value *values, struct tp_buffer *out)
{
    while (*sentence) {
        size_t length = strcspn(sentence, "{");
        const char *value;

        tp_write_bytes(out, sentence, length);
        sentence += length;
        if (!*sentence)
            break;
        value = value_at(sentence, values, &length);
        if (value) {
            tp_write_text(out, "%s", value);
            sentence += length;
        } else {
            tp_write_u8(out, (uint8_t)*sentence++);
        }
    }
}

void tp_words_day(int64_t time_s, char out[TP_WORDS_DAY_BYTES])
{
    char text[TP_TIME_TEXT_BYTES];

    tp_time_format(time_s, text);
    memcpy(out, text, TP_WORDS_DAY_BYTES - 1);
    out[TP_WORDS_DAY_BYTES - 1] = '\0';
}
