/* SPDX-License-Identifier: Apache-2.0 */
/* Histories of random steps, sensible and not, compared with the rules in model.h: every refusal, and every answer at
 * the instants of the history and beside them. TP_SOAK=N does N times as much; TP_SEED=N begins with another seed. */
#include "model.h"

enum { HISTORIES = 30, OFFERS = 160, OFFERED_MAX = 4 * OFFERS, NAMES = 9 };

static const char *const names[NAMES] = {"ny-dcjs", "dhs-ident", "new",       "US-NY",   SAMPLE_DUTCHESS,
                                         "US-MA",   "US",        "US-IL-031", "stranger"};

static struct model_document documents[MODEL_DOCUMENTS];

/* One history in both forms, and what was offered to it. */
struct run {
    struct tp_rng rng;
    struct tp_history *history;
    struct model model;
    struct model_event offered[OFFERED_MAX];
    size_t offered_count;
    int64_t now_s;
};

static uint64_t seed; /* of the history that is running */
static size_t offers, questions, refused[TP_REFUSAL_TOO_MANY + 1], lived[TP_LIFE_EXPIRED + 1];

/* ---- documents -------------------------------------------------------------------------------------------------- */

#define DAYS "\"days\":60", "\"days\":2"
#define NEW_PARTY(key)                                                                                                 \
    "\"parties\":[", "\"parties\":[{\"id\":\"new\",\"name\":\"N\",\"jurisdiction\":\"US\",\"key\":\"@" key             \
                     "@\",\"roles\":[\"oversight\"]},"

static const struct {
    int before;
    bool follows;
    const char *new_key;
    const char *changes[10];
} designs[MODEL_DOCUMENTS] = {
    {-1, true, NULL, {DAYS, "2013-01-01", "2011-03-01"}},
    {0, true, NULL, {DAYS, "2013-01-01", "2011-03-10"}},
    {0, true, "new", {"\"days\":60,\"by\":[\"ny-dcjs\"]", "\"days\":1,\"by\":[\"dhs-ident\"]", NEW_PARTY("new")}},
    {0, true, "new2", {"\"by\":[\"ny-dcjs\"]", "\"by\":[\"new\"]", NEW_PARTY("new2"), "\"days\":60", "\"days\":3"}},
    {0, false, NULL, {DAYS, "@US-NY@", "@other@"}},
    {1, true, NULL, {DAYS, "IDENT", "IDENT-3", "2013-01-01", "2011-02-10"}},
    {2, true, "new", {DAYS, NEW_PARTY("new")}},
    {0, false, NULL, {DAYS, "\"version\":2", "\"version\":3"}},
    {0,
     true,
     NULL,
     {DAYS, "{\"jurisdiction\":\"US-IL\"",
      "{\"jurisdiction\":\"US\",\"key\":\"@US@\"},"
      "{\"jurisdiction\":\"US-IL\""}},
    {-1, true, NULL, {DAYS, "IDENT", "OTHER"}},
};

static int make_documents(void **state)
{
    (void)state;
    for (int i = 0; i < MODEL_DOCUMENTS; i++) {
        struct model_document *document = &documents[i];
        int before = designs[i].before;

        document->before = before;
        document->follows = designs[i].follows;
        document->new_key = designs[i].new_key;
        document->text = before < 0 ? sample_document(designs[i].changes)
                                    : sample_amendment(documents[before].terms, designs[i].changes);
        assert_int_equal(tp_terms_parse(document->text, strlen(document->text), &document->terms, NULL), TP_OK);
        if (before >= 0)
            memcpy(document->terms->agreement, documents[before].terms->agreement, TP_HASH_TEXT_BYTES);
    }
    return 0;
}

static int free_documents(void **state)
{
    (void)state;
    print_message("# TP_SEED=%llu was the last\n", (unsigned long long)seed);
    for (int i = 0; i < MODEL_DOCUMENTS; i++) {
        tp_terms_free(&documents[i].terms);
        free(documents[i].text);
    }
    return 0;
}

/* ---- asking ----------------------------------------------------------------------------------------------------- */

/* An instant of the history or beside it, or the ends of time. */
static int64_t choose_clock(struct run *run)
{
    uint32_t way = tp_rng_below(&run->rng, 8), step = tp_rng_below(&run->rng, 3);
    uint32_t event = run->model.count ? tp_rng_below(&run->rng, (uint32_t)run->model.count) : 0;
    uint32_t document = tp_rng_below(&run->rng, MODEL_DOCUMENTS);

    if (way == 0)
        return step == 0 ? INT64_MAX - 1 : step == 1 ? INT64_MIN : run->now_s;
    if (way == 1)
        return documents[document].terms->valid_until_s + step - 1;
    if (way == 2 || run->model.count == 0)
        return run->now_s;
    return model_from(&run->model.accepted[event]) + step - 1;
}

static void compare_life(struct run *run, int document, int64_t clock_s)
{
    const struct tp_terms *terms = documents[document].terms;
    enum tp_life life = model_life(&run->model, document, clock_s);

    assert_string_equal(tp_life_code(tp_history_life(run->history, terms, clock_s)), tp_life_code(life));
    assert_int_equal(tp_history_comments_end_s(run->history, terms), model_comments_end(&run->model, document));
    lived[life]++;
    questions += 2;
}

