/* SPDX-License-Identifier: Apache-2.0 */
/* The ten-print card as a page: the person and the charges of the type-2 record (FBI EBTS, appendix C), two rows of
 * rolled prints, and the plain ones as the forms FD-249 and FD-258 have them. */
#include <stdlib.h>
#include <string.h>

#include "cli/record_card_style.h"
#include "cli/record_show.h"
#include "codec/codec.h"

enum { POSITION_NONE = 255, SLOTS = 16, TWO_THUMBS = 15, OTHERS_MAX = 100, PHOTO_MAX_BYTES = 8 << 20 };
#define CARD_PPI 250.0f /* as fine as the page shows; keeps its size within a few megabytes */

/* An image that the card shows. */
struct shown {
    const struct tp_record *record; /* NULL: none */
    size_t place;
    struct tp_record_image info;
};

struct card {
    const struct tp_show *show;
    const struct tp_transaction *transaction;
    const struct tp_record *person;  /* the type-2 record whose fields are those of EBTS; NULL without one */
    const struct tp_record *foreign; /* a type-2 record of another domain */
    struct shown slots[SLOTS];       /* by friction ridge position */
    struct shown photo, signatures[2];
    struct shown others[OTHERS_MAX];
    size_t other_count;
    char missing[TP_POSITION_MAX + 1][8]; /* codes of 14.018 and 2.084 by finger, "" for none */
    struct tp_buffer *out;
};

static const char *const finger_names[] = {
    "",           "right thumb", "right index", "right middle", "right ring", "right little",
    "left thumb", "left index",  "left middle", "left ring",    "left little"};

/* ---- text -------------------------------------------------------------------------------------------------------- */

/* Anything from the file becomes part of the page by tp_write_html alone. */
static void put(struct tp_buffer *out, const char *text)
{
    tp_write_html(out, text, strlen(text));
}

static void put_value(const struct card *card, struct tp_bytes value)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_show_text(card->transaction, value, TP_SHOW_SAFE, &text);
    tp_write_html(card->out, (const char *)text.data, text.size_bytes);
    tp_buffer_deinit(&text);
}

static bool is_date(struct tp_bytes value)
{
    for (size_t i = 0; i < value.size_bytes; i++)
        if (value.data[i] < '0' || value.data[i] > '9')
            return false;
    return value.size_bytes == 8 && (value.data[0] == '1' || value.data[0] == '2');
}

