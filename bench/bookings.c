/* SPDX-License-Identifier: Apache-2.0 */
/* bookings [--people N] [--rate R] [--seconds S] [--folder DIR]: a node with N synthetic people in its repository
 * (100,000) takes synthetic ten-print cards as EBTS files, R a second (2) for S seconds (30), and does its jobs with
 * one worker for each processor. One JSON line for each figure: how many a second were answered from the own repository
 * (their case is open, or settled without candidates), how long that took from the file, the CPU time of one booking,
 * from opening the folder until it can be searched, and how long a change waits while the gallery is saved. A DIR is
 * kept, and used again when it is there. */
#include "api/api.h"
#include "booking/booking.h"
#include "record/record.h"
#include "synth/synth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PASSPHRASE "a passphrase for a bench"

enum { SEED = 21, CARDS = 3, BOOKINGS_MAX = 10000, FIRST_STRANGER = 1 << 30, BATCH = 1000 };
enum { ROLL_WIDTH_PX = 800, ROLL_HEIGHT_PX = 750, THUMB_WIDTH_PX = 400, THUMB_HEIGHT_PX = 1000 };

static struct {
    unsigned people, seconds;
    double rate;
    const char *folder;
} wanted = {100000, 30, 2, NULL};

static void must(tp_status status, const struct tp_diag *diag)
{
    if (status != TP_OK)
        fprintf(stderr, "bookings: %s: %s: %s\n", diag->file, diag->field, diag->text);
    TP_ASSERT(status == TP_OK);
}

static void print_figure(const char *name, double value, const char *unit)
{
    printf("{\"bench\":\"bookings\",\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"people\":%u}\n", name, value, unit,
           wanted.people);
    fflush(stdout);
}

static double process_cpu_s(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- a repository -------------------------------------------------------------------------------------------------
 */

static void enrol(struct tp_store *store, uint32_t person, struct tp_diag *diag)
{
    struct tp_store_impression prints[TP_POSITION_MAX] = {0};
    uint8_t *data[TP_POSITION_MAX];
    char subject[40];

    for (unsigned i = 0; i < TP_POSITION_MAX; i++) {
        struct tp_template tmpl = {0};
        must(tp_synth_template(SEED, person, i + 1, 1, &tmpl, diag), diag);
        must(tp_template_encode(&tmpl, TP_FORMAT_NATIVE, &data[i], &prints[i].size_bytes, diag), diag);
        prints[i].data = data[i];
        prints[i].position = (uint8_t)(i + 1);
        prints[i].quality = tmpl.quality;
        tp_template_deinit(&tmpl);
    }
    snprintf(subject, sizeof subject, "%032x", person);
    must(tp_store_enrol(store, subject, 0, prints, TP_POSITION_MAX, diag), diag);
    for (unsigned i = 0; i < TP_POSITION_MAX; i++)
        free(data[i]);
}

static void fill(const char *folder, struct tp_diag *diag)
{
    const struct tp_store_options options = {.unchecked = true};
    struct tp_store *store;
    char path[512];

    snprintf(path, sizeof path, "%s/store.db", folder);
    must(tp_store_open(path, &options, &store, diag), diag);
    for (uint32_t person = 0; person < wanted.people; person++) {
        if (person % BATCH == 0)
            must(tp_store_begin(store, diag), diag);
        enrol(store, person, diag);
        if (person % BATCH == BATCH - 1 || person + 1 == wanted.people)
            must(tp_store_end(store, TP_OK, diag), diag);
    }
    tp_store_close(&store);
}

static void save_gallery(const char *folder, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.searchable = true, .writer = true};
    struct tp_repository repository;
    char path[512];

    snprintf(path, sizeof path, "%s/store.db", folder);
    must(tp_repository_open(path, &options, &repository, diag), diag);
    must(tp_repository_save(&repository, diag), diag);
    tp_repository_close(&repository);
}

static void make_folder(const char *folder)
{
    const struct tp_organisation_init init = {
        .id = "bench", .name = "Bench", .jurisdiction = "US-NY", .rehearsal = true, .passphrase = PASSPHRASE};
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_organisation_init(folder, &init, &diag), &diag);
    fill(folder, &diag);
    save_gallery(folder, &diag);
}