static void compare_participation(struct run *run, int document, const char *name, int64_t clock_s)
{
    const struct tp_terms *terms = documents[document].terms;

    assert_string_equal(tp_participation_code(tp_history_participation(run->history, terms, name, clock_s)),
                        tp_participation_code(model_participation(&run->model, document, name, clock_s)));
    assert_int_equal(tp_history_takes_part(run->history, terms, name, clock_s),
                     model_takes_part(&run->model, document, name, clock_s));
    questions += 2;
}

static void compare_in_force(struct run *run, int64_t clock_s)
{
    const struct tp_terms *in_force = tp_history_in_force(run->history, clock_s);
    int found = -1;

    for (int i = 0; i < MODEL_DOCUMENTS; i++)
        if (model_life(&run->model, i, clock_s) == TP_LIFE_ACTIVE) {
            assert_int_equal(found, -1); /* never two at once */
            found = i;
        }
    assert_int_equal(in_force != NULL, found >= 0);
    if (in_force)
        assert_string_equal(in_force->hash, documents[found].terms->hash);
    questions++;
}

static void compare_everything(struct run *run)
{
    for (int i = 0; i < 12; i++) {
        int64_t clock_s = choose_clock(run);

        compare_in_force(run, clock_s);
        for (int document = 0; document < MODEL_DOCUMENTS; document++) {
            compare_life(run, document, clock_s);
            for (size_t name = 0; name < NAMES; name++)
                compare_participation(run, document, names[name], clock_s);
        }
    }
    assert_int_equal(tp_history_count(run->history), run->model.count);
}

static void compare_something(struct run *run)
{
    int document = (int)tp_rng_below(&run->rng, MODEL_DOCUMENTS);
    uint32_t name = tp_rng_below(&run->rng, NAMES);

    compare_life(run, document, choose_clock(run));
    compare_participation(run, document, names[name], choose_clock(run));
    if (tp_rng_below(&run->rng, 8) == 0)
        compare_in_force(run, choose_clock(run));
}

/* ---- offering --------------------------------------------------------------------------------------------------- */

static struct tp_event *sign_event(const struct model_event *like)
{
    const struct model_document *document = &documents[like->document];
    struct tp_event *event;

    if (like->kind == TP_EVENT_PROPOSE)
        event = sample_proposal(document->text, document->terms->agreement, like->by, like->sequence, like->time_s);
    else
        event = sample_event(document->terms, like->kind, like->by, like->sequence, like->time_s);
    sample_sign(event, like->key);
    return event;
}

static void offer(struct run *run, struct model_event *like)
{
    struct tp_event *event = sign_event(like);
    enum tp_refusal expected, refusal;

    memcpy(like->hash, event->hash, sizeof like->hash);
    expected = model_check(&run->model, like);
    refusal = sample_offer(run->history, event, like->received_s);
    if (refusal != expected)
        fail_msg("%s of %s, number %u: %s, but %s by the model", tp_events.items[like->kind].code, like->by,
                 like->sequence, tp_refusal_code(refusal), tp_refusal_code(expected));
    if (expected == TP_REFUSAL_NONE)
        run->model.accepted[run->model.count++] = *like;
    refused[expected]++;
    offers++;
    if (run->offered_count < OFFERED_MAX)
        run->offered[run->offered_count++] = *like;
}

/* ---- inventing -------------------------------------------------------------------------------------------------- */

static const char *key_of(const struct model_event *event)
{
    const char *new_key = documents[event->document].new_key;

    return strcmp(event->by, "new") == 0 && new_key ? new_key : event->by;
}

static void complete(struct run *run, struct model_event *event)
{
    event->key = key_of(event);
    event->sequence = tp_history_next_sequence(run->history, event->by, sample_key(event->key));
    event->time_s = event->received_s = run->now_s;
}

/* Mostly one that is known. */
static int choose_document(struct run *run)
{
    bool any = tp_rng_below(&run->rng, 8) == 0;

    for (int i = 0; i < 64; i++) {
        int document = (int)tp_rng_below(&run->rng, MODEL_DOCUMENTS);

        if (any || model_knows(&run->model, document))
            return document;
    }
    return 0;
}

/* The first version, then one of those that may amend it or must not, then one of what may amend these. */
static int choose_progress(struct run *run)
{
    static const int numbers[3][6] = {{0, 0, 0, 0, 0, 0}, {1, 2, 3, 8, 4, 7}, {5, 5, 5, 5, 5, 6}};
    uint32_t number = 0, way = tp_rng_below(&run->rng, tp_rng_below(&run->rng, 4) ? 2 : 6);

    while (number < 2 && model_first(&run->model, TP_EVENT_ACTIVATE, numbers[number][0], NULL) != MODEL_NEVER)
        number++;
    if (number == 1 && model_first(&run->model, TP_EVENT_ACTIVATE, 2, NULL) != MODEL_NEVER)
        return 6;
    return numbers[number][way];
}