/* 19840203 as 1984-02-03, anything else as it is. */
static void put_date(const struct card *card, struct tp_bytes value)
{
    const char *digits = (const char *)value.data;

    if (is_date(value))
        tp_write_text(card->out, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
    else
        put_value(card, value);
}

/* ---- images ------------------------------------------------------------------------------------------------------ */

static void put_data(const struct card *card, const char *type, const uint8_t *data, size_t size_bytes)
{
    tp_write_text(card->out, "data:image/%s;base64,", type);
    tp_base64_encode(data, size_bytes, card->out);
}

/* As a data URI at the card's resolution. False, with the reason in DIAG, when it cannot be decoded. */
static tp_status put_pixels(const struct card *card, const struct shown *shown, struct tp_diag *diag)
{
    struct tp_image image, small = {0};
    struct tp_buffer png;
    tp_status status = tp_record_image_decode(card->transaction, shown->record, NULL, NULL, &image, diag);

    tp_buffer_init(&png);
    if (status == TP_OK && image.ppi > CARD_PPI)
        status = tp_image_resample(&image, CARD_PPI, &small, diag);
    if (status == TP_OK)
        status = tp_codec_encode_png(small.pixels ? &small : &image, &png, diag);
    if (status == TP_OK)
        put_data(card, "png", png.data, png.size_bytes);
    tp_buffer_deinit(&png);
    tp_image_deinit(&small);
    tp_image_deinit(&image);
    return status;
}

/* A photograph in colour as it stands in the record: pages show JPEG and PNG. */
static bool put_photo_as_is(const struct card *card, const struct shown *shown)
{
    const struct tp_bytes *data = &shown->info.data;
    bool jpeg = data->size_bytes > 3 && memcmp(data->data, "\xff\xd8\xff", 3) == 0;
    bool png = data->size_bytes > 8 && memcmp(data->data, "\x89PNG\r\n\x1a\n", 8) == 0;

    if ((!jpeg && !png) || tp_record_type(shown->record) != 10 || data->size_bytes > PHOTO_MAX_BYTES)
        return false;
    put_data(card, jpeg ? "jpeg" : "png", data->data, data->size_bytes);
    return true;
}

/* <img>, or words that say why there is none. */
static void put_image(const struct card *card, const struct shown *shown, const char *alt)
{
    size_t before = card->out->size_bytes;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_write_text(card->out, "<img alt=\"");
    put(card->out, alt);
    tp_write_text(card->out, "\" src=\"");
    if (put_photo_as_is(card, shown) || put_pixels(card, shown, &diag) == TP_OK) {
        tp_write_text(card->out, "\">");
        return;
    }
    card->out->size_bytes = TP_MIN(before, card->out->size_bytes);
    tp_write_text(card->out, "<div class=\"missing\">cannot be decoded: ");
    put(card->out, diag.text);
    tp_write_text(card->out, "</div>");
}

/* What a reader finds when the pointer rests on a print. */
static void put_title(const struct card *card, const struct shown *shown)
{
    tp_write_text(card->out, " title=\"record %zu, type %u, ", shown->place + 1, tp_record_type(shown->record));
    put(card->out, shown->info.compression);
    tp_write_text(card->out, ", %u &#215; %u pixels", shown->info.width_px, shown->info.height_px);
    if (shown->info.ppi > 0)
        tp_write_text(card->out, " at %.0f ppi", (double)shown->info.ppi);
    tp_write_text(card->out, "\"");
}

/* ---- what goes where --------------------------------------------------------------------------------------------- */

static bool is_rolled(const struct shown *shown)
{
    uint8_t impression = tp_record_impression(shown->info.impression);

    return impression == TP_IMPRESSION_LIVE_ROLLED || impression == TP_IMPRESSION_INK_ROLLED;
}

/* Of two images of one position: the rolled one for fingers 1 to 10, the better kind of record, then the earlier. */
static bool is_better(const struct shown *a, const struct shown *b)
{
    if (!b->record)
        return true;
    if (a->info.positions[0] <= TP_POSITION_MAX && is_rolled(a) != is_rolled(b))
        return is_rolled(a);
    return tp_record_type(a->record) > tp_record_type(b->record);
}

static void add_other(struct card *card, const struct shown *shown)
{
    if (shown->record && card->other_count < OTHERS_MAX)
        card->others[card->other_count++] = *shown;
}

/* Puts SHOWN into *SLOT if it is better than what is there; the loser becomes one of the others. */
static void compete(struct card *card, struct shown *slot, const struct shown *shown)
{
    struct shown loser = *shown;

    if (is_better(shown, slot)) {
        loser = *slot;
        *slot = *shown;
    }
    add_other(card, &loser);
}

static void place_image(struct card *card, const struct shown *shown)
{
    uint8_t type = tp_record_type(shown->record), position = shown->info.positions[0];
    int64_t by_official;

    if ((type == 3 || type == 4 || type == 14) && position >= 1 && position < SLOTS &&
        shown->info.positions[1] == POSITION_NONE)
        compete(card, &card->slots[position], shown);
    else if (type == 10 && !card->photo.record && tp_value_equals(tp_record_get(shown->record, 3), "FACE"))
        card->photo = *shown;
    else if (type == 8 && tp_value_number(tp_record_get(shown->record, 3), &by_official) && by_official >= 0 &&
             by_official <= 1 && !card->signatures[by_official].record)
        card->signatures[by_official] = *shown;
    else
        add_other(card, shown);
}

/* Thumbs recorded as finger 1 or 6 but plain belong into the bottom row when it lacks them. */
static void move_plain_thumbs(struct card *card)
{
    static const uint8_t thumbs[2][2] = {{1, 11}, {6, 12}};

    for (size_t i = 0; i < card->other_count; i++)
        for (unsigned t = 0; t < 2; t++)
            if (card->others[i].record && card->others[i].info.positions[0] == thumbs[t][0] &&
                !is_rolled(&card->others[i]) && tp_record_type(card->others[i].record) != 13 &&
                !card->slots[thumbs[t][1]].record) {
                card->slots[thumbs[t][1]] = card->others[i];
                card->others[i].record = NULL;
            }
}

/* Fields of subfields FGP, CODE: 14.018 and 2.084. */
static void note_missing(struct card *card, struct tp_bytes value)
{
    struct tp_bytes subfield;

    while (tp_value_next(&value, TP_RS, &subfield)) {
        struct tp_bytes code = tp_value_item(subfield, 1, 2);
        int64_t finger;

        if (tp_value_number(tp_value_item(subfield, 1, 1), &finger) && finger >= 1 && finger <= TP_POSITION_MAX &&
            code.size_bytes > 0 && code.size_bytes < sizeof card->missing[0])
            snprintf(card->missing[finger], sizeof card->missing[finger], "%.*s", (int)code.size_bytes,
                     (const char *)code.data);
    }
}

/* Type-2 fields mean what EBTS says in the North American domain and where none is declared. */
static bool is_ebts(const struct tp_transaction *transaction)
{
    struct tp_bytes domain = tp_value_item(tp_record_get(tp_transaction_at(transaction, 0), 13), 1, 1);

    return domain.size_bytes == 0 || (domain.size_bytes >= 5 && memcmp(domain.data, "NORAM", 5) == 0) ||
           (domain.size_bytes >= 4 && memcmp(domain.data, "EBTS", 4) == 0);
}

static void sort_records(struct card *card)
{
    bool ebts = is_ebts(card->transaction);

    for (size_t i = 0; i < tp_transaction_count(card->transaction); i++) {
        struct shown shown = {.record = tp_transaction_at(card->transaction, i), .place = i};
        uint8_t type = tp_record_type(shown.record);

        if (type == 2 && ebts && !card->person)
            card->person = shown.record;
        else if (type == 2 && !ebts && !card->foreign)
            card->foreign = shown.record;
        if (type == 14 || (type == 2 && ebts))
            note_missing(card, tp_record_get(shown.record, type == 14 ? 18 : 84));
        if (tp_record_image_info(card->transaction, shown.record, &shown.info, NULL) == TP_OK)
            place_image(card, &shown);
    }
    move_plain_thumbs(card);
}

/* ---- the person -------------------------------------------------------------------------------------------------- */

struct box {
    const char *label;
    uint32_t field; /* of the type-2 record */
    uint8_t columns;
    bool date;
    const char *class;
};

static void open_box(const struct card *card, const char *label, unsigned columns, const char *class)
{
    tp_write_text(card->out, "<div class=\"box %s\" style=\"grid-column:span %u\"><span class=\"label\">%s</span>",
                  class, columns, label);
}

/* Subfields one below the other; items of one, like the parts of a height range, beside each other. */
static void put_field(const struct card *card, struct tp_bytes value, bool date)
{
    struct tp_bytes subfield, item;

    for (size_t i = 0; tp_value_next(&value, TP_RS, &subfield); i++) {
        tp_write_text(card->out, i ? "<br>" : "");
        for (size_t j = 0; tp_value_next(&subfield, TP_US, &item); j++) {
            tp_write_text(card->out, j && item.size_bytes ? " &#183; " : "");
            if (date)
                put_date(card, item);
            else
                put_value(card, item);
        }
    }
}

static void put_box(const struct card *card, const struct box *box)
{
    open_box(card, box->label, box->columns, box->class ? box->class : "");
    tp_write_text(card->out, "<div>");
    if (card->person)
        put_field(card, tp_record_get(card->person, box->field), box->date);
    tp_write_text(card->out, "</div></div>");
}

static void put_boxes(const struct card *card, const struct box *boxes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_box(card, &boxes[i]);
}

static bool any_field(const struct card *card, const struct box *boxes, size_t count)
{
    for (size_t i = 0; card->person && i < count; i++)
        if (tp_record_get(card->person, boxes[i].field).size_bytes > 0)
            return true;
    return false;
}

/* The contributor's ORI with its name from 1.017. */
static void put_agency(const struct card *card)
{
    const struct tp_record *first = tp_transaction_at(card->transaction, 0);
    struct tp_bytes name = tp_value_item(tp_record_get(first, 17), 1, 2);

    open_box(card, "Contributor ORI", 10, "");
    tp_write_text(card->out, "<div>");
    put_value(card, tp_record_get(first, 8));
    if (name.size_bytes > 0) {
        tp_write_text(card->out, "<br>");
        put_value(card, name);
    }
    tp_write_text(card->out, "</div></div>");
}

/* Arrest and court segments: a date, then words. */
static void put_charges(const struct card *card, const char *label, uint32_t field)
{
    struct tp_bytes rest = card->person ? tp_record_get(card->person, field) : (struct tp_bytes){0}, subfield, item;

    if (rest.size_bytes == 0)
        return;
    open_box(card, label, 24, "");
    tp_write_text(card->out, "<ol class=\"charges\">");
    for (size_t i = 0; tp_value_next(&rest, TP_RS, &subfield); i++) {
        tp_write_text(card->out, "<li><span>%zu</span><span>", i + 1);
        if (tp_value_next(&subfield, TP_US, &item))
            put_date(card, item);
        tp_write_text(card->out, "</span><span>");
        for (size_t j = 0; tp_value_next(&subfield, TP_US, &item); j++) {
            tp_write_text(card->out, j && item.size_bytes ? " &#183; " : "");
            put_date(card, item);
        }
        tp_write_text(card->out, "</span></li>");
    }
    tp_write_text(card->out, "</ol></div>");
}

/* The fields of another domain under their numbers. */
static void put_foreign(const struct card *card)
{
    open_box(card, "Type-2 fields of the domain ", 24, "");
    put_value(card, tp_record_get(tp_transaction_at(card->transaction, 0), 13));
    for (size_t i = 2; i < tp_record_field_count(card->foreign); i++) {
        struct tp_field field = tp_record_field_at(card->foreign, i);

        tp_write_text(card->out, "<div>2.%03u: ", (unsigned)field.number);
        put_field(card, field.value, false);
        tp_write_text(card->out, "</div>");
    }
    tp_write_text(card->out, "</div>");
}

static void put_signatures(const struct card *card)
{
    static const char *const labels[2] = {"Signature of person fingerprinted", "Signature of official"};

    if (!card->signatures[0].record && !card->signatures[1].record)
        return;
    for (unsigned i = 0; i < 2; i++) {
        open_box(card, labels[i], 12, "sign");
        if (card->signatures[i].record)
            put_image(card, &card->signatures[i], labels[i]);
        tp_write_text(card->out, "</div>");
    }
}

static void put_person(const struct card *card)
{
    static const struct box identity[] = {{"Last name, first name, middle name", 18, 14, false, "name"},
                                          {"FBI number", 14, 5, false, NULL},
                                          {"State identification", 15, 5, false, NULL},
                                          {"Aliases", 19, 14, false, NULL}};
    static const struct box description[] = {
        {"Date of birth", 22, 4, true, NULL}, {"Sex", 24, 2, false, NULL},           {"Race", 25, 2, false, NULL},
        {"Height", 27, 3, false, NULL},       {"Weight", 29, 3, false, NULL},        {"Eyes", 31, 3, false, NULL},
        {"Hair", 32, 3, false, NULL},         {"Place of birth", 20, 4, false, NULL}};
    static const struct box arrest[] = {{"Date of arrest", 45, 4, true, NULL},
                                        {"Date printed", 38, 4, true, NULL},
                                        {"Agency case", 9, 6, false, NULL},
                                        {"Citizenship", 21, 4, false, NULL},
                                        {"Social security", 16, 6, false, NULL}};
    static const struct box more[] = {{"Scars, marks, tattoos", 26, 6, false, NULL},
                                      {"Residence", 41, 6, false, NULL},
                                      {"Occupation", 40, 6, false, NULL},
                                      {"Reason fingerprinted", 37, 6, false, NULL}};

    tp_write_text(card->out, "<section class=\"person\"><div class=\"grid fields\">");
    put_boxes(card, identity, TP_ARRAY_LENGTH(identity));
    put_agency(card);
    put_boxes(card, description, TP_ARRAY_LENGTH(description));
    put_boxes(card, arrest, TP_ARRAY_LENGTH(arrest));
    if (any_field(card, more, TP_ARRAY_LENGTH(more)))
        put_boxes(card, more, TP_ARRAY_LENGTH(more));
    put_charges(card, "Charges", 47);
    put_charges(card, "Dispositions", 51);
    if (card->foreign)
        put_foreign(card);
    put_signatures(card);
    tp_write_text(card->out, "</div>");
    if (card->photo.record) {
        tp_write_text(card->out, "<div class=\"photo\"");
        put_title(card, &card->photo);
        tp_write_text(card->out, ">");
        put_image(card, &card->photo, "photograph");
        tp_write_text(card->out, "</div>");
    }
    tp_write_text(card->out, "</section>");
}

/* ---- the prints -------------------------------------------------------------------------------------------------- */

/* What codes of missing fingers mean (ANSI/NIST-ITL 1-2011, 8.14.18). */
static const char *missing_words(const char *code)
{
    return strcmp(code, "XX") == 0   ? "amputated"
           : strcmp(code, "UP") == 0 ? "unable to print"
           : strcmp(code, "SR") == 0 ? "scarred"
                                     : "missing";
}

static void open_figure(const struct card *card, const struct shown *shown, const char *class)
{
    tp_write_text(card->out, "<figure class=\"box %s\"", class);
    if (shown->record)
        put_title(card, shown);
    tp_write_text(card->out, "><figcaption>");
}

static void put_print(const struct card *card, const struct shown *shown, const char *code, const char *alt)
{
    tp_write_text(card->out, "</figcaption><div class=\"print\">");
    if (shown->record)
        put_image(card, shown, alt);
    else if (code[0]) {
        tp_write_text(card->out, "<div class=\"missing\"><b>");
        put_value(card, (struct tp_bytes){(const uint8_t *)code, strlen(code)});
        tp_write_text(card->out, "</b>%s</div>", missing_words(code));
    }
    tp_write_text(card->out, "</div></figure>");
}

static void put_rolled(const struct card *card)
{
    tp_write_text(card->out, "<section class=\"grid rolled\">");
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++) {
        open_figure(card, &card->slots[finger], "");
        tp_write_text(card->out, "%u. %s", finger, finger_names[finger]);
        put_print(card, &card->slots[finger], card->missing[finger], finger_names[finger]);
    }
    tp_write_text(card->out, "</section>");
}