/* ---- cards --------------------------------------------------------------------------------------------------------
 */

static const struct tp_ebts_value person[] = {
    {5, "Y"},    {18, "EXAMPLE,PAT"}, {20, "NY"},  {22, "19850615"}, {24, "F"},        {25, "W"},
    {27, "506"}, {29, "140"},         {31, "BRO"}, {32, "BRO"},      {45, "20110304"}, {73, "NYTEST000"},
};
static const struct tp_ebts_charge charges[] = {{.date = "20110303", .literal = "THEFT"}};

struct card {
    struct tp_ebts_image images[14];
    uint8_t *wsq[14]; /* owned */
    size_t count;
};

static void add_image(struct card *card, struct tp_image *image, uint8_t position, struct tp_diag *diag)
{
    struct tp_ebts_image *out = &card->images[card->count];

    *out = (struct tp_ebts_image){.record = 4,
                                  .position = position,
                                  .impression = (uint8_t)(position <= TP_POSITION_MAX ? 3 : 2),
                                  .width_px = image->width_px,
                                  .height_px = image->height_px,
                                  .ppi = 500,
                                  .compression = "WSQ20"};
    must(tp_codec_encode(image, TP_CODEC_WSQ, NULL, &card->wsq[card->count], &out->size_bytes, diag), diag);
    out->data = card->wsq[card->count++];
    tp_image_deinit(image);
}

static void add_finger(struct card *card, struct tp_synth *synth, uint32_t who, uint8_t finger, struct tp_diag *diag)
{
    struct tp_synth_master *master;
    struct tp_synth_style style;
    struct tp_template truth = {0};
    struct tp_image image;

    must(tp_synth_master_new(synth, 7, who, finger, &master, diag), diag);
    tp_synth_style_draw(&master->finger, TP_SYNTH_INK, 1, &style);
    style.width_px = ROLL_WIDTH_PX;
    style.height_px = ROLL_HEIGHT_PX;
    style.contact_x = style.contact_y = 1.6f;
    must(tp_synth_impression(master, &style, &image, &truth, diag), diag);
    tp_template_deinit(&truth);
    add_image(card, &image, finger, diag);
    if (finger == 1 || finger == 6) {
        style.width_px = THUMB_WIDTH_PX;
        style.height_px = THUMB_HEIGHT_PX;
        style.contact_x = style.contact_y = 1;
        must(tp_synth_impression(master, &style, &image, &truth, diag), diag);
        tp_template_deinit(&truth);
        add_image(card, &image, finger == 1 ? 11 : 12, diag);
    }
    tp_synth_master_free(&master);
}

static void make_card(struct card *card, struct tp_synth *synth, uint32_t who, struct tp_diag *diag)
{
    for (uint8_t finger = 1; finger <= TP_POSITION_MAX; finger++)
        add_finger(card, synth, who, finger, diag);
    for (uint8_t position = 13; position <= 14; position++) {
        struct tp_synth_slap_style style;
        struct tp_synth_slap_truth truth;
        struct tp_image image;
        tp_synth_slap_style_draw(who + position, position, &style);
        style.people = 7;
        style.person = who;
        must(tp_synth_slap(synth, &style, &image, &truth, diag), diag);
        add_image(card, &image, position, diag);
    }
}

/* A file of CARD under a control number of its own. */
static void make_file(const struct card *card, unsigned number, uint8_t **data, size_t *size_bytes)
{
    struct tp_ebts_submission submission = {
        .type = "CAR",
        .header = {.ori = "NYTEST000", .dai = "WVIAFIS0Z", .date = "20110305", .gmt = "20110305120000Z"},
        .values = person,
        .value_count = TP_ARRAY_LENGTH(person),
        .charges = charges,
        .charge_count = 1,
        .images = card->images,
        .image_count = card->count};
    struct tp_transaction *file;
    struct tp_diag diag;
    char tcn[TP_EBTS_TCN_MAX + 1];

    tp_diag_init(&diag);
    tp_ebts_control_number("NYTEST000", tp_clock_now_s(), number, tcn);
    submission.header.tcn = tcn;
    must(tp_ebts_submission(&submission, &file, &diag), &diag);
    must(tp_transaction_write(file, data, size_bytes, &diag), &diag);
    tp_transaction_free(&file);
}