/* A step that brings a document on, as far as the model knows. */
static void invent_progress(struct run *run, struct model_event *event)
{
    static const enum tp_event_kind ways[] = {TP_EVENT_PROPOSE, TP_EVENT_NOTICE, TP_EVENT_SIGN, TP_EVENT_ACTIVATE};
    uint32_t party = tp_rng_below(&run->rng, 3);
    int64_t end_s;

    event->document = choose_progress(run);
    event->by = names[party];
    end_s = model_comments_end(&run->model, event->document);
    if (!model_knows(&run->model, event->document))
        event->kind = ways[0];
    else if (end_s == MODEL_NEVER)
        event->kind = ways[1];
    else
        event->kind =
            model_signed(&run->model, event->document) == MODEL_NEVER && tp_rng_below(&run->rng, 8) ? ways[2] : ways[3];
    if (event->kind == TP_EVENT_SIGN && run->now_s < end_s)
        run->now_s = end_s + tp_rng_below(&run->rng, 2) - 1;
    complete(run, event);
}

static void invent_anything(struct run *run, struct model_event *event)
{
    uint32_t name = tp_rng_below(&run->rng, tp_rng_below(&run->rng, 8) ? 6 : NAMES);
    uint32_t kind = tp_rng_below(&run->rng, TP_EVENT_KINDS);

    if (name >= 3 && tp_rng_below(&run->rng, 8)) { /* mostly what a jurisdiction may do */
        static const enum tp_event_kind turns[] = {TP_EVENT_JOIN, TP_EVENT_SUSPEND, TP_EVENT_RESUME, TP_EVENT_LEAVE};

        kind = turns[kind % 4];
    }
    if (kind == TP_EVENT_TERMINATE && tp_rng_below(&run->rng, 12))
        kind = TP_EVENT_COMMENT;
    event->by = names[name];
    event->document = choose_document(run);
    event->kind = (enum tp_event_kind)kind;
    complete(run, event);
}

/* Makes one member of a sensible step wrong, or odd. */
static void disturb(struct run *run, struct model_event *event)
{
    uint32_t way = tp_rng_below(&run->rng, 8), by = tp_rng_below(&run->rng, 5), name = tp_rng_below(&run->rng, NAMES);

    if (way == 0)
        event->sequence += by;
    if (way == 1)
        event->sequence = 1 + tp_rng_below(&run->rng, event->sequence + 1);
    if (way == 2)
        event->time_s += 299 + by;
    if (way == 3)
        event->time_s -= (int64_t)by * SAMPLE_DAY_S;
    if (way == 4)
        event->received_s -= 3600 * (int64_t)by;
    if (way == 5)
        event->key = names[name];
    if (way == 6)
        event->time_s = by ? 0 : INT64_C(4102444800);
    if (way == 7 && run->offered_count > 0) { /* lost, doubled or late: again what was offered before */
        *event = run->offered[tp_rng_below(&run->rng, (uint32_t)run->offered_count)];
        event->received_s = run->now_s;
    }
}

static void pass_time(struct run *run)
{
    uint32_t way = tp_rng_below(&run->rng, 20), seconds = tp_rng_below(&run->rng, 600);

    run->now_s += way < 10 ? 0 : way < 19 ? seconds : 60 * seconds;
    if (way == 19 && tp_rng_below(&run->rng, 12) == 0)
        run->now_s += 20 * SAMPLE_DAY_S;
}

static void run_history(void)
{
    struct run *run = calloc(1, sizeof *run);

    assert_non_null(run);
    run->rng = tp_rng_seed(seed, 0);
    run->model.documents = documents;
    run->now_s = SAMPLE_FROM_S - (int64_t)tp_rng_below(&run->rng, 5) * SAMPLE_DAY_S;
    assert_int_equal(tp_history_new(&run->history, NULL), TP_OK);
    for (int i = 0; i < OFFERS; i++) {
        struct model_event event = {.kind = TP_EVENT_COMMENT};

        pass_time(run);
        if (run->model.count == 0 || tp_rng_below(&run->rng, 3) == 0)
            invent_progress(run, &event);
        else
            invent_anything(run, &event);
        if (tp_rng_below(&run->rng, 4) == 0)
            disturb(run, &event);
        offer(run, &event);
        compare_something(run);
    }
    compare_everything(run);
    tp_history_free(&run->history);
    free(run);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void test_model(void **state)
{
    uint64_t first = number_from("TP_SEED", 2011), count = HISTORIES * number_from("TP_SOAK", 1);
    (void)state;

    for (seed = first; seed < first + count; seed++)
        run_history();
    print_message("# %zu offers, %zu questions\n", offers, questions);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(refused); i++)
        print_message("# %s: %zu\n", tp_refusal_code((enum tp_refusal)i), refused[i]);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(lived); i++)
        print_message("# %s: %zu\n", tp_life_code((enum tp_life)i), lived[i]);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(refused) - 1; i++)
        assert_int_equal(refused[i] > 0, i != TP_REFUSAL_OTHER_KEY);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(lived); i++)
        assert_true(lived[i] > 0);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_model, make_documents, free_documents)};

TP_TEST_MAIN(tests)
