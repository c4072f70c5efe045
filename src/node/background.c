/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery to search in: a repository's, or all templates and images below a folder. */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "node/node.h"

enum { DEPTH_MAX = 8, PATH_SIZE = 4096 };

struct path_list {
    char **paths; /* owned */
    size_t count, capacity;
};

/* What synth writes beside its images is the truth about them and nobody's impression. */
static bool is_impression(const char *path)
{
    static const char *const known[] = {".tpt", ".iso",  ".fmr", ".378",  ".fir", ".png", ".pgm", ".bmp",
                                        ".tif", ".tiff", ".jpg", ".jpeg", ".jp2", ".j2k", ".wsq"};

    if (tp_path_has_extension(path, ".truth.tpt"))
        return false;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++)
        if (tp_path_has_extension(path, known[i]))
            return true;
    return false;
}

static tp_status take_path(struct path_list *list, const char *path, struct tp_diag *diag)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 1024;
        char **paths = realloc(list->paths, capacity * sizeof *paths);
        if (!paths)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of files");
        list->paths = paths;
        list->capacity = capacity;
    }
    list->paths[list->count] = strdup(path);
    if (!list->paths[list->count])
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of files");
    list->count++;
    return TP_OK;
}

/* Takes all impressions below FOLDER; links to folders are not followed. */
static tp_status walk(const char *folder, unsigned depth, struct path_list *list, struct tp_diag *diag)
{
    DIR *directory = depth < DEPTH_MAX ? opendir(folder) : NULL;
    const struct dirent *entry;
    tp_status status = TP_OK;

    if (!directory)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot list the folder"), folder);
    while (status == TP_OK && (entry = readdir(directory))) {
        char path[PATH_SIZE];
        struct stat info;
        if (entry->d_name[0] == '.' ||
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path || lstat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            status = walk(path, depth + 1, list, diag);
        else if (is_impression(path))
            status = take_path(list, path, diag);
    }
    closedir(directory);
    return status;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static tp_status list_folder(const char *folder, struct path_list *out, struct tp_diag *diag)
{
    tp_status status = walk(folder, 0, out, diag);

    if (status == TP_OK && out->count == 0)
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "holds no templates and no images");
    if (status == TP_OK && out->paths)
        qsort(out->paths, out->count, sizeof *out->paths, by_text);
    return tp_diag_in_file(diag, status, folder);
}

struct loading {
    const struct path_list *list;
    size_t prefix; /* of the paths, not part of the subjects' names */
    struct tp_gallery *gallery;
    struct tp_extractor **extractors; /* by worker */
    struct tp_progress *progress;
    pthread_mutex_t lock; /* of what follows: the first failure */
    tp_status status;
    struct tp_diag *diag;
};

static tp_status load_one(struct loading *loading, const char *path, struct tp_extractor *extractor,
                          struct tp_diag *diag)
{
    struct tp_template tmpl;
    char subject[TP_SUBJECT_ID_MAX];
    tp_status status = tp_impression_load(extractor, path, NULL, &tmpl, NULL, diag);

    if (status != TP_OK)
        return status;
    if (snprintf(subject, sizeof subject, "background/%s", path + loading->prefix) >= (int)sizeof subject)
        status = tp_fail(diag, TP_E_LIMIT, NULL, -1, "the name is too long for a subject");
    if (status == TP_OK)
        status = tp_gallery_add(loading->gallery, subject, &tmpl, diag);
    tp_template_deinit(&tmpl);
    return tp_diag_in_file(diag, status, path);
}

static void load_index(void *context, size_t index, unsigned worker)
{
    struct loading *loading = context;
    struct tp_diag diag;
    tp_status status;

    pthread_mutex_lock(&loading->lock);
    status = loading->status;
    pthread_mutex_unlock(&loading->lock);
    if (status != TP_OK)
        return;
    tp_diag_init(&diag);
    status = load_one(loading, loading->list->paths[index], loading->extractors[worker], &diag);
    pthread_mutex_lock(&loading->lock);
    if (status != TP_OK && loading->status == TP_OK) {
        loading->status = status;
        if (loading->diag)
            *loading->diag = diag;
    }
    pthread_mutex_unlock(&loading->lock);
    tp_progress_step(loading->progress, 1);
}

static tp_status load_list(struct loading *loading, struct tp_pool *pool, struct tp_diag *diag)
{
    unsigned workers = tp_pool_thread_count(pool);
    tp_status status = tp_alloc_zero((void **)&loading->extractors, workers, sizeof(struct tp_extractor *), diag);

    for (unsigned i = 0; status == TP_OK && i < workers; i++)
        status = tp_extractor_new(&loading->extractors[i], diag);
    if (status == TP_OK)
        status = tp_progress_new("background", loading->list->count, &loading->progress, diag);
    if (status == TP_OK) {
        tp_pool_run(pool, loading->list->count, load_index, loading);
        status = loading->status;
    }
    tp_progress_free(&loading->progress);
    for (unsigned i = 0; loading->extractors && i < workers; i++)
        tp_extractor_free(&loading->extractors[i]);
    free(loading->extractors);
    return status;
}

static tp_status load_folder(const char *folder, unsigned thread_count, struct tp_gallery *gallery,
                             struct tp_diag *diag)
{
    struct path_list list = {0};
    struct loading loading = {.list = &list,
                              .prefix = strlen(folder) + 1,
                              .gallery = gallery,
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .diag = diag};
    struct tp_pool *pool = NULL;
    tp_status status = list_folder(folder, &list, diag);

    if (status == TP_OK)
        status = tp_pool_new(thread_count, &pool, diag);
    if (status == TP_OK)
        status = load_list(&loading, pool, diag);
    tp_pool_free(&pool);
    for (size_t i = 0; i < list.count; i++)
        free(list.paths[i]);
    free(list.paths);
    pthread_mutex_destroy(&loading.lock);
    return status;
}

tp_status tp_background_open(const char *path, unsigned thread_count, struct tp_repository *out, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.searchable = true, .thread_count = thread_count};
    struct stat info;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (path && !(stat(path, &info) == 0 && S_ISDIR(info.st_mode)))
        return tp_repository_open(path, &options, out, diag);
    status = tp_gallery_new(&out->gallery, diag);
    if (status == TP_OK && path)
        status = load_folder(path, thread_count, out->gallery, diag);
    if (status != TP_OK)
        tp_repository_close(out);
    return status;
}
