/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint synth */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "cli/commands.h"
#include "codec/codec.h"
#include "synth/synth.h"

enum { PEOPLE_MAX = 10000000, IMPRESSIONS_MAX = 1000, PATH_SIZE = 4096, PEOPLE_PER_FOLDER = 1000 };
static const uint8_t slap_positions[] = {13, 14, 15}; /* right four, left four, two thumbs */

struct job {
    const char *folder;
    uint64_t seed;
    unsigned people, impressions, first;
    uint8_t fingers[TP_POSITION_MAX];
    unsigned finger_count;
    int sensor; /* -1: another for each person */
    bool templates, slaps;
    struct tp_progress *progress;
    struct tp_synth **workers; /* one for each thread */
    pthread_mutex_t lock;      /* of what follows: the first failure */
    int status;
    struct tp_diag *diag;
};

/* "2", "1,2,7", "1-10". */
static tp_status parse_fingers(const char *text, struct job *job, struct tp_diag *diag)
{
    bool wanted[TP_POSITION_MAX + 1] = {false};

    for (const char *at = text;; at++) {
        char *end;
        unsigned long first = strtoul(at, &end, 10), last = first;
        if (end > at && *end == '-') {
            at = end + 1;
            last = strtoul(at, &end, 10);
        }
        if (end == at || *at == '-' || first < 1 || last < first || last > TP_POSITION_MAX || (*end && *end != ','))
            return tp_fail(diag, TP_E_ARGUMENT, "--fingers", -1, "'%s' is not like 1,2,7 or 1-10", text);
        for (unsigned long finger = first; finger <= last; finger++)
            wanted[finger] = true;
        if (!*end)
            break;
        at = end;
    }
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (wanted[finger])
            job->fingers[job->finger_count++] = (uint8_t)finger;
    return TP_OK;
}

static tp_status parse_sensor(const char *text, struct job *job, struct tp_diag *diag)
{
    job->sensor = -1;
    if (strcmp(text, "mixed") == 0)
        return TP_OK;
    for (int sensor = 0; sensor < TP_SYNTH_SENSOR_COUNT; sensor++)
        if (strcmp(text, tp_synth_sensor_name((enum tp_synth_sensor)sensor)) == 0)
            job->sensor = sensor;
    if (job->sensor < 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--sensor", -1, "unknown sensor '%s'", text);
    return TP_OK;
}

static tp_status make_folder(const char *path, struct tp_diag *diag)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot make: %s", strerror(errno)), path);
    return TP_OK;
}

/* Unlike tp_file_write not synced: what is lost in a crash can be made again. */
static tp_status write_bytes(const char *path, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(data, 1, size_bytes, file) == size_bytes;

    if (file && fclose(file) != 0)
        good = false;
    if (!good)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot write: %s", strerror(errno)), path);
    return TP_OK;
}

static tp_status write_template(const char *path, const struct tp_template *tmpl, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_template_encode(tmpl, TP_FORMAT_NATIVE, &data, &size_bytes, diag);

    if (status == TP_OK)
        status = write_bytes(path, data, size_bytes, diag);
    free(data);
    return status;
}

/* Where an impression goes, beneath the output folder: many templates are spread over folders. */
static void name_file(const struct job *job, unsigned person, unsigned finger, unsigned impression, char out[PATH_SIZE])
{
    char stem[64];

    snprintf(stem, sizeof stem, "p%06uf%02u_%u", person, finger, impression);
    if (job->templates)
        snprintf(out, PATH_SIZE, "t%05u/%s.tpt", person / PEOPLE_PER_FOLDER, stem);
    else
        snprintf(out, PATH_SIZE, "%s.png", stem);
}

/* IMAGE as the PNG file NAME beneath the output folder. */
static tp_status write_image(const struct job *job, const struct tp_image *image, const char *name,
                             struct tp_diag *diag)
{
    char path[2 * PATH_SIZE];
    struct tp_buffer png;
    tp_status status;

