/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint review list, claim, show, analyse, conclude, return */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/done.h"
#include "cli/review.h"
#include "node/node.h"

enum { PATH_BYTES = 320 };

static tp_status path_of(const char *task, const char *rest, char out[PATH_BYTES], struct tp_diag *diag)
{
    tp_status status = tp_review_check_id(task, diag);

    snprintf(out, PATH_BYTES, "/v1/tasks/%.64s%.200s", task, rest);
    return status;
}

/* ---- list and claim
 * --------------------------------------------------------------------------------------------------- */

static void show_list(const struct tp_json_value *answer)
{
    const struct tp_json_value *tasks = tp_json_member(answer, "tasks"), *waiting = tp_json_member(answer, "waiting");
    int64_t fresh = 0, due = 0, late = 0;

    for (size_t i = 0; i < tp_json_count(tasks); i++) {
        const struct tp_json_value *task = tp_json_element(tasks, i);

        printf("%s  %-9s %-4s lapses %s\n", tp_review_text(task, "task"), tp_review_text(task, "state"),
               tp_review_text(task, "due"), tp_review_text(task, "lapses"));
    }
    (void)tp_json_to_integer(tp_json_member(waiting, "new"), &fresh);
    (void)tp_json_to_integer(tp_json_member(waiting, "due"), &due);
    (void)tp_json_to_integer(tp_json_member(waiting, "late"), &late);
    printf("waiting: %d new, %d due, %d late\n", (int)fresh, (int)due, (int)late);
}

static int run_list(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_review_ask(arguments, &(struct tp_remote_question){.method = "GET", .path = "/v1/tasks"}, show_list,
                         diag);
}

static int run_claim(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    tp_status status = tp_review_send(arguments, "/v1/tasks", NULL, tp_review_show_task, diag);

    if (status != TP_E_NOT_FOUND)
        return status;
    tp_diag_init(diag);
    printf("no task waits that you may do\n");
    return TP_EXIT_NEGATIVE;
}

/* ---- show, with pictures
 * ---------------------------------------------------------------------------------------------- */

struct saving {
    const struct tp_remote *remote;
    const char *folder, *view; /* view NULL: the image itself */
};

static tp_status save(const struct saving *saving, const char *prefix, const char *name, int64_t number,
                      struct tp_diag *diag)
{
    char path[PATH_BYTES + 64], file[512];
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote_question question = {.method = "GET", .path = path};
    tp_status status;

    snprintf(path, sizeof path, "%s/prints/%d/%s%s", prefix, (int)number, saving->view ? "views/" : "image",
             saving->view ? saving->view : "");
    snprintf(file, sizeof file, "%.300s/%.64s-%d%s%.32s.png", saving->folder, name, (int)number,
             saving->view ? "-" : "", saving->view ? saving->view : "");
    status = tp_remote_ask(saving->remote, &question, &answer, diag);
    if (status == TP_OK)
        status = tp_file_write(file, answer.body.data, answer.body.size_bytes, diag);
    if (status == TP_OK)
        printf("%s\n", file);
    tp_remote_answer_deinit(&answer);
    return status;
}

/* A number of at most MOST; 0 where there is none. */
static uint16_t number_of(const struct tp_json_value *object, const char *name, int64_t most)
{
    const struct tp_json_value *member = tp_json_member(object, name);
    int64_t value = 0;

    if (!member || !tp_json_to_integer(member, &value))
        value = 0;
    return (uint16_t)TP_CLAMP(value, 0, most);
}

static void read_minutiae(const struct tp_json_value *answer, struct tp_template *out)
{
    const struct tp_json_value *list = tp_json_member(answer, "minutiae");

    tp_template_init(out);
    out->width_px = number_of(answer, "width", TP_TEMPLATE_SIDE_MAX_PX);
    out->height_px = number_of(answer, "height", TP_TEMPLATE_SIDE_MAX_PX);
    for (size_t i = 0; i < TP_MIN(tp_json_count(list), (size_t)TP_MINUTIAE_MAX); i++) {
        const struct tp_json_value *one = tp_json_element(list, i), *angle = tp_json_member(one, "angle");
        struct tp_minutia *minutia = &out->minutiae[out->minutia_count++];
        double degrees = 0;

        if (!angle || !tp_json_to_number(angle, &degrees))
            degrees = 0;
        minutia->x_px = number_of(one, "x", TP_TEMPLATE_SIDE_MAX_PX);
        minutia->y_px = number_of(one, "y", TP_TEMPLATE_SIDE_MAX_PX);
        minutia->theta_q8 = (uint8_t)(TP_CLAMP(degrees, 0, 360) * 256 / 360);
        minutia->type =
            strcmp(tp_review_text(one, "type"), "bifurcation") == 0 ? TP_MINUTIA_BIFURCATION : TP_MINUTIA_ENDING;
    }
}

