/* SPDX-License-Identifier: Apache-2.0 */
/* A document in plain words. Each section is made from one member of the document and from nothing else: parties are
 * called by the ids that the section on parties explains, as contracts do. Text of the document stands in quotes, so
 * that no name or title passes for a sentence of ours. */
#include <inttypes.h>
#include <string.h>

#include "agreement/agreement.h"

/* What a section is made from, and where to. */
struct writing {
    const struct tp_terms *terms;
    const struct tp_gazetteer *names; /* or NULL */
    struct tp_buffer *out;
};

/* ---- pieces of sentences ------------------------------------------------------------------------------------------
 */

/* Lines have no control characters; a quote inside is written \". */
static void write_quoted(const struct writing *w, const char *text)
{
    tp_write_u8(w->out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            tp_write_u8(w->out, '\\');
        tp_write_u8(w->out, (uint8_t)*text);
    }
    tp_write_u8(w->out, '"');
}

static void write_key(const struct writing *w, const struct tp_public_key *key)
{
    tp_base64_encode(key->bytes, sizeof key->bytes, w->out);
}

/* "Dutchess County, New York (US-NY-027)", or the code alone. */
static void write_jurisdiction(const struct writing *w, const char *code)
{
    const struct tp_place *place = w->names ? tp_gazetteer_find(w->names, code) : NULL, *above;
    char state[TP_JURISDICTION_MAX];

    if (!place) {
        tp_write_text(w->out, "%s", code);
        return;
    }
    tp_write_text(w->out, "%s", place->name);
    tp_jurisdiction_coarse(code, state);
    above = tp_gazetteer_find(w->names, state);
    if (above && above != place)
        tp_write_text(w->out, ", %s", above->name);
    tp_write_text(w->out, " (%s)", code);
}