    tp_buffer_init(&png);
    status = tp_codec_encode_png(image, &png, diag);
    snprintf(path, sizeof path, "%s/%s", job->folder, name);
    if (status == TP_OK)
        status = write_bytes(path, png.data, png.size_bytes, diag);
    tp_buffer_deinit(&png);
    return status;
}

static tp_status write_impression(const struct job *job, const struct tp_synth_master *master, unsigned impression,
                                  struct tp_diag *diag)
{
    const struct tp_synth_finger *finger = &master->finger;
    unsigned sensor = job->sensor < 0 ? finger->person % TP_SYNTH_SENSOR_COUNT : (unsigned)job->sensor;
    char name[PATH_SIZE], path[2 * PATH_SIZE];
    struct tp_synth_style style;
    struct tp_template truth;
    struct tp_image image;
    tp_status status;

    tp_synth_style_draw(finger, (enum tp_synth_sensor)sensor, impression, &style);
    status = tp_synth_impression(master, &style, &image, &truth, diag);
    if (status != TP_OK)
        return status;
    name_file(job, finger->person, finger->position, impression, name);
    status = write_image(job, &image, name, diag);
    if (status == TP_OK) {
        snprintf(path, sizeof path, "%s/truth/%.*s.truth.tpt", job->folder, (int)strcspn(name, "."), name);
        status = write_template(path, &truth, diag);
    }
    tp_image_deinit(&image);
    tp_template_deinit(&truth);
    return status;
}

static tp_status make_images(const struct job *job, unsigned person, unsigned finger, struct tp_synth *synth,
                             struct tp_diag *diag)
{
    struct tp_synth_master *master;
    tp_status status = tp_synth_master_new(synth, job->seed, person, finger, &master, diag);

    if (status != TP_OK)
        return status;
    for (unsigned i = 0; i < job->impressions && status == TP_OK; i++)
        status = write_impression(job, master, job->first + i, diag);
    tp_synth_master_free(&master);
    return status;
}

static tp_status make_templates(const struct job *job, unsigned person, unsigned finger, struct tp_diag *diag)
{
    char name[PATH_SIZE], path[2 * PATH_SIZE];
    tp_status status = TP_OK;

    for (unsigned i = 0; i < job->impressions && status == TP_OK; i++) {
        struct tp_template tmpl;
        status = tp_synth_template(job->seed, person, finger, job->first + i, &tmpl, diag);
        if (status != TP_OK)
            return status;
        name_file(job, person, finger, job->first + i, name);
        snprintf(path, sizeof path, "%s/%s", job->folder, name);
        status = write_template(path, &tmpl, diag);
        tp_template_deinit(&tmpl);
    }
    return status;
}

static tp_status make_slaps(const struct job *job, unsigned person, uint8_t position, struct tp_synth *synth,
                            struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (unsigned i = 0; i < job->impressions && status == TP_OK; i++) {
        struct tp_rng rng = tp_rng_seed(job->seed, (uint64_t)person << 32 | (job->first + i) << 8 | position);
        struct tp_synth_slap_style style;
        struct tp_synth_slap_truth truth;
        struct tp_image image;
        char name[PATH_SIZE];

        tp_synth_slap_style_draw(tp_rng_u64(&rng), position, &style);
        style.people = job->seed;
        style.person = person;
        style.missing = 0;
        style.ink = job->sensor == TP_SYNTH_INK;
        status = tp_synth_slap(synth, &style, &image, &truth, diag);
        snprintf(name, sizeof name, "slaps/p%06us%02u_%u.png", person, position, job->first + i);
        if (status == TP_OK)
            status = write_image(job, &image, name, diag);
        tp_image_deinit(&image);
    }
    return status;
}

/* What is made for each person: the fingers, then the slaps. */
static unsigned unit_count(const struct job *job)
{
    return job->finger_count + (job->slaps ? (unsigned)sizeof slap_positions : 0);
}

