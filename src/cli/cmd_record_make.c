/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint record make */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/subject.h"

enum { POSITION_MAX = 15, ROLLED_MAX = 10 };

static const char default_destination[] = "WVIAFIS0Z"; /* the FBI's CJIS Division */

/* One FINGER=IMAGE. */
struct picture {
    const char *path; /* NULL: this position is not given */
    struct tp_ebts_encoded encoded;
};

struct making {
    const struct tp_arguments *arguments;
    const char *type;
    struct tp_cli_subject subject;
    struct picture pictures[POSITION_MAX + 1];
    const char *missing[TP_POSITION_MAX + 1];
    char tcn[TP_EBTS_TCN_MAX + 1], date[9], gmt[16];
    struct tp_transaction *answered, *made;
};

/* ---- the command line ------------------------------------------------------------------------------------------- */

static tp_status take_picture(struct making *making, const char *word, struct tp_diag *diag)
{
    size_t digits = strspn(word, "0123456789");
    unsigned long position = digits > 0 && digits < 3 ? strtoul(word, NULL, 10) : 0;

    if (word[digits] != '=' || position < 1 || position > POSITION_MAX || word[digits + 1] == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "is not FINGER=IMAGE with a finger of 1 to 15");
    if (making->pictures[position].path)
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "finger %lu is given twice", position);
    making->pictures[position].path = word + digits + 1;
    return TP_OK;
}

/* "3,4:XX": finger, and XX (amputated) or UP (unable to print). */
static tp_status parse_missing(struct making *making, struct tp_diag *diag)
{
    const char *text = tp_option_text(making->arguments, "missing");

    for (const char *at = text; at && *at;) {
        char *end;
        unsigned long finger = strtoul(at, &end, 10);
        bool amputated = strncmp(end, ":XX", 3) == 0, coded = amputated || strncmp(end, ":UP", 3) == 0;
        const char *after = end + (coded ? 3 : 0);
        if (end == at || finger < 1 || finger > TP_POSITION_MAX || (*after && *after != ',') ||
            (*after == ',' && !after[1]))
            return tp_fail(diag, TP_E_ARGUMENT, "--missing", -1, "'%s' is not like 3,4:XX", text);
        making->missing[finger] = amputated ? "XX" : "UP";
        at = *after ? after + 1 : after;
    }
    return TP_OK;
}

static tp_status check_usage(const struct making *making, const struct tp_ebts_transaction *kind, struct tp_diag *diag)
{
    bool answer = tp_option_given(making->arguments, "answer");

    if (!kind)
        return tp_fail(diag, TP_E_ARGUMENT, "--type", -1, "EBTS has no transaction '%s'", making->type);
    if (kind->response && strcmp(making->type, "SRE") != 0 && strcmp(making->type, "ERRT") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--type", -1, "of the answers only SRE and ERRT can be made");
    if (!tp_option_given(making->arguments, "output"))
        return tp_fail(diag, TP_E_ARGUMENT, "--output", -1, "is needed");
    if (kind->response && !answer)
        return tp_fail(diag, TP_E_ARGUMENT, "--answer", -1, "is needed: the submission that %s answers", making->type);
    if (!kind->response && answer)
        return tp_fail(diag, TP_E_ARGUMENT, "--answer", -1, "is for SRE and ERRT");
    if (!kind->response &&
        (!tp_option_given(making->arguments, "ori") || !tp_option_given(making->arguments, "subject")))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "%s needs --ori and --subject", making->type);
    if (kind->response && making->arguments->positional_count > 0)
        return tp_fail(diag, TP_E_ARGUMENT, making->arguments->positional[0], -1, "%s has no images", making->type);
    return TP_OK;
}