/* "9 amputated" for each of the fingers FIRST to LAST that is said to be missing. */
static void put_missing_of(const struct card *card, unsigned first, unsigned last)
{
    for (unsigned finger = first; finger <= last; finger++)
        if (card->missing[finger][0])
            tp_write_text(card->out, " &#183; %u %s", finger, missing_words(card->missing[finger]));
}

static void put_plain(const struct card *card)
{
    static const struct {
        uint8_t position, first, last;
        const char *words;
    } cells[] = {{14, 7, 10, "left four fingers taken simultaneously"},
                 {12, 6, 6, "left thumb"},
                 {11, 1, 1, "right thumb"},
                 {13, 2, 5, "right four fingers taken simultaneously"}};
    bool together = card->slots[TWO_THUMBS].record && !card->slots[11].record && !card->slots[12].record;

    tp_write_text(card->out, "<section class=\"grid plain\">");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cells); i++) {
        bool thumb = cells[i].first == cells[i].last;
        const struct shown *shown = &card->slots[together && thumb ? TWO_THUMBS : cells[i].position];

        if (together && cells[i].position == 11)
            continue;
        open_figure(card, shown, together && thumb ? "two" : "");
        tp_write_text(card->out, "%s", together && thumb ? "thumbs" : cells[i].words);
        put_missing_of(card, cells[i].first, cells[i].last);
        put_print(card, shown, thumb ? card->missing[cells[i].first] : "", cells[i].words);
    }
    tp_write_text(card->out, "</section>");
}