/* Of a print that came as a template: what there is to be looked at, as a picture and as numbers. */
static tp_status save_minutiae(const struct saving *saving, const char *prefix, const char *name, int64_t number,
                               struct tp_diag *diag)
{
    static const struct tp_image none = {0};
    char path[PATH_BYTES + 64], file[512];
    struct tp_remote_answer answer = {.status = 0};
    const struct tp_remote_question question = {.method = "GET", .path = path};
    struct tp_template tmpl;
    const struct tp_overlay_side side = {&none, TP_PPI_STANDARD, &tmpl, name};
    tp_status status;

    snprintf(path, sizeof path, "%s/prints/%d/minutiae", prefix, (int)number);
    snprintf(file, sizeof file, "%.300s/%.64s-%d.json", saving->folder, name, (int)number);
    status = tp_remote_ask(saving->remote, &question, &answer, diag);
    read_minutiae(status == TP_OK && answer.document ? tp_json_root(answer.document) : NULL, &tmpl);
    if (status == TP_OK)
        status = tp_file_write(file, answer.body.data, answer.body.size_bytes, diag);
    snprintf(file, sizeof file, "%.300s/%.64s-%d.svg", saving->folder, name, (int)number);
    if (status == TP_OK)
        status = tp_overlay_impression(&side, file, diag);
    if (status == TP_OK)
        printf("%s\n", file);
    tp_template_deinit(&tmpl);
    tp_remote_answer_deinit(&answer);
    return status;
}

static tp_status save_prints(const struct saving *saving, const char *prefix, const char *name,
                             const struct tp_json_value *prints, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < tp_json_count(prints); i++) {
        const struct tp_json_value *print = tp_json_element(prints, i);
        int64_t number = 0;
        bool image = false;

        (void)tp_json_to_integer(tp_json_member(print, "print"), &number);
        if (tp_json_to_flag(tp_json_member(print, "image"), &image) && image)
            status = save(saving, prefix, name, number, diag);
        else if (!saving->view)
            status = save_minutiae(saving, prefix, name, number, diag);
    }
    return status;
}

static tp_status save_all(const struct saving *saving, const char *prefix, const struct tp_json_value *task,
                          struct tp_diag *diag)
{
    const struct tp_json_value *candidates = tp_json_member(task, "candidates");
    tp_status status = save_prints(saving, prefix, "probe", tp_json_member(task, "prints"), diag);

    for (size_t i = 0; status == TP_OK && i < tp_json_count(candidates); i++) {
        const struct tp_json_value *candidate = tp_json_element(candidates, i);
        const char *name = tp_review_text(candidate, "candidate");
        char path[PATH_BYTES];

        status = tp_review_check_id(name, diag); /* it becomes the name of a file */
        snprintf(path, sizeof path, "%.120s/candidates/%.64s", prefix, name);
        if (status == TP_OK)
            status = save_prints(saving, path, name, tp_json_member(candidate, "prints"), diag);
    }
    return status;
}