/* ---- the node at work ---------------------------------------------------------------------------------------------
 */

struct booking {
    char id[TP_EXCHANGE_ID_BYTES];
    int64_t begun_ns;
    double answered_s; /* after that; 0: not yet */
};

static void submit(struct tp_exchange *exchange, const uint8_t *data, size_t size_bytes, struct booking *out)
{
    const struct tp_operation *operation = tp_operation_find(exchange, "submitBooking");
    struct tp_call call = {.actor = {.account = "bench",
                                     .duties = TP_DUTY_BIT(CONTRIBUTOR),
                                     .purpose = "criminal-identification",
                                     .reference = "bench"},
                           .body = data,
                           .body_bytes = size_bytes};
    struct tp_diag diag;

    tp_diag_init(&diag);
    out->begun_ns = tp_clock_monotonic_ns();
    must(tp_json_new(&call.reply, &diag), &diag);
    must(tp_operation_run(exchange, operation, &call, &diag), &diag);
    snprintf(out->id, sizeof out->id, "%s", call.location + strlen("/v1/bookings/"));
    tp_json_free(&call.reply);
    tp_buffer_deinit(&call.bytes);
}

/* How many of COUNT have no answer yet. */
static size_t look(struct tp_exchange *exchange, struct booking *bookings, size_t count)
{
    size_t open = 0;

    for (size_t i = 0; i < count; i++) {
        struct tp_entry entry;
        struct tp_diag diag;
        bool answered;
        if (bookings[i].answered_s > 0)
            continue;
        tp_diag_init(&diag);
        must(tp_entry_get(exchange, "booking", bookings[i].id, &entry, &diag), &diag);
        TP_ASSERT(strcmp(entry.state, "refused") != 0);
        answered = strcmp(entry.state, "received") != 0 && strcmp(entry.state, "searching") != 0;
        if (answered)
            bookings[i].answered_s = (double)(tp_clock_monotonic_ns() - bookings[i].begun_ns) / 1e9;
        open += !answered;
        tp_entry_deinit(&entry);
    }
    return open;
}

static void report(struct booking *bookings, size_t count, double wall_s, double cpu_s)
{
    double *samples = malloc(count * sizeof *samples);

    TP_ASSERT(samples);
    for (size_t i = 0; i < count; i++)
        samples[i] = bookings[i].answered_s;
    print_figure("bookings answered", (double)count / wall_s, "1/s");
    print_figure("file to own answer, p50", tp_percentile(samples, count, 0.5), "s");
    print_figure("file to own answer, p95", tp_percentile(samples, count, 0.95), "s");
    print_figure("CPU time of a booking", cpu_s / (double)count, "s");
    free(samples);
}

