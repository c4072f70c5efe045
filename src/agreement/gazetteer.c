/* SPDX-License-Identifier: Apache-2.0 */
/* The places of a country, read from a file (data/jurisdictions/README.md):
 *
 *   code,fips,name,kind,from,until              the first line
 *   US-AK-195,02195,Petersburg Borough,borough,2013-01-03,
 *
 * UTF-8, six fields without quotes, each line ended by LF. Sorted by code, and a code that named several places one
 * after the other by time; the first place is the country, and the one above each place is there too. FROM is the first
 * day, UNTIL the first day that it is no more; empty: always, as far as the file looks back or ahead. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "agreement/embedded.h"

enum { FILE_MAX_BYTES = 1 << 24, LINE_MAX_BYTES = 512, FIPS_MAX = 8, DATE_LENGTH = 10 };
enum { CODE, FIPS, NAME, KIND, FROM, UNTIL, FIELDS };

static const char header[] = "code,fips,name,kind,from,until";
static const char *const field_names[FIELDS] = {"code", "fips", "name", "kind", "from", "until"};

struct tp_gazetteer {
    char *text; /* owned; the file, cut into strings */
    struct tp_place *places;
    size_t count;
};

/* The line that is read, for diagnostics. */
struct line {
    size_t number;
    struct tp_diag *diag;
};

static tp_status refuse(const struct line *line, int field, const char *words)
{
    char name[32];

    snprintf(name, sizeof name, "line %zu%s%s", line->number, field < FIELDS ? ", " : "",
             field < FIELDS ? field_names[field] : "");
    return tp_fail(line->diag, TP_E_FORMAT, name, -1, "%s", words);
}

/* ---- one line -----------------------------------------------------------------------------------------------------
 */

static bool is_date_or_empty(const char *text)
{
    char time[TP_TIME_TEXT_BYTES];
    int64_t time_s;

    if (*text == '\0')
        return true;
    snprintf(time, sizeof time, "%.10sT00:00:00Z", text);
    return strlen(text) == DATE_LENGTH && tp_time_parse(time, &time_s);
}

static bool is_number_or_empty(const char *text)
{
    return strlen(text) <= FIPS_MAX && strspn(text, "0123456789") == strlen(text);
}

static bool is_printable(const char *text)
{
    char copy[LINE_MAX_BYTES];

    snprintf(copy, sizeof copy, "%s", text);
    tp_text_make_printable(copy);
    return strcmp(copy, text) == 0;
}

static tp_status check_fields(const struct line *line, char *const fields[FIELDS])
{
    if (!tp_jurisdiction_is_code(fields[CODE]))
        return refuse(line, CODE, "it is no code of a jurisdiction");
    if (!is_number_or_empty(fields[FIPS]))
        return refuse(line, FIPS, "it is no number of up to eight digits");
    if (fields[NAME][0] == '\0' || !is_printable(fields[NAME]))
        return refuse(line, NAME, "it is empty or cannot be printed");
    if (fields[KIND][0] == '\0' || !is_printable(fields[KIND]))
        return refuse(line, KIND, "it is empty or cannot be printed");
    if (!is_date_or_empty(fields[FROM]))
        return refuse(line, FROM, "it is no day (YYYY-MM-DD)");
    if (!is_date_or_empty(fields[UNTIL]))
        return refuse(line, UNTIL, "it is no day (YYYY-MM-DD)");
    if (fields[UNTIL][0] != '\0' && strcmp(fields[FROM], fields[UNTIL]) >= 0)
        return refuse(line, UNTIL, "it ends before it begins");
    return TP_OK;
}

/* Cuts TEXT, a line without its end, into its fields. */
static tp_status cut(const struct line *line, char *text, char *fields[FIELDS])
{
    for (int i = 0; i < FIELDS; i++) {
        size_t length = strcspn(text, ",");
        bool last = text[length] == '\0';
        if (last != (i == FIELDS - 1))
            return refuse(line, FIELDS, "it has not six fields");
        fields[i] = text;
        text[length] = '\0';
        text += length + !last;
    }
    return check_fields(line, fields);
}

/* ---- the whole ----------------------------------------------------------------------------------------------------
 */

/* That PLACE may follow those that are there. */
static tp_status check_place(const struct line *line, const struct tp_gazetteer *gazetteer,
                             const struct tp_place *place)
{
    const struct tp_place *before = gazetteer->count > 0 ? &gazetteer->places[gazetteer->count - 1] : NULL;
    char above[TP_JURISDICTION_MAX];
    int order;

    if (!before)
        return tp_jurisdiction_level(place->code) == TP_LEVEL_COUNTRY
                   ? TP_OK
                   : refuse(line, CODE, "the first place is not the country");
    order = strcmp(before->code, place->code);
    if (order > 0)
        return refuse(line, CODE, "the places are not in the order of their codes");
    if (order == 0 && (before->until[0] == '\0' || strcmp(before->until, place->from) > 0))
        return refuse(line, FROM, "there is a place with this code at that time");
    if (order < 0 && (!tp_jurisdiction_parent(place->code, above) || !tp_gazetteer_find(gazetteer, above)))
        return refuse(line, CODE, "the place above it is not there");
    return TP_OK;
}