static tp_status show_and_save(const struct tp_arguments *arguments, const char *path, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote_question question = {.method = "GET", .path = path};
    struct tp_remote remote;
    struct saving saving = {&remote, tp_option_text(arguments, "images"), tp_option_text(arguments, "view")};
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = tp_remote_ask(&remote, &question, &answer, diag);
    if (status == TP_OK && answer.document) {
        tp_review_show_task(tp_json_root(answer.document));
        status = save_all(&saving, path, tp_json_root(answer.document), diag);
    }
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

static int run_show(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    const char *view = tp_option_text(arguments, "view");
    tp_status status = path_of(arguments->positional[0], "", path, diag);

    if (status == TP_OK && view && strspn(view, "abcdefghijklmnopqrstuvwxyz") != strlen(view))
        status = tp_fail(diag, TP_E_ARGUMENT, "--view", -1, "is no stage of extraction");
    if (status != TP_OK)
        return status;
    if (tp_option_text(arguments, "images"))
        return show_and_save(arguments, path, diag);
    return tp_review_ask(arguments, &(struct tp_remote_question){.method = "GET", .path = path}, tp_review_show_task,
                         diag);
}

/* ---- analyse
 * ---------------------------------------------------------------------------------------------------------- */

static tp_status add_prints(const char *list, struct tp_json *out, struct tp_diag *diag)
{
    tp_json_list(out, "prints");
    while (*list) {
        size_t length = strspn(list, "0123456789");

        if (length == 0 || length > 5 || (list[length] != ',' && list[length] != '\0'))
            return tp_fail(diag, TP_E_ARGUMENT, "--prints", -1, "are numbers with commas between them");
        tp_json_integer(out, NULL, strtol(list, NULL, 10));
        list += length + (list[length] == ',');
    }
    tp_json_close(out);
    return TP_OK;
}

static tp_status send_analysis(const struct tp_arguments *arguments, const char *path, struct tp_diag *diag)
{
    const char *prints = tp_option_text(arguments, "prints"), *text = tp_option_text(arguments, "text");
    struct tp_json *input;
    tp_status status = tp_json_new(&input, diag);

    if (status != TP_OK)
        return status;
    tp_json_flag(input, "value", !tp_option_given(arguments, "no-value"));
    tp_json_text(input, "text", text ? text : "");
    if (prints)
        status = add_prints(prints, input, diag);
    if (status == TP_OK)
        status = tp_review_send(arguments, path, input, tp_review_show_task, diag);
    tp_json_free(&input);
    return status;
}

static int run_analyse(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *file = tp_option_text(arguments, "file");
    char path[PATH_BYTES];
    tp_status status = path_of(arguments->positional[0], "/analysis", path, diag);

    if (status == TP_OK && file)
        status = tp_review_send_file(arguments, path, file, tp_review_show_task, diag);
    else if (status == TP_OK)
        status = send_analysis(arguments, path, diag);
    return status;
}

/* ---- conclude and return
 * ---------------------------------------------------------------------------------------------- */

static tp_status send_two(const struct tp_arguments *arguments, const char *path, const char *const members[4],
                          tp_review_show_fn *show, struct tp_diag *diag)
{
    struct tp_json *input;
    tp_status status = tp_json_new(&input, diag);

    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < 4 && members[i]; i += 2)
        tp_json_text(input, members[i], members[i + 1] ? members[i + 1] : "");
    status = tp_review_send(arguments, path, input, show, diag);
    tp_json_free(&input);
    return status;
}

static int run_conclude(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *const members[4] = {"conclusion", arguments->positional[2], "reason",
                                    tp_option_text(arguments, "reason")};
    char rest[128], path[PATH_BYTES];
    tp_status status = tp_review_check_id(arguments->positional[1], diag);

    snprintf(rest, sizeof rest, "/candidates/%.64s/%s", arguments->positional[1],
             tp_option_given(arguments, "correct") ? "correction" : "conclusion");
    if (status == TP_OK)
        status = path_of(arguments->positional[0], rest, path, diag);
    return status == TP_OK ? send_two(arguments, path, members, tp_review_show_task, diag) : status;
}

static int run_return(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *const members[4] = {"why", tp_option_given(arguments, "conflict") ? "conflict" : "time", NULL, NULL};
    char path[PATH_BYTES];
    tp_status status = path_of(arguments->positional[0], "/return", path, diag);

    if (status == TP_OK)
        status = send_two(arguments, path, members, NULL, diag);
    if (status != TP_OK)
        return status;
    return tp_done_print(arguments, "returned", arguments->positional[0], "the task is given back", diag);
}

/* ---- the commands
 * ----------------------------------------------------------------------------------------------------- */