/* Date, time and control number, unless they are given. */
static tp_status fill_header(struct making *making, const char *ori, struct tp_diag *diag)
{
    const char *date = tp_option_text(making->arguments, "date"), *tcn = tp_option_text(making->arguments, "tcn");
    time_t now = time(NULL);
    struct tm local = {0}, utc = {0};
    uint32_t random;

    localtime_r(&now, &local);
    gmtime_r(&now, &utc);
    if (strftime(making->date, sizeof making->date, "%Y%m%d", &local) == 0 ||
        strftime(making->gmt, sizeof making->gmt, "%Y%m%d%H%M%SZ", &utc) == 0)
        return tp_fail(diag, TP_E_IO, NULL, -1, "the clock of this machine is wrong");
    if (date && strlen(date) != 8)
        return tp_fail(diag, TP_E_ARGUMENT, "--date", -1, "'%s' is no date YYYYMMDD", date);
    if (date)
        snprintf(making->date, sizeof making->date, "%s", date);
    if (tcn && strlen(tcn) > TP_EBTS_TCN_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "--tcn", -1, "is longer than %d characters", TP_EBTS_TCN_MAX);
    if (!tcn && getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        return tp_fail(diag, TP_E_IO, NULL, -1, "the system gives no random number");
    if (tcn)
        snprintf(making->tcn, sizeof making->tcn, "%s", tcn);
    else
        tp_ebts_control_number(ori, now, random, making->tcn);
    return TP_OK;
}

static struct tp_ebts_header header_of(const struct making *making)
{
    return (struct tp_ebts_header){
        .ori = tp_option_text(making->arguments, "ori"),
        .dai = tp_option_text(making->arguments, "dai"),
        .tcn = making->tcn,
        .date = making->date,
        .gmt = tp_option_given(making->arguments, "date") ? NULL : making->gmt,
        .priority = (uint8_t)tp_option_integer(making->arguments, "priority", 0),
    };
}

/* ---- a submission ----------------------------------------------------------------------------------------------- */

static tp_status load_picture(struct making *making, unsigned position, struct tp_diag *diag)
{
    struct picture *picture = &making->pictures[position];
    float ppi = (float)tp_option_number(making->arguments, "ppi", 0);
    size_t size_bytes;
    uint8_t *data = NULL;
    tp_status status = tp_file_read(picture->path, (size_t)256 << 20, &data, &size_bytes, diag);

    if (status == TP_OK)
        status = tp_ebts_encode_image(data, size_bytes, ppi, &picture->encoded, diag);
    free(data);
    if (status != TP_OK) {
        snprintf(diag->file, sizeof diag->file, "finger %u: %s", position, picture->path);
        return status;
    }
    if (picture->encoded.source_ppi <= 0)
        printf("finger %u: %s says no resolution, 500 ppi is assumed\n", position, picture->path);
    else if (picture->encoded.resampled)
        printf("finger %u: %s is resampled from %.0f to 500 ppi\n", position, picture->path,
               (double)picture->encoded.source_ppi);
    return TP_OK;
}

/* Cards of rolled fingers go into records of type 4, as do their slaps; flat impressions alone into type 14. */
static uint8_t record_type(const struct making *making, unsigned position)
{
    long wanted = tp_option_integer(making->arguments, "record", 0);
    bool rolled = false;

    for (unsigned finger = 1; finger <= ROLLED_MAX; finger++)
        rolled = rolled || making->pictures[finger].path;
    if (wanted != 0)
        return (uint8_t)wanted;
    return rolled && position <= 14 && making->pictures[position].encoded.ppi == 500 ? 4 : 14;
}

static struct tp_ebts_image image_of(const struct making *making, unsigned position)
{
    const struct tp_ebts_encoded *encoded = &making->pictures[position].encoded;
    bool card = tp_option_given(making->arguments, "card");

    return (struct tp_ebts_image){
        .record = record_type(making, position),
        .position = (uint8_t)position,
        .impression = (uint8_t)((card ? TP_IMPRESSION_INK_PLAIN : TP_IMPRESSION_LIVE_PLAIN) + (position <= ROLLED_MAX)),
        .width_px = encoded->width_px,
        .height_px = encoded->height_px,
        .ppi = encoded->ppi,
        .compression = encoded->compression,
        .data = encoded->data,
        .size_bytes = encoded->size_bytes,
    };
}

static tp_status make_submission(struct making *making, struct tp_diag *diag)
{
    struct tp_ebts_image images[POSITION_MAX];
    struct tp_ebts_submission submission = {.type = making->type, .images = images};
    const char *path = tp_option_text(making->arguments, "subject");
    tp_status status = tp_cli_subject_read(path, &making->subject, diag);

    for (unsigned position = 1; position <= POSITION_MAX && status == TP_OK; position++)
        if (making->pictures[position].path)
            status = load_picture(making, position, diag);
    if (status == TP_OK)
        status = fill_header(making, tp_option_text(making->arguments, "ori"), diag);
    if (status != TP_OK)
        return status;
    for (unsigned position = 1; position <= POSITION_MAX; position++)
        if (making->pictures[position].path)
            images[submission.image_count++] = image_of(making, position);
    submission.header = header_of(making);
    submission.header.dai = submission.header.dai ? submission.header.dai : default_destination;
    submission.values = making->subject.values;
    submission.value_count = making->subject.value_count;
    submission.charges = making->subject.charges;
    submission.charge_count = making->subject.charge_count;
    memcpy(submission.missing, making->missing, sizeof submission.missing);
    status = tp_ebts_submission(&submission, &making->made, diag);
    if (status != TP_E_ARGUMENT || strncmp(diag->field, "charges", 7) != 0)
        return status;
    diag->status = TP_E_FORMAT; /* of the file, not of the command line */
    return tp_diag_in_file(diag, TP_E_FORMAT, path);
}

/* ---- an answer -------------------------------------------------------------------------------------------------- */

static tp_status make_result(struct making *making, const struct tp_ebts_header *header, struct tp_diag *diag)
{
    const char *finding = tp_option_text(making->arguments, "finding");
    const char *path = tp_option_text(making->arguments, "subject");
    struct tp_ebts_result result = {.identified = finding && strcmp(finding, "I") == 0,
                                    .message = tp_option_text(making->arguments, "message")};
    tp_status status = path ? tp_cli_subject_read(path, &making->subject, diag) : TP_OK;

    if (finding && !result.identified && strcmp(finding, "N") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--finding", -1, "is I (identification) or N (none)");
    result.fbi = tp_cli_subject_text(&making->subject, 14);
    result.sid = tp_cli_subject_text(&making->subject, 15);
    result.name = tp_cli_subject_text(&making->subject, 18);
    return status == TP_OK ? tp_ebts_result(header, making->answered, &result, &making->made, diag) : status;
}

/* Without --message the errors that the checker finds are reported. */
static tp_status make_error(struct making *making, const struct tp_ebts_header *header, struct tp_diag *diag)
{
    const char *message = tp_option_text(making->arguments, "message");
    const struct tp_finding plain = {.severity = TP_SEVERITY_ERROR, .offset_bytes = -1, .rule = ""};
    struct tp_findings findings;
    tp_status status = TP_OK;

    tp_findings_init(&findings);
    if (message)
        tp_findings_add(&findings, &plain, "%s", message);
    else
        status = tp_transaction_check(making->answered, TP_PROFILE_EBTS, &findings, diag);
    if (status == TP_OK && findings.count == 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "--message", -1, "is needed: the submission has no errors");
    if (status == TP_OK)
        status = tp_ebts_error(header, making->answered, &findings, &making->made, diag);
    tp_findings_deinit(&findings);
    return status;
}

static tp_status make_answer(struct making *making, struct tp_diag *diag)
{
    const char *path = tp_option_text(making->arguments, "answer"), *ori = tp_option_text(making->arguments, "ori");
    struct tp_ebts_header header;
    struct tp_bytes asked;
    char own[16];
    tp_status status = tp_transaction_load(path, NULL, NULL, &making->answered, diag);

    if (status != TP_OK)
        return status;
    asked = tp_record_get(tp_transaction_at(making->answered, 0), 7);
    snprintf(own, sizeof own, "%.*s", (int)TP_MIN(asked.size_bytes, sizeof own - 1),
             asked.data ? (const char *)asked.data : "");
    status = fill_header(making, ori ? ori : own, diag);
    if (status != TP_OK)
        return status;
    header = header_of(making);
    status = strcmp(making->type, "SRE") == 0 ? make_result(making, &header, diag) : make_error(making, &header, diag);
    return status == TP_E_FORMAT ? tp_diag_in_file(diag, status, path) : status;
}

/* ---- checking and writing --------------------------------------------------------------------------------------- */

/* "subject.json: date_of_birth: ..." for a member's field, "2.084: ..." for others. */
static void report(const struct making *making, const struct tp_finding *finding)
{
    const char *member = finding->type == 2 ? tp_cli_subject_member(finding->field) : NULL;
    const char *path = tp_option_text(making->arguments, "subject");
    bool error = finding->severity == TP_SEVERITY_ERROR;

    fprintf(stderr, "tenprint: ");
    if (member && path)
        fprintf(stderr, "%s: %s: ", path, member);
    if (finding->field)
        fprintf(stderr, "%u.%03u: ", finding->type, (unsigned)finding->field);
    fprintf(stderr, "%s%s (%s)\n", error ? "" : "warning: ", finding->text, finding->rule);
}

/* E_FORMAT, with all errors printed, when what was made is not clean. */
static tp_status check(const struct making *making, struct tp_diag *diag)
{
    struct tp_findings findings;
    size_t errors = 0;
    tp_status status;

    tp_findings_init(&findings);
    status = tp_transaction_check(making->made, TP_PROFILE_EBTS, &findings, diag);
    for (size_t i = 0; i < findings.count && status == TP_OK; i++) {
        report(making, &findings.items[i]);
        errors += findings.items[i].severity == TP_SEVERITY_ERROR;
    }
    if (status == TP_OK && errors > 0)
        status =
            tp_fail(diag, TP_E_FORMAT, NULL, -1, "%zu error%s, nothing is written", errors, errors == 1 ? "" : "s");
    tp_findings_deinit(&findings);
    return status;
}

static tp_status save(const struct making *making, struct tp_diag *diag)
{
    const char *path = tp_option_text(making->arguments, "output");
    tp_status status = tp_transaction_save(making->made, path, diag);

    if (status == TP_OK)
        printf("%s: %s, TCN %s, %zu records\n", path, making->type, making->tcn, tp_transaction_count(making->made));
    return status;
}

static tp_status make(struct making *making, struct tp_diag *diag)
{
    const struct tp_ebts_transaction *kind =
        tp_ebts_transaction_find((struct tp_bytes){(const uint8_t *)making->type, strlen(making->type)});
    tp_status status = check_usage(making, kind, diag);

    for (int i = 0; i < making->arguments->positional_count && status == TP_OK; i++)
        status = take_picture(making, making->arguments->positional[i], diag);
    if (status == TP_OK)
        status = parse_missing(making, diag);
    if (status == TP_OK)
        status = kind->response ? make_answer(making, diag) : make_submission(making, diag);
    if (status == TP_OK)
        status = check(making, diag);
    return status == TP_OK ? save(making, diag) : status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct making making = {.arguments = arguments};
    const char *type = tp_option_text(arguments, "type");
    tp_status status;

    making.type = type ? type : "CAR";
    status = make(&making, diag);
    for (unsigned position = 1; position <= POSITION_MAX; position++)
        free(making.pictures[position].encoded.data);
    tp_cli_subject_deinit(&making.subject);
    tp_transaction_free(&making.answered);
    tp_transaction_free(&making.made);
    return status;
}

static const struct tp_option options[] = {
    {"type", 0, TP_OPTION_TEXT, "TYPE", "CAR (default), CNA, CPDR, FANC, FAUF, NFUF, MAP; the answers SRE, ERRT", 0, 0},
    {"ori", 0, TP_OPTION_TEXT, "ORI", "originating agency, nine characters", 0, 0},
    {"dai", 0, TP_OPTION_TEXT, "ORI", "destination agency (default: WVIAFIS0Z; in an answer, who asked)", 0, 0},
    {"subject", 0, TP_OPTION_TEXT, "FILE", "the person, as JSON; for SRE, what is released of the candidate", 0, 0},
    {"missing", 0, TP_OPTION_TEXT, "LIST",
     "fingers without image, as 3,4:XX: UP unable to print (default), XX amputated", 0, 0},
    {"record", 0, TP_OPTION_INTEGER, "N", "4 or 14 (default: 4 with rolled fingers at 500 ppi, else 14)", 4, 14},
    {"card", 0, TP_OPTION_FLAG, NULL, "the images were scanned from an inked card, not taken live", 0, 0},
    TP_OPTION_PPI,
    {"priority", 0, TP_OPTION_INTEGER, "N", "1 (first) to 9", 1, 9},
    {"tcn", 0, TP_OPTION_TEXT, "TCN", "control number (default: a new one of ORI, time and a random number)", 0, 0},
    {"date", 0, TP_OPTION_TEXT, "YYYYMMDD", "date of the transaction (default: today, with the time in 1.014)", 0, 0},
    {"answer", 0, TP_OPTION_TEXT, "FILE", "the submission that SRE or ERRT answers", 0, 0},
    {"finding", 0, TP_OPTION_TEXT, "CODE", "of SRE: I for an identification, N for none (default)", 0, 0},
    {"message", 0, TP_OPTION_TEXT, "TEXT", "of SRE or ERRT (default of ERRT: the errors of the submission)", 0, 0},
    {"output", 'o', TP_OPTION_TEXT, "FILE", "the file to write", 0, 0},
    {0},
};

const struct tp_command tp_command_record_make = {
    .name = "record make",
    .synopsis = "[FINGER=IMAGE]... -o FILE [OPTION]...",
    .summary = "write a transaction of the FBI's EBTS",
    .description =
        "Makes an ANSI/NIST-ITL file with one transaction of EBTS: a ten-print submission from a person's description "
        "and images, its result (SRE) or its refusal (ERRT). What is made is checked first; with errors nothing is "
        "written.\n\n"
        "FINGER is 1 to 10 for rolled fingers (1 right thumb, 10 left little), 11 and 12 for plain thumbs, 13 and 14 "
        "for the right and left four fingers, 15 for both thumbs. Images of 500 ppi become WSQ (a WSQ file is taken as "
        "it is), those of 1000 ppi JPEG 2000 in records of type 14; others from 490 ppi up are resampled to 500, which "
        "is said.",
    .example = "tenprint record make --ori ILTEST000 --subject person.json 13=right.wsq 14=left.wsq 15=thumbs.wsq -o "
               "car.an2\n"
               "tenprint record make --type SRE --answer car.an2 --finding N -o sre.an2\n",
    .options = options,
    .positional_min = 0,
    .positional_max = POSITION_MAX,
    .run = run,
};