static tp_status add_line(const struct line *line, char *text, struct tp_gazetteer *gazetteer)
{
    char *fields[FIELDS] = {NULL};
    struct tp_place place;
    tp_status status = cut(line, text, fields);

    if (status != TP_OK)
        return status;
    place = (struct tp_place){fields[CODE], fields[FIPS], fields[NAME], fields[KIND], fields[FROM], fields[UNTIL]};
    status = check_place(line, gazetteer, &place);
    if (status == TP_OK)
        gazetteer->places[gazetteer->count++] = place;
    return status;
}

static tp_status read_lines(struct tp_gazetteer *gazetteer, struct tp_diag *diag)
{
    struct line line = {.number = 1, .diag = diag};
    char *at = gazetteer->text;
    tp_status status = TP_OK;

    for (; status == TP_OK && *at != '\0'; line.number++) {
        size_t length = strcspn(at, "\n");
        if (at[length] != '\n' || length >= LINE_MAX_BYTES)
            return refuse(&line, FIELDS, "it has no end, or is too long");
        at[length] = '\0';
        if (line.number > 1)
            status = add_line(&line, at, gazetteer);
        else if (strcmp(at, header) != 0)
            status = refuse(&line, FIELDS, "it is not code,fips,name,kind,from,until");
        at += length + 1;
    }
    if (status == TP_OK && gazetteer->count == 0)
        status = refuse(&line, FIELDS, "there is no place");
    return status;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static tp_status copy_text(const void *data, size_t size_bytes, struct tp_gazetteer *gazetteer, struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    if (size_bytes > FILE_MAX_BYTES)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "it has more than %d bytes", FILE_MAX_BYTES);
    if (size_bytes > 0 && memchr(data, '\0', size_bytes))
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "it holds a byte 0");
    status = tp_alloc(&memory, size_bytes + 1, 1, diag);
    if (status != TP_OK)
        return status;
    gazetteer->text = memory;
    if (size_bytes > 0)
        memcpy(gazetteer->text, data, size_bytes);
    gazetteer->text[size_bytes] = '\0';
    status = tp_alloc(&memory, count_lines(gazetteer->text) + 1, sizeof *gazetteer->places, diag);
    gazetteer->places = memory;
    return status;
}

tp_status tp_gazetteer_parse(const void *data, size_t size_bytes, struct tp_gazetteer **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status == TP_OK)
        status = copy_text(data, size_bytes, *out, diag);
    if (status == TP_OK)
        status = read_lines(*out, diag);
    if (status != TP_OK)
        tp_gazetteer_free(out);
    return status;
}

void tp_gazetteer_free(struct tp_gazetteer **gazetteer)
{
    if (!*gazetteer)
        return;
    free((*gazetteer)->places);
    free((*gazetteer)->text);
    free(*gazetteer);
    *gazetteer = NULL;
}

/* ---- looking up ---------------------------------------------------------------------------------------------------
 */

size_t tp_gazetteer_count(const struct tp_gazetteer *gazetteer)
{
    return gazetteer->count;
}

const struct tp_place *tp_gazetteer_at(const struct tp_gazetteer *gazetteer, size_t place)
{
    return place < gazetteer->count ? &gazetteer->places[place] : NULL;
}

/* The last place with that code: codes are in order. */
static const struct tp_place *find_code(const struct tp_gazetteer *gazetteer, const char *code)
{
    size_t low = 0, high = gazetteer->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(gazetteer->places[middle].code, code) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && strcmp(gazetteer->places[low - 1].code, code) == 0 ? &gazetteer->places[low - 1] : NULL;
}

const struct tp_place *tp_gazetteer_find(const struct tp_gazetteer *gazetteer, const char *code_or_fips)
{
    if (!isdigit((unsigned char)code_or_fips[0]))
        return find_code(gazetteer, code_or_fips);
    for (size_t i = gazetteer->count; i > 0; i--) {
        if (strcmp(gazetteer->places[i - 1].fips, code_or_fips) == 0)
            return &gazetteer->places[i - 1];
    }
    return NULL;
}

bool tp_place_exists(const struct tp_place *place, const char *day)
{
    return strcmp(place->from, day) <= 0 && (place->until[0] == '\0' || strcmp(day, place->until) < 0);
}

/* ---- those that the program brings along --------------------------------------------------------------------------
 */

const char *tp_gazetteer_country(size_t place)
{
    size_t count = 0;

    while (tp_gazetteer_files[count].name)
        count++;
    return place < count ? tp_gazetteer_files[place].name : NULL;
}

tp_status tp_gazetteer_standard(const char *country, struct tp_gazetteer **out, struct tp_diag *diag)
{
    *out = NULL;
    for (const struct tp_embedded *file = tp_gazetteer_files; file->name; file++) {
        if (strcasecmp(file->name, country) == 0)
            return tp_gazetteer_parse(file->data, file->size_bytes, out, diag);
    }
    return tp_fail(diag, TP_E_NOT_FOUND, "country", -1, "there is no list of the places of %.20s", country);
}