static void put_others(const struct card *card)
{
    bool any = card->slots[TWO_THUMBS].record && (card->slots[11].record || card->slots[12].record);

    for (size_t i = 0; i < card->other_count; i++)
        any = any || card->others[i].record;
    if (!any)
        return;
    tp_write_text(card->out, "<section class=\"others\"><h2>Also in this file</h2><div>");
    for (size_t i = 0; i <= card->other_count; i++) {
        const struct shown *shown = i < card->other_count ? &card->others[i] : &card->slots[TWO_THUMBS];
        uint8_t position;

        if (!shown->record || (i == card->other_count && !card->slots[11].record && !card->slots[12].record))
            continue;
        position = shown->info.positions[0];
        open_figure(card, shown, "");
        tp_write_text(card->out, "record %zu, type %u: ", shown->place + 1, tp_record_type(shown->record));
        put(card->out, tp_dictionary_type_name(tp_record_type(shown->record)));
        if (position <= TP_POSITION_MAX && position > 0)
            tp_write_text(card->out, ", %s", finger_names[position]);
        else if (position != POSITION_NONE)
            tp_write_text(card->out, ", position %u", position);
        tp_write_text(card->out, "</figcaption>");
        put_image(card, shown, "image");
        tp_write_text(card->out, "</figure>");
    }
    tp_write_text(card->out, "</div></section>");
}

