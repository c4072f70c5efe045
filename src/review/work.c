/* SPDX-License-Identifier: Apache-2.0 */
/* What an examiner did with the images: marks, pairs of them, and each step in its order, so that the case's record
 * shows who did what to which image, and when. Checked here, and kept as it was handed in. */
#include <string.h>

#include "review/tasks.h"

enum {
    MARKS_MAX = 2000,
    PAIRS_MAX = 500,
    STEPS_MAX = 1000,
    AGO_MAX = 604800,
    NOTE_MAX_BYTES = 2000,
    SMALL_MAX = 65535
};

#define PLACE                                                                                                          \
    {"x", WHOLE, .most = SMALL_MAX},                                                                                   \
    {                                                                                                                  \
        "y", WHOLE, .most = SMALL_MAX                                                                                  \
    }
#define TYPES "ending bifurcation other"

enum kind { WHOLE, NUMBER, ANGLE, FLAG, CODE, TEXT };
struct member {
    const char *name;
    enum kind kind;
    double most;       /* of numbers, which are never below 0; bytes of a text */
    const char *codes; /* with blanks between them */
};
struct form {
    const char *field, *required; /* what a diagnosis names; members with blanks between them */
    size_t count_max, member_count;
    const struct member *members;
};

static const struct member mark_members[] = {
    {"print", WHOLE, .most = SMALL_MAX},
    PLACE,
    {"angle", ANGLE, .most = 0},
    {"type", CODE, .codes = TYPES},
};
static const struct member pair_members[] = {
    {"probe", WHOLE, .most = MARKS_MAX - 1},
    {"candidate", WHOLE, .most = MARKS_MAX - 1},
};
static const struct member step_members[] = {
    {"ago", WHOLE, .most = AGO_MAX},
    {"step", CODE, .codes = "open view tone turn mark unmark pair unpair count ruler minutiae automatic align note"},
    {"side", CODE, .codes = "probe candidate"},
    {"print", WHOLE, .most = SMALL_MAX},
    {"to_print", WHOLE, .most = SMALL_MAX},
    {"view", CODE, .codes = "original normalise orientation frequency segment ridgeness enhance quality binarise thin"},
    PLACE,
    {"to_x", WHOLE, .most = SMALL_MAX},
    {"to_y", WHOLE, .most = SMALL_MAX},
    {"angle", ANGLE, .most = 0},
    {"type", CODE, .codes = TYPES},
    {"brightness", WHOLE, .most = 1000},
    {"contrast", WHOLE, .most = 1000},
    {"inverted", FLAG, .most = 0},
    {"on", FLAG, .most = 0},
    {"value", NUMBER, .most = 1e6},
    {"text", TEXT, .most = NOTE_MAX_BYTES},
};
static const struct form marks_form = {"minutiae", "print x y", MARKS_MAX, TP_ARRAY_LENGTH(mark_members), mark_members};
static const struct form pairs_form = {"pairs", "probe candidate", PAIRS_MAX, TP_ARRAY_LENGTH(pair_members),
                                       pair_members};
static const struct form steps_form = {"steps", "ago step", STEPS_MAX, TP_ARRAY_LENGTH(step_members), step_members};

static bool is_good(const struct member *member, const struct tp_json_value *value)
{
    const char *text = tp_json_to_text(value);
    int64_t whole;
    double number;
    bool flag;

    if (member->kind == FLAG)
        return tp_json_to_flag(value, &flag);
    if (member->kind == TEXT)
        return text && (double)strlen(text) <= member->most;
    if (member->kind == CODE)
        return text && !strchr(text, ' ') && tp_text_lists(member->codes, text);
    if (member->kind == WHOLE)
        return tp_json_to_integer(value, &whole) && whole >= 0 && (double)whole <= member->most;
    if (member->kind == ANGLE)
        return tp_json_to_number(value, &number) && number >= 0 && number < 360;
    return tp_json_to_number(value, &number) && number >= 0 && number <= member->most;
}

