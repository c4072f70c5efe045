/* SPDX-License-Identifier: Apache-2.0 */
/* The first look at all rows, by kernels that read a column of codes, or of signatures, in order. Rows are taken in
 * tiles, which all quests look at while they are in a core's cache. */
#include <stdlib.h>
#include <string.h>

#include "gallery/search.h"
#include "gallery/subject.h"

_Static_assert(TP_TILE_ROWS % TP_SCREEN_LANES == 0, "tiles are whole blocks");

/* Rows of one segment. */
struct tile {
    const struct tp_segment *segment;
    uint32_t at, count; /* place of the first in the segment */
};

/* The tile that begins with the row of number FIRST, which is a segment's first or a multiple of a tile behind it. */
static struct tile tile_at(const struct tp_search *search, uint32_t first)
{
    struct tile tile = {NULL, 0, 0};

    tile.segment = tp_view_find(search->view, first, &tile.at);
    if (tile.segment) {
        uint32_t count = atomic_load_explicit(tile.segment->count, memory_order_acquire);
        uint32_t limit = TP_MIN(count, search->row_count - tile.segment->first_row);

        tile.count = limit > tile.at ? TP_MIN(limit - tile.at, (uint32_t)TP_TILE_ROWS) : 0;
    }
    return tile;
}

static bool has_column(const struct tile *tile, unsigned position)
{
    return atomic_load_explicit(&tile->segment->codes[position], memory_order_acquire) != NULL;
}

/* Adds what PROBE sees in a column to SCORES. */
static void scan_codes(const struct tp_kernels *kernels, const struct tile *tile, unsigned position,
                       const struct tp_code_probe *probe, uint16_t *scores)
{
    const struct tp_code_block *blocks = atomic_load_explicit(&tile->segment->codes[position], memory_order_acquire);

    if (blocks)
        kernels->screen.scan(blocks + tile->at / TP_SCREEN_LANES, (tile->count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES,
                             probe, scores);
}

/* Writes what PROBE sees in a column to SCORES, which are zero. */
static void scan_words(const struct tile *tile, unsigned position, const struct tp_signature_probe *probe,
                       uint16_t *scores)
{
    const struct tp_signature *column =
        atomic_load_explicit(&tile->segment->signatures[position], memory_order_acquire);

    if (column)
        tp_signature_scan(probe, column + tile->at, tile->count, scores);
}

static void raise_all(uint16_t *scores, const uint16_t *others, size_t count)
{
    for (size_t i = 0; i < count; i++)
        scores[i] = TP_MAX(scores[i], others[i]);
}

static void add_all(uint16_t *scores, const uint16_t *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t sum = (uint16_t)(scores[i] + others[i]);
        scores[i] = sum < others[i] ? UINT16_MAX : sum;
    }
}

/* How many groups, in the order of the probes, are looked at in all rows. */
static unsigned first_groups(const struct tp_quest *quest)
{
    unsigned count = quest->plan.words ? 0 : quest->plan.code_fingers;

    return count > 0 ? TP_MIN(count, quest->probes.group_count) : quest->probes.group_count;
}

/* Adds probe I of a quest, which belongs to GROUP, to the worker's scores: the best of all columns where its finger may
 * be. */
static void add_probe(const struct tp_quest *quest, const struct tp_probe_group *group, size_t i,
                      const struct tile *tile, struct tp_searcher_worker *worker)
{
    const struct tp_kernels *kernels = quest->probes.signatures[i].kernels;
    bool several = group->position == 0 || has_column(tile, 0);

    if (!several && !quest->plan.words) {
        scan_codes(kernels, tile, group->position, &quest->probes.codes[i], worker->scores);
        return;
    }
    memset(worker->best, 0, sizeof worker->best);
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        if ((p != group->position && p != 0 && group->position != 0) || !has_column(tile, p))
            continue;
        memset(worker->column, 0, sizeof worker->column);
        if (quest->plan.words)
            scan_words(tile, p, &quest->probes.signatures[i], worker->column);
        else
            scan_codes(kernels, tile, p, &quest->probes.codes[i], worker->column);
        raise_all(worker->best, worker->column, TP_TILE_ROWS);
    }
    add_all(worker->scores, worker->best, TP_TILE_ROWS);
}