/* ---- the page ---------------------------------------------------------------------------------------------------- */

/* Types of transaction begin with C for criminal files, with F, M or N for civil ones. */
static const char *kind_of(const struct tp_transaction *transaction)
{
    struct tp_bytes type = tp_record_get(tp_transaction_at(transaction, 0), 4);
    char letter = type.size_bytes > 0 ? (char)type.data[0] : 0;

    return letter == 'C' ? "criminal" : letter == 'F' || letter == 'N' || letter == 'M' ? "applicant" : "";
}

static void put_heading(const struct card *card)
{
    static const struct {
        const char *label;
        uint32_t field;
    } parts[] = {{"Transaction", 4}, {"Control number", 9}, {"Date", 5}};
    const struct tp_record *first = tp_transaction_at(card->transaction, 0);

    tp_write_text(card->out, "<main class=\"card %s\"><header><h1>Ten-print card</h1>", kind_of(card->transaction));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(parts); i++) {
        tp_write_text(card->out, "<span><b>%s</b>", parts[i].label);
        put_date(card, tp_record_get(first, parts[i].field));
        tp_write_text(card->out, "</span>");
    }
    tp_write_text(card->out, "</header>");
}

static void put_page(const struct card *card)
{
    const char *slash = strrchr(card->show->file, '/');

    tp_write_text(card->out,
                  "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                  "style-src 'unsafe-inline'\">"
                  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    if (card->person)
        put_value(card, tp_value_item(tp_record_get(card->person, 18), 1, 1));
    tp_write_text(card->out, " Ten-print card</title><style>%s</style></head><body>", TP_CARD_STYLE);
    put_heading(card);
    put_person(card);
    put_rolled(card);
    put_plain(card);
    tp_write_text(card->out, "<footer><span>");
    put(card->out, slash ? slash + 1 : card->show->file);
    tp_write_text(card->out, "</span><span>%zu records, version %04u</span></footer></main>",
                  tp_transaction_count(card->transaction), tp_transaction_version(card->transaction));
    put_others(card);
    tp_write_text(card->out, "</body></html>\n");
}

tp_status tp_show_card(const struct tp_show *show, struct tp_buffer *out, struct tp_diag *diag)
{
    struct card *card;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *card, diag);

    if (status != TP_OK)
        return status;
    card = memory;
    card->show = show;
    card->transaction = show->transaction;
    card->out = out;
    sort_records(card);
    put_page(card);
    free(card);
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the page") : TP_OK;
}