static void run(struct tp_exchange *exchange, const struct card *cards)
{
    static struct booking bookings[BOOKINGS_MAX];
    size_t count = TP_MIN((size_t)(wanted.rate * wanted.seconds), (size_t)BOOKINGS_MAX), done = 0;
    int64_t begun_ns = tp_clock_monotonic_ns();
    double cpu_s = process_cpu_s(), wall_s;

    while (done < count || look(exchange, bookings, done) > 0) {
        int64_t due_ns = begun_ns + (int64_t)((double)done / wanted.rate * 1e9);
        if (done < count && tp_clock_monotonic_ns() >= due_ns) {
            uint8_t *data;
            size_t size_bytes;
            make_file(&cards[done % CARDS], (unsigned)done, &data, &size_bytes);
            submit(exchange, data, size_bytes, &bookings[done++]);
            free(data);
        }
        look(exchange, bookings, done);
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    wall_s = (double)(tp_clock_monotonic_ns() - begun_ns) / 1e9;
    report(bookings, count, wall_s, process_cpu_s() - cpu_s);
}

static void ask_to_save(struct tp_exchange *exchange, const char *gallery)
{
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    TP_ASSERT(unlink(gallery) == 0 || access(gallery, F_OK) != 0);
    must(tp_exchange_begin(exchange, &diag), &diag);
    status = tp_job_add(exchange, "exchange.save", "", 0, &diag);
    must(tp_exchange_end(exchange, status, &diag), &diag);
}

/* The smallest change there is, again and again, until the saved gallery is there again. */
static void save_beside_changes(struct tp_exchange *exchange, const char *folder)
{
    int64_t begun_ns, longest_ns = 0;
    char gallery[512];

    snprintf(gallery, sizeof gallery, "%s/store.db.gallery", folder);
    ask_to_save(exchange, gallery);
    begun_ns = tp_clock_monotonic_ns();
    while (access(gallery, F_OK) != 0) {
        int64_t from_ns = tp_clock_monotonic_ns(), took_ns;
        struct tp_diag diag;
        tp_diag_init(&diag);
        must(tp_exchange_begin(exchange, &diag), &diag);
        must(tp_exchange_end(exchange, tp_job_add(exchange, "exchange.publish", "", 0, &diag), &diag), &diag);
        took_ns = tp_clock_monotonic_ns() - from_ns;
        longest_ns = TP_MAX(longest_ns, took_ns);
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    print_figure("saving the gallery", (double)(tp_clock_monotonic_ns() - begun_ns) / 1e9, "s");
    print_figure("longest change meanwhile", (double)longest_ns / 1e9, "s");
}

static void measure(const char *folder)
{
    const struct tp_exchange_options options = {.parts = tp_api_parts};
    static struct card cards[CARDS];
    struct tp_exchange *exchange;
    struct tp_synth *synth;
    struct tp_diag diag;
    int64_t begun_ns;
    double cpu_s;

    tp_diag_init(&diag);
    must(tp_synth_new(&synth, &diag), &diag);
    for (uint32_t i = 0; i < CARDS; i++)
        make_card(&cards[i], synth, i, &diag);
    tp_synth_free(&synth);
    cpu_s = process_cpu_s();
    begun_ns = tp_clock_monotonic_ns();
    must(tp_exchange_open(folder, PASSPHRASE, &options, &exchange, &diag), &diag);
    print_figure("opening until it can be searched", (double)(tp_clock_monotonic_ns() - begun_ns) / 1e9, "s");
    print_figure("CPU time of that", process_cpu_s() - cpu_s, "s");
    must(tp_exchange_start_workers(exchange, (unsigned)sysconf(_SC_NPROCESSORS_ONLN), &diag), &diag);
    run(exchange, cards);
    save_beside_changes(exchange, folder);
    tp_exchange_stop_workers(exchange);
    tp_exchange_close(&exchange);
    for (size_t i = 0; i < CARDS; i++)
        for (size_t k = 0; k < cards[i].count; k++)
            free(cards[i].wsq[k]);
}

static bool read_arguments(int count, char **words)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(words[i], "--people") == 0)
            wanted.people = (unsigned)strtoul(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--rate") == 0)
            wanted.rate = strtod(words[i + 1], NULL);
        else if (strcmp(words[i], "--seconds") == 0)
            wanted.seconds = (unsigned)strtoul(words[i + 1], NULL, 10);
        else if (strcmp(words[i], "--folder") == 0)
            wanted.folder = words[i + 1];
        else
            return false;
    }
    return count % 2 == 1 && wanted.people > 0 && wanted.rate > 0 && wanted.rate * wanted.seconds >= 1;
}

int main(int argc, char **argv)
{
    char scratch[] = "/tmp/tenprint_bench_XXXXXX", folder[512], line[600];
    struct stat info;

    if (!read_arguments(argc, argv)) {
        fprintf(stderr, "bookings [--people N] [--rate R] [--seconds S] [--folder DIR]\n");
        return 2;
    }
    if (!wanted.folder)
        TP_ASSERT(mkdtemp(scratch));
    snprintf(folder, sizeof folder, "%s%s", wanted.folder ? wanted.folder : scratch, wanted.folder ? "" : "/node");
    if (stat(folder, &info) != 0)
        make_folder(folder);
    measure(folder);
    snprintf(line, sizeof line, "rm -rf '%s'", scratch);
    return !wanted.folder && system(line) != 0;
}
