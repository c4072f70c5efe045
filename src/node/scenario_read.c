/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a scenario's documents, each checked as it is taken. */
#include <string.h>

#include "node/scenario_data.h"

void tp_scenario_fail(struct tp_scenario_reader *reader, const char *key, const char *text)
{
    char field[64]; /* as long as a diagnostic keeps it */

    if (reader->status != TP_OK)
        return;
    snprintf(field, sizeof field, "%s%s%s", reader->where, reader->where[0] && key[0] ? "." : "", key);
    reader->status =
        tp_diag_in_file(reader->diag, tp_fail(reader->diag, TP_E_FORMAT, field, -1, "%s", text), reader->path);
}

static const struct tp_json_value *member(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                                          const char *key, enum tp_json_kind kind)
{
    static const char *const kinds[] = {"an object", "a list", "a text", "a number", "true or false", "null"};
    const struct tp_json_value *value = object ? tp_json_member(object, key) : NULL;
    char text[64];

    if (value && tp_json_kind(value) == kind)
        return value;
    snprintf(text, sizeof text, "%s must stand here", kinds[kind]);
    tp_scenario_fail(reader, key, text);
    return NULL;
}

const char *tp_scenario_text(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key)
{
    const struct tp_json_value *value = member(reader, object, key, TP_JSON_TEXT);

    return value ? tp_json_to_text(value) : "";
}

int64_t tp_scenario_integer(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                            int64_t min, int64_t max)
{
    const struct tp_json_value *value = member(reader, object, key, TP_JSON_NUMBER);
    int64_t number = min;
    char text[96];

    if (!value || (tp_json_to_integer(value, &number) && number >= min && number <= max))
        return number;
    snprintf(text, sizeof text, "it must be an integer from %lld to %lld", (long long)min, (long long)max);
    tp_scenario_fail(reader, key, text);
    return min;
}

int64_t tp_scenario_time(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key)
{
    const char *text = tp_scenario_text(reader, object, key);
    int64_t time_s = 0;

    if (reader->status == TP_OK && !tp_time_parse(text, &time_s))
        tp_scenario_fail(reader, key, "it must be a time such as 2011-06-01T00:00:00Z");
    return time_s;
}

const struct tp_json_value *tp_scenario_list(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                                             const char *key, size_t max)
{
    const struct tp_json_value *value = member(reader, object, key, TP_JSON_LIST);
    char text[64];

    if (!value || (tp_json_count(value) >= 1 && tp_json_count(value) <= max))
        return value;
    snprintf(text, sizeof text, "it must have 1 to %zu elements", max);
    tp_scenario_fail(reader, key, text);
    return NULL;
}

const struct tp_json_value *tp_scenario_object(struct tp_scenario_reader *reader, const struct tp_json_value *object,
                                               const char *key)
{
    return member(reader, object, key, TP_JSON_OBJECT);
}

const char *tp_scenario_text_or(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                                const char *otherwise)
{
    return object && tp_json_member(object, key) ? tp_scenario_text(reader, object, key) : otherwise;
}

int64_t tp_scenario_integer_or(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *key,
                               int64_t max, int64_t otherwise)
{
    return object && tp_json_member(object, key) ? tp_scenario_integer(reader, object, key, 0, max) : otherwise;
}

void tp_scenario_only(struct tp_scenario_reader *reader, const struct tp_json_value *object, const char *keys)
{
    const char *key;

    for (size_t i = 0; object && i < tp_json_count(object); i++) {
        if (tp_json_member_at(object, i, &key) && !tp_text_lists(keys, key))
            tp_scenario_fail(reader, key, "nothing of that name belongs here");
    }
}
