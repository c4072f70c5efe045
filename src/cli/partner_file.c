/* SPDX-License-Identifier: Apache-2.0 */
/* organisation.yaml as lines: "partners:" and what is indented below it. */
#include "cli/partner_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 1 << 20 };

static size_t line_bytes(const char *at)
{
    size_t length = strcspn(at, "\n");

    return length + (at[length] == '\n');
}

/* The line "partners:" or "partners: []"; NULL for none. */
static const char *find_list(const char *yaml)
{
    for (const char *at = yaml; *at; at += line_bytes(at)) {
        if (strncmp(at, "partners:", 9) == 0)
            return at;
    }
    return NULL;
}

/* Of a list: a line that begins another element, or ends it. */
static bool is_inside(const char *at)
{
    return *at == ' ' || *at == '\n' || *at == '#' || *at == '-';
}

static void write_quoted(struct tp_buffer *out, const char *name, const char *value, bool first)
{
    if (!value)
        return;
    tp_write_text(out, "  %c %s: \"", first ? '-' : ' ', name);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            tp_write_u8(out, '\\');
        tp_write_u8(out, (uint8_t)*value);
    }
    tp_write_text(out, "\"\n");
}

static void write_partner(struct tp_buffer *out, const struct tp_config_partner *partner)
{
    write_quoted(out, "id", partner->id, true);
    write_quoted(out, "name", partner->name, false);
    write_quoted(out, "key", partner->key, false);
    write_quoted(out, "url", partner->url, false);
    write_quoted(out, "authority", partner->authority, false);
    write_quoted(out, "certificate", partner->certificate, false);
}

/* Nothing is written that does not say what was meant. */
static tp_status check(const struct tp_buffer *text, unsigned count, const char *id, bool there, struct tp_diag *diag)
{
    struct tp_config *config = NULL;
    tp_status status = text->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                                 : tp_config_parse(text->data, text->size_bytes, &config, diag);

    if (status == TP_OK && (config->partner_count != count || (tp_partner_of(config, id) != NULL) != there))
        status = tp_fail(diag, TP_E_FORMAT, "partners", -1, "is written in a way that must be changed by hand");
    tp_config_free(&config);
    return status;
}

const struct tp_config_partner *tp_partner_of(const struct tp_config *config, const char *id)
{
    for (unsigned i = 0; i < config->partner_count; i++) {
        if (strcmp(config->partners[i].id, id) == 0)
            return &config->partners[i];
    }
    return NULL;
}

/* ---- adding ------------------------------------------------------------------------------------------------------ */

tp_status tp_partner_file_add(const char *yaml, const struct tp_config_partner *partner, struct tp_buffer *out,
                              struct tp_diag *diag)
{
    const char *list = find_list(yaml), *rest;
    struct tp_config *config = NULL;
    unsigned count;
    tp_status status = tp_config_parse(yaml, strlen(yaml), &config, diag);

    if (status == TP_OK && tp_partner_of(config, partner->id))
        status = tp_fail(diag, TP_E_EXISTS, "id", -1, "there is a partner %s already", partner->id);
    count = config ? config->partner_count : 0;
    tp_config_free(&config);
    if (status != TP_OK)
        return status;
    rest = list ? list + line_bytes(list) : yaml + strlen(yaml);
    tp_write_bytes(out, yaml, (size_t)((list ? list : rest) - yaml));
    tp_write_text(out, "%spartners:\n", !list && rest > yaml && rest[-1] != '\n' ? "\n" : "");
    write_partner(out, partner);
    tp_write_text(out, "%s", rest);
    return check(out, count + 1, partner->id, true, diag);
}

/* ---- removing ---------------------------------------------------------------------------------------------------- */

/* Whether the element that begins at AT is that of ID. */
static bool is_element(const char *at, const char *id)
{
    char wanted[2][TP_ID_MAX + 16];
    size_t blanks = strspn(at, " ");

    snprintf(wanted[0], sizeof wanted[0], "- id: \"%s\"\n", id);
    snprintf(wanted[1], sizeof wanted[1], "- id: %s\n", id);
    return strncmp(at + blanks, wanted[0], strlen(wanted[0])) == 0 ||
           strncmp(at + blanks, wanted[1], strlen(wanted[1])) == 0;
}

/* The end of the element that begins at AT. */
static const char *element_end(const char *at)
{
    size_t blanks = strspn(at, " ");

    for (at += line_bytes(at); *at == ' ' && strspn(at, " ") > blanks;)
        at += line_bytes(at);
    return at;
}

tp_status tp_partner_file_remove(const char *yaml, const char *id, struct tp_buffer *out, struct tp_diag *diag)
{
    const char *list = find_list(yaml), *at = list ? list + line_bytes(list) : "", *end;
    struct tp_config *config = NULL;
    unsigned count;
    tp_status status = tp_config_parse(yaml, strlen(yaml), &config, diag);

    if (status == TP_OK && !tp_partner_of(config, id))
        status = tp_fail(diag, TP_E_NOT_FOUND, "id", -1, "there is no partner %s", id);
    count = config ? config->partner_count : 0;
    tp_config_free(&config);
    if (status != TP_OK)
        return status;
    while (*at && is_inside(at) && !is_element(at, id))
        at += line_bytes(at);
    if (!list || !*at || !is_inside(at))
        return tp_fail(diag, TP_E_FORMAT, "partners", -1, "is written in a way that must be changed by hand");
    end = element_end(at);
    tp_write_bytes(out, yaml, (size_t)(list - yaml));
    tp_write_text(out, count == 1 ? "partners: []\n" : "partners:\n");
    list += line_bytes(list);
    tp_write_bytes(out, list, (size_t)(at - list));
    tp_write_text(out, "%s", end);
    return check(out, count - 1, id, false, diag);
}

/* ---- a folder's file --------------------------------------------------------------------------------------------- */

static tp_status path_of(const char *folder, char out[4096], struct tp_diag *diag)
{
    return (size_t)snprintf(out, 4096, "%s/organisation.yaml", folder) < 4096
               ? TP_OK
               : tp_fail(diag, TP_E_LIMIT, "--org", -1, "the path is too long");
}

static tp_status read(const char *path, char **out, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    *out = strndup((const char *)data, size_bytes);
    free(data);
    return *out ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
}

static tp_status change(const char *folder, const struct tp_config_partner *partner, const char *id,
                        struct tp_diag *diag)
{
    struct tp_buffer out;
    char path[4096], *yaml = NULL;
    tp_status status = path_of(folder, path, diag);

    tp_buffer_init(&out);
    if (status == TP_OK)
        status = read(path, &yaml, diag);
    if (status == TP_OK)
        status =
            partner ? tp_partner_file_add(yaml, partner, &out, diag) : tp_partner_file_remove(yaml, id, &out, diag);
    if (status == TP_OK)
        status = tp_file_write(path, out.data, out.size_bytes, diag);
    tp_buffer_deinit(&out);
    free(yaml);
    return tp_diag_in_file(diag, status, path);
}

tp_status tp_partner_folder_add(const char *folder, const struct tp_config_partner *partner, struct tp_diag *diag)
{
    return change(folder, partner, NULL, diag);
}

tp_status tp_partner_folder_remove(const char *folder, const char *id, struct tp_diag *diag)
{
    return change(folder, NULL, id, diag);
}

tp_status tp_partner_folder_load(const char *folder, struct tp_config **out, struct tp_diag *diag)
{
    char path[4096];
    tp_status status = path_of(folder, path, diag);

    *out = NULL;
    return status == TP_OK ? tp_config_load(path, out, diag) : status;
}