static const struct member *find_member(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->member_count; i++) {
        if (strcmp(form->members[i].name, name) == 0)
            return &form->members[i];
    }
    return NULL;
}

/* Whether ONE has all that is required: as many of its members are on that list as the list has. */
static bool is_whole(const struct form *form, const struct tp_json_value *one)
{
    size_t wanted = 1, there = 0;
    const char *name;

    for (const char *at = form->required; *at; at++)
        wanted += *at == ' ';
    for (size_t i = 0; i < tp_json_count(one); i++) {
        (void)tp_json_member_at(one, i, &name);
        there += tp_text_lists(form->required, name);
    }
    return there == wanted;
}

static tp_status check_one(const struct form *form, const struct tp_json_value *one, struct tp_diag *diag)
{
    const char *name;

    if (tp_json_kind(one) != TP_JSON_OBJECT || !is_whole(form, one))
        return tp_fail(diag, TP_E_FORMAT, form->field, -1, "each has the members %s", form->required);
    for (size_t i = 0; i < tp_json_count(one); i++) {
        const struct tp_json_value *value = tp_json_member_at(one, i, &name);
        const struct member *member = find_member(form, name);

        if (!member)
            return tp_fail(diag, TP_E_FORMAT, form->field, -1, "there is no member \"%.40s\"", name);
        if (!is_good(member, value))
            return tp_fail(diag, TP_E_FORMAT, form->field, -1, "%.40s is not of its kind, or too large", name);
    }
    return TP_OK;
}

static tp_status check_list(const struct form *form, const struct tp_json_value *list, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (list && tp_json_kind(list) != TP_JSON_LIST)
        return tp_fail(diag, TP_E_FORMAT, form->field, -1, "a list is expected");
    if (tp_json_count(list) > form->count_max)
        return tp_fail(diag, TP_E_FORMAT, form->field, -1, "at most %zu", form->count_max);
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++)
        status = check_one(form, tp_json_element(list, i), diag);
    return status;
}

tp_status tp_marks_check(const struct tp_json_value *list, struct tp_diag *diag)
{
    return check_list(&marks_form, list, diag);
}

tp_status tp_steps_check(const struct tp_json_value *list, struct tp_diag *diag)
{
    return check_list(&steps_form, list, diag);
}

/* Pairs are of marks that there are. */
static tp_status check_pairs(const struct tp_json_value *work, struct tp_diag *diag)
{
    const struct tp_json_value *pairs = tp_json_member(work, "pairs");
    size_t probe = tp_json_count(tp_json_member(work, "probe_minutiae"));
    size_t candidate = tp_json_count(tp_json_member(work, "minutiae"));
    tp_status status = check_list(&pairs_form, pairs, diag);

    for (size_t i = 0; status == TP_OK && i < tp_json_count(pairs); i++) {
        const struct tp_json_value *pair = tp_json_element(pairs, i);

        if ((size_t)tp_value_integer(pair, "probe") >= probe ||
            (size_t)tp_value_integer(pair, "candidate") >= candidate)
            status = tp_fail(diag, TP_E_FORMAT, "pairs", -1, "it pairs a mark that is not there");
    }
    return status;
}

tp_status tp_work_check(const struct tp_json_value *work, struct tp_diag *diag)
{
    tp_status status;

    if (!work)
        return TP_OK;
    status = tp_json_only(work, "probe_minutiae minutiae pairs steps", diag);
    if (status == TP_OK)
        status = tp_marks_check(tp_json_member(work, "probe_minutiae"), diag);
    if (status == TP_OK)
        status = tp_marks_check(tp_json_member(work, "minutiae"), diag);
    if (status == TP_OK)
        status = check_pairs(work, diag);
    return status == TP_OK ? tp_steps_check(tp_json_member(work, "steps"), diag) : status;
}