static tp_status make_unit(const struct job *job, size_t index, struct tp_synth *synth, struct tp_diag *diag)
{
    unsigned person = (unsigned)(index / unit_count(job)), unit = (unsigned)(index % unit_count(job));

    if (unit >= job->finger_count)
        return make_slaps(job, person, slap_positions[unit - job->finger_count], synth, diag);
    if (job->templates)
        return make_templates(job, person, job->fingers[unit], diag);
    return make_images(job, person, job->fingers[unit], synth, diag);
}

static void work(void *context, size_t index, unsigned worker)
{
    struct job *job = context;
    struct tp_diag diag;
    tp_status status;

    pthread_mutex_lock(&job->lock);
    status = (tp_status)job->status;
    pthread_mutex_unlock(&job->lock);
    if (status != TP_OK)
        return;
    tp_diag_init(&diag);
    status = make_unit(job, index, job->workers[worker], &diag);
    pthread_mutex_lock(&job->lock);
    if (status != TP_OK && job->status == TP_OK) {
        job->status = status;
        *job->diag = diag;
    }
    pthread_mutex_unlock(&job->lock);
    tp_progress_step(job->progress, 1);
}

/* The list of the impressions with one number, for `enroll --manifest`; paths are relative to the list. */
static tp_status write_manifest(const struct job *job, unsigned impression, struct tp_diag *diag)
{
    char path[PATH_SIZE];
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    tp_write_text(&text, "subject,finger,path\n");
    for (unsigned person = 0; person < job->people; person++)
        for (unsigned i = 0; i < job->finger_count; i++) {
            char name[PATH_SIZE];
            name_file(job, person, job->fingers[i], impression, name);
            tp_write_text(&text, "p%06u,%u,%s\n", person, job->fingers[i], name);
        }
    snprintf(path, sizeof path, "%s/manifest-%u.csv", job->folder, impression);
    status = text.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the manifest")
                      : write_bytes(path, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status make_folders(const struct job *job, struct tp_diag *diag)
{
    char path[PATH_SIZE];
    tp_status status = make_folder(job->folder, diag);

    snprintf(path, sizeof path, "%s/truth", job->folder);
    if (status == TP_OK && !job->templates)
        status = make_folder(path, diag);
    snprintf(path, sizeof path, "%s/slaps", job->folder);
    if (status == TP_OK && job->slaps)
        status = make_folder(path, diag);
    for (unsigned i = 0; job->templates && status == TP_OK && i * PEOPLE_PER_FOLDER < job->people; i++) {
        snprintf(path, sizeof path, "%s/t%05u", job->folder, i);
        status = make_folder(path, diag);
    }
    return status;
}

static tp_status make_workers(struct job *job, unsigned count, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, count, sizeof *job->workers, diag);

    job->workers = memory;
    for (unsigned i = 0; i < count && !job->templates && status == TP_OK; i++)
        status = tp_synth_new(&job->workers[i], diag);
    return status;
}

static tp_status make_people(struct job *job, unsigned thread_count, struct tp_diag *diag)
{
    struct tp_pool *pool = NULL;
    size_t count = (size_t)job->people * unit_count(job);
    tp_status status = tp_pool_new(thread_count, &pool, diag);

    if (status == TP_OK)
        status = make_folders(job, diag);
    if (status == TP_OK)
        status = make_workers(job, tp_pool_thread_count(pool), diag);
    if (status == TP_OK)
        status = tp_progress_new("images", count, &job->progress, diag);
    if (status == TP_OK) {
        pthread_mutex_init(&job->lock, NULL);
        tp_pool_run(pool, count, work, job);
        pthread_mutex_destroy(&job->lock);
        status = (tp_status)job->status;
    }
    for (unsigned i = 0; i < job->impressions && status == TP_OK; i++)
        status = write_manifest(job, job->first + i, diag);
    tp_progress_free(&job->progress);
    for (unsigned i = 0; job->workers && i < tp_pool_thread_count(pool); i++)
        tp_synth_free(&job->workers[i]);
    free(job->workers);
    tp_pool_free(&pool);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *fingers = tp_option_text(arguments, "fingers"), *sensor = tp_option_text(arguments, "sensor");
    struct job job = {.folder = tp_option_text(arguments, "output"), .diag = diag};
    tp_status status;

    if (!job.folder || !tp_option_given(arguments, "people"))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--people and -o are needed");
    if (strlen(job.folder) > PATH_SIZE - 64)
        return tp_fail(diag, TP_E_ARGUMENT, "-o", -1, "the name is too long");
    job.people = (unsigned)tp_option_integer(arguments, "people", 1);
    job.impressions = (unsigned)tp_option_integer(arguments, "impressions", 1);
    job.first = (unsigned)tp_option_integer(arguments, "first", 1);
    job.seed = (uint64_t)tp_option_integer(arguments, "seed", 1);
    job.templates = tp_option_given(arguments, "templates");
    job.slaps = tp_option_given(arguments, "slaps");
    if (job.templates && job.slaps)
        return tp_fail(diag, TP_E_ARGUMENT, "--slaps", -1, "are images, --templates makes none");
    status = parse_fingers(fingers ? fingers : "1-10", &job, diag);
    if (status == TP_OK)
        status = parse_sensor(sensor ? sensor : "optical", &job, diag);
    if (status == TP_OK)
        status = make_people(&job, (unsigned)tp_option_integer(arguments, "threads", 0), diag);
    if (status != TP_OK)
        return status;
    printf("%u people, %u fingers each, %u impressions of each finger, in %s\n", job.people, job.finger_count,
           job.impressions, job.folder);
    return TP_OK;
}

static const struct tp_option options[] = {
    {"people", 0, TP_OPTION_INTEGER, "N", "how many people", 1, PEOPLE_MAX},
    {"impressions", 0, TP_OPTION_INTEGER, "M", "impressions of each finger (default 1)", 1, IMPRESSIONS_MAX},
    {"first", 0, TP_OPTION_INTEGER, "K", "number of the first impression (default 1)", 1, IMPRESSIONS_MAX},
    {"fingers", 0, TP_OPTION_TEXT, "LIST", "which fingers, such as 1,2,7 or 1-10 (default 1-10)", 0, 0},
    {"sensor", 0, TP_OPTION_TEXT, "KIND",
     "optical (default), capacitive, thermal, large, ink, or mixed: another for each person", 0, 0},
    {"seed", 0, TP_OPTION_INTEGER, "S", "another seed makes other people (default 1)", 0, 4294967295.0},
    {.name = "templates", .kind = TP_OPTION_FLAG, .help = "make templates straight away, without images"},
    {.name = "slaps", .kind = TP_OPTION_FLAG, .help = "the right four, left four fingers and two thumbs at once, too"},
    {"output", 'o', TP_OPTION_TEXT, "DIR", "folder to write to; made when missing", 0, 0},
    TP_OPTION_THREADS,
    {0},
};

const struct tp_command tp_command_synth = {
    .name = "synth",
    .synopsis = "--people N -o DIR [OPTION]...",
    .summary = "make synthetic fingerprints of people who do not exist",
    .description =
        "Makes ten-finger people and impressions of their fingers as a sensor would take them. The same options give "
        "the same bytes on every machine; more people or impressions leave the others as they are.\n\n"
        "Images are named p<person>f<finger>_<impression>.png, so that `tenprint evaluate DIR` works on them; the "
        "minutiae that each one truly shows are in truth/ as native templates. manifest-<impression>.csv lists them "
        "for `tenprint enroll --manifest`. With --templates, templates as an extractor might have made them are "
        "written instead, in folders of 1,000 people each. With --slaps, slaps/p<person>s<position>_<impression>.png "
        "are "
        "images of several fingers pressed down at once, position 13, 14 or 15 as in ANSI/NIST-ITL.",
    .example = "tenprint synth --people 100 --impressions 2 --fingers 2,7 -o people\n"
               "tenprint synth --people 100000 --templates -o gallery\n",
    .options = options,
    .run = run,
};