/* A line for each word of the set; EMPTY, a sentence, when there is none. */
static void write_set(const struct writing *w, const struct tp_vocabulary *vocabulary, uint64_t set, const char *before,
                      const char *empty)
{
    tp_write_text(w->out, "%s\n", set != 0 ? before : empty);
    for (size_t i = 0; i < vocabulary->count; i++) {
        if (set >> i & 1)
            tp_write_text(w->out, "- %s\n", vocabulary->items[i].words);
    }
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- sections -----------------------------------------------------------------------------------------------------
 */

static void write_form(const struct writing *w)
{
    tp_write_text(w->out, "This is an agreement in the form tenprint-agreement/1.\n");
}

static void write_title(const struct writing *w)
{
    tp_write_text(w->out, "It is called ");
    write_quoted(w, w->terms->title);
    tp_write_text(w->out, ".\n");
}

static void write_version(const struct writing *w)
{
    tp_write_text(w->out, "This is version %" PRIu32 ".\n", w->terms->version);
}

static void write_amends(const struct writing *w)
{
    if (w->terms->amends[0] == '\0')
        tp_write_text(w->out, "It amends no other version.\n");
    else
        tp_write_text(w->out, "It amends the version with the hash %s.\n", w->terms->amends);
}

static void write_parties(const struct writing *w)
{
    tp_write_text(w->out, "The parties are:\n");
    for (size_t i = 0; i < w->terms->party_count; i++) {
        const struct tp_party *party = &w->terms->parties[i];
        const char *before = " It ";
        tp_write_text(w->out, "- \"%s\" is ", party->id);
        write_quoted(w, party->name);
        tp_write_text(w->out, "; its jurisdiction is ");
        write_jurisdiction(w, party->jurisdiction);
        tp_write_text(w->out, ".");
        for (size_t role = 0; role < tp_roles.count; role++) {
            if (!(party->roles >> role & 1))
                continue;
            tp_write_text(w->out, "%s%s", before, tp_roles.items[role].words);
            before = ", and ";
        }
        tp_write_text(w->out, ". It signs with the key ");
        write_key(w, &party->key);
        tp_write_text(w->out, ".\n");
    }
}

static void write_sources(const struct writing *w)
{
    tp_write_text(w->out, "Bookings of these jurisdictions may be sent, of each once it has joined by itself:\n");
    for (size_t i = 0; i < w->terms->source_count; i++) {
        tp_write_text(w->out, "- ");
        write_jurisdiction(w, w->terms->sources[i].jurisdiction);
        tp_write_text(w->out, ", which signs with the key ");
        write_key(w, &w->terms->sources[i].key);
        tp_write_text(w->out, "\n");
    }
}

static void write_purposes(const struct writing *w)
{
    write_set(w, &tp_purposes, w->terms->purposes,
              "Probes may be sent and searched only:", "Probes may be sent and searched for no purpose.");
}

static void write_repository(const struct writing *w)
{
    tp_write_text(w->out, "What is searched is the repository ");
    write_quoted(w, w->terms->repository_name);
    tp_write_text(w->out, " of \"%s\".\n", w->terms->parties[w->terms->repository_party].id);
}

static void write_sent(const struct writing *w)
{
    write_set(w, &tp_materials, w->terms->materials, "A probe may consist only of:", "A probe may consist of nothing.");
}

static void write_least(const struct writing *w, const char *step, const char *what, enum tp_seriousness least)
{
    if (least == TP_SERIOUSNESS_NONE)
        tp_write_text(w->out, "For a %s the %s may be any, or none.\n", step, what);
    else
        tp_write_text(w->out, "For a %s the %s must be at least %s.\n", step, what, tp_seriousness.items[least].words);
}

static void write_thresholds(const struct writing *w)
{
    write_least(w, "search", "offence", w->terms->search.offence);
    write_least(w, "search", "gravest conviction", w->terms->search.conviction);
    write_least(w, "release", "offence", w->terms->release.offence);
    write_least(w, "release", "gravest conviction", w->terms->release.conviction);
}

static void write_exclusions(const struct writing *w)
{
    write_set(w, &tp_categories, w->terms->exclusions,
              "Nobody is searched for, and no match is told of anybody, who is:", "Nobody is excluded.");
}

static void write_reviews(const struct writing *w)
{
    tp_write_text(w->out, "A match counts when %" PRIu32 " different examiners have concluded identification.\n",
                  w->terms->examiners);
    write_set(w, &tp_circumstances, w->terms->circumstances,
              "Before anything goes to a recipient that enforces, a person decides, gives the reason, and considers:",
              "No circumstances are named for a person to consider.");
}

static void write_recipients(const struct writing *w)
{
    tp_write_text(w->out,
                  w->terms->recipient_count > 0 ? "It may be released only to:\n" : "It is released to nobody.\n");
    for (size_t i = 0; i < w->terms->recipient_count; i++) {
        const struct tp_recipient *recipient = &w->terms->recipients[i];
        tp_write_text(w->out, "- \"%s\", which is ", recipient->id);
        write_quoted(w, recipient->name);
        tp_write_text(w->out, ", and which %s\n",
                      recipient->enforcement ? "enforces: it acts on people" : "does not enforce");
    }
}

static void write_release(const struct writing *w)
{
    write_set(w, &tp_fields, w->terms->fields,
              "Of a match only this may be released:", "Nothing of a match is released.");
    write_recipients(w);
    tp_write_text(w->out, "A recipient keeps it for at most %" PRIu32 " day%s.\n", w->terms->retention_days,
                  plural(w->terms->retention_days));
    tp_write_text(w->out, w->terms->onward_count > 0 ? "A recipient may pass it on only to:\n"
                                                     : "A recipient passes it on to nobody.\n");
    for (size_t i = 0; i < w->terms->onward_count; i++)
        tp_write_text(w->out, "- \"%s\"\n", w->terms->onward[i]);
}

static void write_notice(const struct writing *w)
{
    tp_write_text(w->out, "Before anybody may sign, the public is told by:\n");
    for (size_t i = 0; i < w->terms->party_count; i++) {
        if (w->terms->notice_by >> i & 1)
            tp_write_text(w->out, "- \"%s\"\n", w->terms->parties[i].id);
    }
    tp_write_text(w->out, "After the last of these the public may comment for %" PRIu32 " day%s.\n",
                  w->terms->notice_days, plural(w->terms->notice_days));
}

static void write_witness(const struct writing *w)
{
    uint32_t age_minutes = w->terms->witness_age_minutes;

    if (!w->terms->witness_required) {
        tp_write_text(w->out, "No witness has to cosign the ledger.\n");
        return;
    }
    tp_write_text(w->out, "Nothing is sent, searched, answered, released or passed on unless witnesses have cosigned ");
    tp_write_text(w->out, "the ledger within the last %" PRIu32 " minute%s.\n", age_minutes, plural(age_minutes));
}

static void write_validity(const struct writing *w)
{
    char from[TP_TIME_TEXT_BYTES], until[TP_TIME_TEXT_BYTES];

    tp_time_format(w->terms->valid_from_s, from);
    tp_time_format(w->terms->valid_until_s, until);
    tp_write_text(w->out, "It can be in force from %s.\nIt is no longer in force from %s.\n", from, until);
}

static const struct {
    const char *member, *title;
    void (*write)(const struct writing *writing);
} sections[] = {
    {"form", "Form", write_form},
    {"title", "Title", write_title},
    {"version", "Version", write_version},
    {"amends", "Amendment", write_amends},
    {"parties", "Parties", write_parties},
    {"sources", "Whose bookings", write_sources},
    {"purposes", "Purposes", write_purposes},
    {"repository", "Repository", write_repository},
    {"sent", "What is sent", write_sent},
    {"thresholds", "How serious", write_thresholds},
    {"exclusions", "Who is excluded", write_exclusions},
    {"reviews", "Reviews", write_reviews},
    {"release", "What is released", write_release},
    {"notice", "Public notice", write_notice},
    {"witness", "Witnesses", write_witness},
    {"validity", "Validity", write_validity},
};

const char *tp_terms_section(size_t place, const char **title)
{
    *title = place < TP_ARRAY_LENGTH(sections) ? sections[place].title : NULL;
    return place < TP_ARRAY_LENGTH(sections) ? sections[place].member : NULL;
}

void tp_terms_section_words(const struct tp_terms *terms, size_t place, const struct tp_gazetteer *names,
                            struct tp_buffer *out)
{
    const struct writing writing = {.terms = terms, .names = names, .out = out};

    if (place < TP_ARRAY_LENGTH(sections))
        sections[place].write(&writing);
}

void tp_terms_words(const struct tp_terms *terms, const struct tp_gazetteer *names, struct tp_buffer *out)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sections); i++) {
        tp_write_text(out, "%s%s\n", i > 0 ? "\n" : "", sections[i].title);
        tp_terms_section_words(terms, i, names, out);
    }
}
