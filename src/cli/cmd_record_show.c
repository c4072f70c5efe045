/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint record show */
#include "cli/commands.h"
#include "cli/record_show.h"

static void print_remarks(const struct tp_show *show)
{
    for (size_t i = 0; i < show->remarks->count; i++) {
        const struct tp_finding *remark = &show->remarks->items[i];
        char place[160];

        tp_finding_place(remark, show->transaction, place, sizeof place);
        fprintf(stderr, "tenprint: %s: %s%s%s\n", show->file, place, place[0] ? ": " : "", remark->text);
    }
}

static tp_status write_card(const struct tp_show *show, const char *path, struct tp_diag *diag)
{
    struct tp_buffer page;
    tp_status status;

    tp_buffer_init(&page);
    status = tp_show_card(show, &page, diag);
    if (status == TP_OK)
        status = tp_diag_in_file(diag, tp_file_write(path, page.data, page.size_bytes, diag), path);
    tp_buffer_deinit(&page);
    return status;
}

static tp_status print(const struct tp_arguments *arguments, const struct tp_show *show, struct tp_diag *diag)
{
    if (tp_option_given(arguments, "json"))
        return tp_show_as_json(show, stdout, diag);
    if (tp_option_given(arguments, "xml"))
        return tp_show_as_xml(show, stdout, diag);
    if (tp_option_given(arguments, "html") || tp_option_given(arguments, "images"))
        return TP_OK;
    return tp_show_as_text(show, stdout, diag);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *images = tp_option_text(arguments, "images"), *html = tp_option_text(arguments, "html");
    struct tp_transaction *transaction = NULL;
    struct tp_findings remarks;
    struct tp_show show = {.file = arguments->positional[0], .remarks = &remarks};
    size_t failed = 0;
    tp_status status;

    if (tp_option_given(arguments, "json") && tp_option_given(arguments, "xml"))
        return tp_fail(diag, TP_E_ARGUMENT, "--json", -1, "excludes --xml");
    tp_findings_init(&remarks);
    status = tp_transaction_load(show.file, NULL, &remarks, &transaction, diag);
    show.transaction = transaction;
    if (status == TP_OK) {
        print_remarks(&show);
        status = print(arguments, &show, diag);
    }
    if (status == TP_OK && images)
        status = tp_show_images(&show, images, &failed, diag);
    if (status == TP_OK && html)
        status = write_card(&show, html, diag);
    if (status == TP_OK && failed > 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "%zu images could not be decoded", failed),
                                 show.file);
    tp_transaction_free(&transaction);
    tp_findings_deinit(&remarks);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_JSON,
    {"xml", 0, TP_OPTION_FLAG, NULL, "print XML, in a form of its own", 0, 0},
    {"images", 0, TP_OPTION_TEXT, "FOLDER", "write every image as PNG into FOLDER", 0, 0},
    {"html", 0, TP_OPTION_TEXT, "FILE", "draw the ten-print card as one HTML page", 0, 0},
    {0},
};

const struct tp_command tp_command_record_show = {
    .name = "record show",
    .synopsis = "FILE [OPTION]...",
    .summary = "show what an ANSI/NIST-ITL transaction holds",
    .description =
        "Prints every record and field with its name, its subfields and items; images are described, not printed. "
        "FILE is in the traditional encoding (an2, eft, nist) or in XML. What is wrong with the file, but keeps it "
        "from being read no more than that, is said on standard error; record check says what else is.\n\n"
        "--html draws the card that people know: the person, the charges, two rows of rolled prints and the slaps. "
        "The page needs nothing but itself. With --images or --html alone no text is printed.",
    .example = "tenprint record show card.an2\n"
               "tenprint record show card.an2 --json --images prints\n"
               "tenprint record show card.an2 --html card.html\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