static const struct tp_option plain_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};
static const struct tp_option show_options[] = {
    TP_OPTIONS_REMOTE,
    {"images", 0, TP_OPTION_TEXT, "DIR", "save the prints as PNG files in this folder", 0, 0},
    {"view", 0, TP_OPTION_TEXT, "STAGE", "with --images: as they are after a stage of extraction", 0, 0},
    TP_OPTION_JSON,
    {0},
};
static const struct tp_option analyse_options[] = {
    TP_OPTIONS_REMOTE,
    {"prints", 0, TP_OPTION_TEXT, "LIST", "numbers of the prints that can be compared, with commas", 0, 0},
    {.name = "no-value", .kind = TP_OPTION_FLAG, .help = "none of them can: the probe has no value"},
    {"text", 0, TP_OPTION_TEXT, "WORDS", "what the probe shows", 0, 0},
    {"file", 0, TP_OPTION_TEXT, "FILE", "instead of these: the analysis as JSON, with marked minutiae", 0, 0},
    TP_OPTION_JSON,
    {0},
};
static const struct tp_option conclude_options[] = {
    TP_OPTIONS_REMOTE,
    {"reason", 0, TP_OPTION_TEXT, "WORDS", "why", 0, 0},
    {.name = "correct", .kind = TP_OPTION_FLAG, .help = "put it as a correction beside what was concluded"},
    TP_OPTION_JSON,
    {0},
};
static const struct tp_option return_options[] = {
    TP_OPTIONS_REMOTE,
    {.name = "conflict", .kind = TP_OPTION_FLAG, .help = "you may not be impartial: the case is not for you"},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_review_list = {
    .name = "review list",
    .synopsis = "--case REFERENCE [OPTION]...",
    .summary = "list what you have to examine, and how much waits",
    .description = "Prints your tasks that are not concluded, with the time at which they lapse, and how many cases "
                   "wait that you may examine, by age: up to a day, up to three, longer.",
    .example = "tenprint review list --case shift-12 --token token.txt\n",
    .options = plain_options,
    .run = run_list,
};
const struct tp_command tp_command_review_claim = {
    .name = "review claim",
    .synopsis = "--case REFERENCE [OPTION]...",
    .summary = "get a task",
    .description = "Hands out the oldest task that you may do; tasks are not picked. Exit 1 when there is none.",
    .example = "tenprint review claim --case shift-12 --token token.txt\n",
    .options = plain_options,
    .run = run_claim,
};
const struct tp_command tp_command_review_show = {
    .name = "review show",
    .synopsis = "TASK --case REFERENCE [--images DIR [--view STAGE]] [OPTION]...",
    .summary = "show a task of yours, and save its prints",
    .description = "Shows the probe, once the analysis is on record the candidates, and once the case is settled what "
                   "was kept from you. With --images the prints are saved as DIR/probe-N.png and "
                   "DIR/CANDIDATE-N.png; of a print that came without an image, its minutiae as .svg and .json. With "
                   "--view they are saved as they are after normalise, orientation, frequency, segment, "
                   "ridgeness, enhance, quality, binarise or thin. Each look is put on record.",
    .example = "tenprint review show 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --images prints --case shift-12\n",
    .options = show_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_show,
};
const struct tp_command tp_command_review_analyse = {
    .name = "review analyse",
    .synopsis = "TASK --case REFERENCE (--prints LIST | --no-value) --text WORDS [OPTION]...",
    .summary = "put on record what the probe shows",
    .description = "Comes before the candidates are shown, and cannot be changed. A probe without value is compared "
                   "with nothing: the task is concluded.",
    .example = "tenprint review analyse 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --prints 0,1 --text \"two loops, clear "
               "cores\" --case shift-12\n",
    .options = analyse_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_analyse,
};
const struct tp_command tp_command_review_conclude = {
    .name = "review conclude",
    .synopsis = "TASK CANDIDATE CONCLUSION --reason WORDS --case REFERENCE [OPTION]...",
    .summary = "put on record what you conclude on a candidate",
    .description = "CONCLUSION is identification, exclusion or inconclusive. It cannot be changed; --correct puts a "
                   "correction beside it once the task is concluded.",
    .example = "tenprint review conclude 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 aa0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 exclusion "
               "--reason \"the cores differ in every finger shown\" --case shift-12\n",
    .options = conclude_options,
    .positional_min = 3,
    .positional_max = 3,
    .run = run_conclude,
};
const struct tp_command tp_command_review_return = {
    .name = "review return",
    .synopsis = "TASK --case REFERENCE [--conflict] [OPTION]...",
    .summary = "give a task back",
    .description = "For want of time, or with --conflict because you may not be impartial: then you get no task of "
                   "this case again. Not once there is a conclusion.",
    .example = "tenprint review return 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --conflict --case shift-12\n",
    .options = return_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_return,
};
