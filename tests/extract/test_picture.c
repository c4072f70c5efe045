/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

enum { LAYERS_MAX = 32 };
struct seen {
    char stages[LAYERS_MAX][32];
    uint32_t count, pictures, lists;
    uint64_t hash;
};

static void note(void *context, const struct tp_trace_layer *layer)
{
    struct seen *seen = context;

    assert_true(seen->count < LAYERS_MAX);
    assert_int_equal(layer->width_px, 200);
    assert_int_equal(layer->height_px, 180);
    snprintf(seen->stages[seen->count++], 32, "%s", layer->stage);
    seen->pictures += layer->pixels != NULL;
    seen->lists += layer->minutiae != NULL;
    if (layer->pixels)
        seen->hash = tp_hash64(layer->pixels, 200 * 180, seen->hash);
}

static void extract_traced(struct seen *seen, struct tp_template *out)
{
    const struct pattern pattern = {.width_px = 200,
                                    .height_px = 180,
                                    .angle_rad = 0.7f,
                                    .period_px = 9,
                                    .mean = 128,
                                    .amplitude = 60,
                                    .noise = 10,
                                    .spin = 1,
                                    .x_px = 100,
                                    .y_px = 90};
    struct tp_extract_options options = {.trace = seen ? note : NULL, .trace_context = seen};
    struct tp_image image = draw_pattern(&pattern);
    struct tp_extractor *extractor;

    assert_int_equal(tp_extractor_new(&extractor, NULL), TP_OK);
    assert_int_equal(tp_extract(extractor, &image, &options, out, NULL), TP_OK);
    tp_extractor_free(&extractor);
    free(image.pixels);
}

static void stages_are_shown_in_order(void **state)
{
    static const char *const expected[] = {"normalise", "orientation", "frequency", "segment", "enhance",
                                           "binarise",  "thin",        "minutiae",  "filter"};
    struct seen seen = {0};
    struct tp_template tmpl;
    uint32_t next = 0;

    (void)state;
    extract_traced(&seen, &tmpl);
    for (uint32_t i = 0; i < seen.count && next < TP_ARRAY_LENGTH(expected); i++)
        next += strcmp(seen.stages[i], expected[next]) == 0;
    assert_int_equal(next, TP_ARRAY_LENGTH(expected));
    assert_true(seen.pictures >= 7);
    assert_true(seen.lists >= 2);
    tp_template_deinit(&tmpl);
}

static void looking_changes_nothing(void **state)
{
    struct seen first = {0}, second = {0};
    struct tp_template watched, again, unwatched;

    (void)state;
    extract_traced(&first, &watched);
    extract_traced(&second, &again);
    extract_traced(NULL, &unwatched);
    assert_true(first.hash == second.hash);
    assert_int_equal(watched.minutia_count, unwatched.minutia_count);
    assert_memory_equal(watched.minutiae, unwatched.minutiae, sizeof watched.minutiae);
    tp_template_deinit(&watched);
    tp_template_deinit(&again);
    tp_template_deinit(&unwatched);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(stages_are_shown_in_order),
    cmocka_unit_test(looking_changes_nothing),
};
TP_TEST_MAIN(tests)
