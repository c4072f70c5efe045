/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of columns. */
#include "cli/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CELL_BYTES = 512 };

/* Adds a value to a cell; lists by their elements, objects by how many members they have. */
static void add_value(char *cell, const struct tp_json_value *value)
{
    size_t used = strlen(cell), left = CELL_BYTES - used;
    const char *text = tp_json_to_text(value);
    int64_t whole;
    double number;
    bool flag;

    if (text)
        snprintf(cell + used, left, "%s", text);
    else if (tp_json_to_flag(value, &flag))
        snprintf(cell + used, left, "%s", flag ? "yes" : "no");
    else if (tp_json_to_integer(value, &whole))
        snprintf(cell + used, left, "%" PRId64, whole);
    else if (tp_json_to_number(value, &number))
        snprintf(cell + used, left, "%.6g", number);
    else if (value && tp_json_kind(value) == TP_JSON_OBJECT)
        snprintf(cell + used, left, "(%zu)", tp_json_count(value));
}

static void fill(char *cell, const struct tp_json_value *value)
{
    bool list = value && tp_json_kind(value) == TP_JSON_LIST;

    cell[0] = '\0';
    if (!list)
        add_value(cell, value);
    for (size_t i = 0; list && i < tp_json_count(value); i++) {
        size_t used = strlen(cell);
        if (i > 0)
            snprintf(cell + used, CELL_BYTES - used, ",");
        add_value(cell, tp_json_element(value, i));
    }
    tp_text_make_printable(cell);
}

static void print_line(const struct tp_listing_column *column, const struct tp_json_value *element)
{
    char cell[CELL_BYTES];

    for (; column->member; column++) {
        const char *text = cell;
        fill(cell, tp_json_member(element, column->member));
        if (column->words)
            text = column->words(cell);
        else if (cell[0] == '\0')
            text = "-";
        printf("%-*s%s", column[1].member ? column->width : 0, text, column[1].member ? "  " : "\n");
    }
}

static void print_next(const struct tp_listing *listing, const struct tp_json_value *root)
{
    const struct tp_json_value *next = listing->next ? tp_json_member(root, listing->next) : NULL;
    char cell[CELL_BYTES];

    fill(cell, next);
    if (cell[0] != '\0' && strcmp(cell, "0") != 0)
        printf("further ones: %s %s\n", listing->option, cell);
}

tp_status tp_listing_print(const struct tp_arguments *arguments, const struct tp_listing *listing,
                           const struct tp_remote_answer *answer, struct tp_diag *diag)
{
    const struct tp_json_value *root = answer->document ? tp_json_root(answer->document) : NULL, *list;

    if (tp_option_given(arguments, "json"))
        return tp_remote_print(answer, diag);
    list = tp_json_member(root, listing->member);
    for (size_t i = 0; i < tp_json_count(list); i++)
        print_line(listing->columns, tp_json_element(list, i));
    print_next(listing, root);
    return TP_OK;
}