/* Puts the best rows of a tile on the worker's list. */
static void collect(const struct tp_quest *quest, const struct tile *tile, struct tp_searcher_worker *worker,
                    struct tp_shortlist *list)
{
    const struct tp_kernels *kernels = quest->probes.signatures[0].kernels;
    size_t lanes = (tile->count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES * TP_SCREEN_LANES;
    size_t count;

    if (list->least > UINT16_MAX)
        return;
    count = kernels->screen.pick(worker->scores, lanes, (uint16_t)list->least, worker->picked);
    for (size_t i = 0; i < count && worker->status == TP_OK; i++) {
        uint32_t index = tile->at + worker->picked[i];

        if (worker->picked[i] < tile->count && tp_row_alive(tile->segment, index))
            worker->status = tp_shortlist_add(
                list, tp_shortlist_key(worker->scores[worker->picked[i]], tile->segment->first_row + index),
                &worker->diag);
    }
}

static void screen_tile(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_searcher_worker *worker = &search->searcher->workers[worker_index];
    struct tile tile = tile_at(search, search->tiles[index]);

    if (tile.count == 0 || worker->status != TP_OK)
        return;
    for (size_t q = 0; q < search->quest_count; q++) {
        const struct tp_quest *quest = &search->quests[q];

        if (quest->plan.exhaustive)
            continue;
        memset(worker->scores, 0, sizeof worker->scores);
        for (unsigned o = 0; o < first_groups(quest); o++) {
            const struct tp_probe_group *group = &quest->probes.groups[quest->probes.order[o]];

            for (size_t i = group->first; i < group->first + group->count; i++)
                add_probe(quest, group, i, &tile, worker);
        }
        collect(quest, &tile, worker, &quest->shortlists[worker_index]);
    }
}

/* ---- from workers' lists to one -----------------------------------------------------------------------------------
 */

static tp_status merge(const struct tp_search *search, struct tp_quest *quest, struct tp_diag *diag)
{
    struct tp_shortlist *all = &quest->shortlists[0];
    tp_status status = TP_OK;

    for (unsigned w = 1; w < tp_pool_thread_count(search->searcher->pool); w++) {
        for (size_t i = 0; status == TP_OK && i < quest->shortlists[w].count; i++)
            status = tp_shortlist_add(all, quest->shortlists[w].keys[i], diag);
        tp_shortlist_deinit(&quest->shortlists[w]);
    }
    return status;
}

/* ---- the other fingers of the best rows ---------------------------------------------------------------------------
 */

enum { CHUNK = 256, FETCHED = 4 }; /* rows; how far ahead memory is asked for */

static bool is_glimpsed(const struct tp_quest *quest)
{
    return !quest->plan.exhaustive && first_groups(quest) < quest->probes.group_count;
}

/* The block with a row's codes of POSITION; NULL when the segment has none. */
static const struct tp_code_block *block_of(const struct tp_segment *segment, uint32_t index, unsigned position)
{
    const struct tp_code_block *blocks = atomic_load_explicit(&segment->codes[position], memory_order_acquire);

    return blocks ? &blocks[index / TP_SCREEN_LANES] : NULL;
}

static void fetch(const struct tp_search *search, const struct tp_quest *quest, uint64_t key)
{
    uint32_t index;
    const struct tp_segment *segment = tp_view_find(search->view, tp_shortlist_row(key), &index);

    for (unsigned o = first_groups(quest); segment && o < quest->probes.group_count; o++) {
        unsigned position = quest->probes.groups[quest->probes.order[o]].position;
        const struct tp_code_block *block = block_of(segment, index, position);

        for (int w = 0; block && w < TP_CODE_WORDS; w++)
            __builtin_prefetch(block->words[w]);
    }
}

/* What probe I sees in a row's codes of POSITION. */
static uint32_t look_at(const struct tp_quest *quest, size_t i, const struct tp_segment *segment, uint32_t index,
                        unsigned position)
{
    const struct tp_code_block *block = block_of(segment, index, position);
    uint16_t scores[TP_SCREEN_LANES] = {0};

    if (block)
        quest->probes.signatures[i].kernels->screen.scan(block, 1, &quest->probes.codes[i], scores);
    return scores[index % TP_SCREEN_LANES];
}

/* A row's key with the groups that the first look left out. */
static uint64_t look_again(const struct tp_search *search, const struct tp_quest *quest, uint64_t key)
{
    uint32_t score = tp_shortlist_score(key), index;
    const struct tp_segment *segment = tp_view_find(search->view, tp_shortlist_row(key), &index);

    for (unsigned o = first_groups(quest); segment && o < quest->probes.group_count; o++) {
        const struct tp_probe_group *group = &quest->probes.groups[quest->probes.order[o]];

        for (size_t i = group->first; i < group->first + group->count; i++) {
            uint32_t known = look_at(quest, i, segment, index, group->position);
            uint32_t unknown = look_at(quest, i, segment, index, 0);
            score += TP_MAX(known, unknown);
        }
    }
    return tp_shortlist_key(TP_MIN(score, (uint32_t)UINT16_MAX), tp_shortlist_row(key));
}

static void look_again_at_chunk(void *context, size_t index, unsigned worker_index)
{
    struct tp_search *search = context;
    struct tp_quest *quest = tp_search_quest_of(search, &index);
    uint64_t *keys;
    size_t last;

    (void)worker_index;
    keys = quest->shortlists[0].keys;
    last = TP_MIN((index + 1) * CHUNK, quest->shortlists[0].count);
    for (size_t k = index * CHUNK; k < last; k++) {
        if (k + FETCHED < last)
            fetch(search, quest, keys[k + FETCHED]);
        keys[k] = look_again(search, quest, keys[k]);
    }
}

/* Of the rows looked at again, those that go on. */
static tp_status choose_again(struct tp_quest *quest, struct tp_diag *diag)
{
    struct tp_shortlist seen = quest->shortlists[0];
    tp_status status = TP_OK;

    tp_shortlist_init(&quest->shortlists[0], quest->plan.screened);
    for (size_t i = 0; status == TP_OK && i < seen.count; i++)
        status = tp_shortlist_add(&quest->shortlists[0], seen.keys[i], diag);
    tp_shortlist_deinit(&seen);
    return status;
}

static tp_status look_at_others(struct tp_search *search, struct tp_diag *diag)
{
    enum { CHUNKS_PER_LAP = 64 };
    unsigned workers = tp_pool_thread_count(search->searcher->pool);
    size_t chunks = 0;
    tp_status status;

    for (size_t q = 0; q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        quest->block = 0;
        if (!is_glimpsed(quest))
            continue;
        tp_shortlist_cut(&quest->shortlists[0]);
        quest->block = (quest->shortlists[0].count + CHUNK - 1) / CHUNK;
        chunks += quest->block;
    }
    status = tp_search_run(search, chunks, (size_t)CHUNKS_PER_LAP * workers, look_again_at_chunk, diag);
    for (size_t q = 0; q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        quest->block = 0;
        if (status == TP_OK && is_glimpsed(quest))
            status = choose_again(quest, diag);
    }
    return status;
}

/* ---- from rows to subjects ----------------------------------------------------------------------------------------
 */

static int by_head(const void *left, const void *right)
{
    const struct tp_survivor *a = left, *b = right;

    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    return a->first == b->first ? 0 : a->first > b->first ? -1 : 1;
}

/* Several rows of a subject become one survivor. */
static void unite(struct tp_quest *quest)
{
    size_t count = 0;

    qsort(quest->list, quest->count, sizeof *quest->list, by_head);
    for (size_t i = 0; i < quest->count; i++)
        if (count > 0 && quest->list[count - 1].head == quest->list[i].head)
            quest->list[count - 1].direct |= quest->list[i].direct;
        else
            quest->list[count++] = quest->list[i];
    quest->count = count;
}

static tp_status list_survivors(const struct tp_search *search, struct tp_quest *quest, struct tp_diag *diag)
{
    const struct tp_shortlist *rows = &quest->shortlists[0];
    bool chained = false;
    tp_status status;

    tp_shortlist_finish(&quest->shortlists[0]);
    status = tp_quest_reserve(quest, rows->count, diag);
    for (size_t i = 0; status == TP_OK && i < rows->count; i++) {
        uint32_t row = tp_shortlist_row(rows->keys[i]), index;
        const struct tp_segment *segment = tp_view_find(search->view, row, &index);

        if (!segment || !tp_row_alive(segment, index))
            continue;
        quest->list[quest->count++] = (struct tp_survivor){
            .head = segment->rows[index].head,
            .first = tp_shortlist_score(rows->keys[i]),
            .direct = i < quest->plan.direct,
        };
        chained |= segment->rows[index].head != row;
    }
    if (search->trace)
        search->trace->code_rank = tp_search_rank(search, quest);
    if (chained)
        unite(quest);
    tp_shortlist_deinit(&quest->shortlists[0]);
    return status;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------
 */

/* Where tiles begin: no tile reaches into another segment. */
static tp_status find_tiles(struct tp_search *search, struct tp_diag *diag)
{
    size_t room = search->row_count / TP_TILE_ROWS + search->view->segment_count;
    void *memory;
    tp_status status = tp_alloc(&memory, room, sizeof *search->tiles, diag);

    free(search->tiles);
    search->tiles = memory;
    search->tile_count = 0;
    for (size_t s = 0; status == TP_OK && s < search->view->segment_count; s++) {
        const struct tp_segment *segment = search->view->segments[s];
        uint32_t count = atomic_load_explicit(segment->count, memory_order_acquire);

        for (uint32_t at = 0; at < count && search->tile_count < room; at += TP_TILE_ROWS)
            search->tiles[search->tile_count++] = segment->first_row + at;
    }
    return status;
}

static tp_status make_lists(const struct tp_search *search, struct tp_quest *quest, struct tp_diag *diag)
{
    unsigned workers = tp_pool_thread_count(search->searcher->pool);
    tp_status status = TP_OK;
    void *memory;

    if (!quest->shortlists) {
        status = tp_alloc_zero(&memory, workers, sizeof *quest->shortlists, diag);
        quest->shortlists = memory;
    }
    for (unsigned w = 0; status == TP_OK && w < workers; w++) {
        tp_shortlist_deinit(&quest->shortlists[w]);
        tp_shortlist_init(&quest->shortlists[w], is_glimpsed(quest) ? quest->plan.glimpsed : quest->plan.screened);
    }
    return status;
}

tp_status tp_search_screen(struct tp_search *search, struct tp_diag *diag)
{
    enum { TILES_PER_LAP = 16 };
    unsigned workers = tp_pool_thread_count(search->searcher->pool);
    bool needed = false;
    tp_status status = TP_OK;

    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++)
        if (!search->quests[q].plan.exhaustive) {
            status = make_lists(search, &search->quests[q], diag);
            needed = true;
        }
    if (status != TP_OK || !needed)
        return status;
    status = find_tiles(search, diag);
    if (status == TP_OK)
        status = tp_search_run(search, search->tile_count, (size_t)TILES_PER_LAP * workers, screen_tile, diag);
    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++) {
        struct tp_quest *quest = &search->quests[q];

        if (quest->plan.exhaustive)
            continue;
        quest->screened = search->subject_count;
        status = merge(search, quest, diag);
    }
    if (status == TP_OK)
        status = look_at_others(search, diag);
    for (size_t q = 0; status == TP_OK && q < search->quest_count; q++)
        if (!search->quests[q].plan.exhaustive)
            status = list_survivors(search, &search->quests[q], diag);
    return status;
}
