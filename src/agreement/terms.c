/* SPDX-License-Identifier: Apache-2.0 */
/* The document of an agreement (docs/agreements.md, form "tenprint-agreement/1"), read and checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/member.h"

enum {
    TITLE_MAX = 200,
    NAME_MAX_BYTES = 200,
    VERSION_MAX = 1000,
    EXAMINERS_MIN = 2,
    EXAMINERS_MAX = 9,
    RETENTION_MAX_DAYS = 36500,
    NOTICE_MAX_DAYS = 3650,
    WITNESS_MAX_MINUTES = 525600
};

/* What owns the memory of a tp_terms, which is its first member. */
struct document {
    struct tp_terms terms;
    struct tp_buffer canonical;
    char *strings; /* no string is longer than its canonical form with the quotes */
    size_t used_bytes;
};

static const char *keep(struct document *document, const char *text)
{
    char *copy = document->strings + document->used_bytes;
    size_t bytes = strlen(text) + 1;

    if (bytes == 1) /* something is wrong, and the document will be refused */
        return "";
    TP_ASSERT(document->used_bytes + bytes <= document->canonical.size_bytes);
    memcpy(copy, text, bytes);
    document->used_bytes += bytes;
    return copy;
}

/* ---- parties and sources ---------------------------------------------------------------------------------------- */

static size_t find_party(const struct tp_terms *terms, const char *id)
{
    size_t place = 0;

    while (place < terms->party_count && strcmp(terms->parties[place].id, id) != 0)
        place++;
    return place;
}

static void check_party_is_new(const struct tp_terms *terms, const struct tp_party *party,
                               const struct tp_member *member)
{
    struct tp_member id = tp_member_of(member, "id"), key = tp_member_of(member, "key");

    if (find_party(terms, party->id) < terms->party_count)
        tp_member_refuse(&id, "there are two parties with this id");
    for (size_t i = 0; i < terms->party_count; i++)
        if (memcmp(&terms->parties[i].key, &party->key, sizeof party->key) == 0)
            tp_member_refuse(&key, "it is the key of \"%s\" too", terms->parties[i].id);
}

static void read_party(struct document *document, const struct tp_member *member)
{
    struct tp_terms *terms = &document->terms;
    struct tp_party *party = &terms->parties[terms->party_count];
    struct tp_member id, name, jurisdiction, key, roles;

    tp_member_expect(member, "id name jurisdiction key roles");
    id = tp_member_of(member, "id");
    name = tp_member_of(member, "name");
    jurisdiction = tp_member_of(member, "jurisdiction");
    key = tp_member_of(member, "key");
    roles = tp_member_of(member, "roles");
    party->id = keep(document, tp_member_id(&id));
    party->name = keep(document, tp_member_text(&name, NAME_MAX_BYTES));
    party->jurisdiction = keep(document, tp_member_jurisdiction(&jurisdiction));
    tp_member_bytes(&key, party->key.bytes, sizeof party->key.bytes);
    party->roles = tp_member_words(&roles, &tp_roles, 1);
    check_party_is_new(terms, party, member);
    terms->party_count++;
}

static void read_parties(struct document *document, const struct tp_member *root)
{
    struct tp_member list = tp_member_of(root, "parties");
    size_t count = tp_member_count(&list, 2, TP_AGREEMENT_PARTIES_MAX);
    uint64_t roles = 0;

    for (size_t i = 0; i < count && list.reading->status == TP_OK; i++) {
        struct tp_member member = tp_member_at(&list, i);

        read_party(document, &member);
        roles |= document->terms.parties[i].roles;
    }
    if (!(roles >> TP_ROLE_SENDER & 1))
        tp_member_refuse(&list, "no party has the role of a sender");
}

static int compare_keys(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct tp_public_key));
}

/* Nobody may speak for two jurisdictions: one that left could not tell who brings it back. */
static void check_source_keys(const struct tp_terms *terms, const struct tp_member *list)
{
    struct tp_public_key *keys;

    if (tp_alloc((void **)&keys, terms->source_count, sizeof *keys, list->reading->diag) != TP_OK) {
        list->reading->status = TP_E_MEMORY;
        return;
    }
    for (size_t i = 0; i < terms->source_count; i++)
        keys[i] = terms->sources[i].key;
    qsort(keys, terms->source_count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < terms->source_count; i++)
        if (compare_keys(&keys[i - 1], &keys[i]) == 0)
            tp_member_refuse(list, "two jurisdictions have the same key");
    free(keys);
}

static void check_state_of(const struct tp_terms *terms, const struct tp_source *source, const struct tp_member *member)
{
    char state[TP_JURISDICTION_MAX];

    if (tp_jurisdiction_level(source->jurisdiction) == TP_LEVEL_COUNTY &&
        tp_jurisdiction_parent(source->jurisdiction, state) && !tp_terms_source(terms, state))
        tp_member_refuse(member, "its state %s is not among the sources", state);
}

static void read_source(struct tp_terms *terms, const struct tp_member *member)
{
    struct tp_source *source = &terms->sources[terms->source_count];
    struct tp_member jurisdiction, key;

    tp_member_expect(member, "jurisdiction key");
    jurisdiction = tp_member_of(member, "jurisdiction");
    key = tp_member_of(member, "key");
    snprintf(source->jurisdiction, sizeof source->jurisdiction, "%s", tp_member_jurisdiction(&jurisdiction));
    tp_member_bytes(&key, source->key.bytes, sizeof source->key.bytes);
    if (terms->source_count > 0 && strcmp(source[-1].jurisdiction, source->jurisdiction) >= 0)
        tp_member_refuse(&jurisdiction, "the sources must be in ascending order, each once");
    terms->source_count++;
    if (member->reading->status == TP_OK) /* the state's code comes before its counties' */
        check_state_of(terms, source, &jurisdiction);
}

static void read_sources(struct document *document, const struct tp_member *root)
{
    struct tp_member list = tp_member_of(root, "sources");
    struct tp_terms *terms = &document->terms;
    size_t count = tp_member_count(&list, 1, TP_AGREEMENT_SOURCES_MAX);

    if (count == 0)
        return;
    list.reading->status = tp_alloc_zero((void **)&terms->sources, count, sizeof *terms->sources, list.reading->diag);
    for (size_t i = 0; i < count && list.reading->status == TP_OK; i++) {
        struct tp_member member = tp_member_at(&list, i);

        read_source(terms, &member);
    }
    if (list.reading->status == TP_OK)
        check_source_keys(terms, &list);
}

/* ---- what may be done ------------------------------------------------------------------------------------------- */

static void read_repository(struct document *document, const struct tp_member *root)
{
    struct tp_member repository = tp_member_of(root, "repository"), party, name;
    struct tp_terms *terms = &document->terms;

    tp_member_expect(&repository, "party name");
    party = tp_member_of(&repository, "party");
    name = tp_member_of(&repository, "name");
    terms->repository_party = find_party(terms, tp_member_id(&party));
    terms->repository_name = keep(document, tp_member_text(&name, NAME_MAX_BYTES));
    if (terms->repository_party == terms->party_count)
        tp_member_refuse(&party, "there is no such party");
    else if (!(terms->parties[terms->repository_party].roles >> TP_ROLE_REPOSITORY & 1))
        tp_member_refuse(&party, "it does not have the role of a repository");
}

static void read_threshold(const struct tp_member *thresholds, const char *name, struct tp_threshold *out)
{
    struct tp_member threshold = tp_member_of(thresholds, name), offence, conviction;

    tp_member_expect(&threshold, "offence conviction");
    offence = tp_member_of(&threshold, "offence");
    conviction = tp_member_of(&threshold, "conviction");
    out->offence = (enum tp_seriousness)tp_member_word(&offence, &tp_seriousness);
    out->conviction = (enum tp_seriousness)tp_member_word(&conviction, &tp_seriousness);
}

static void read_thresholds(struct tp_terms *terms, const struct tp_member *root)
{
    struct tp_member thresholds = tp_member_of(root, "thresholds");

    tp_member_expect(&thresholds, "search release");
    read_threshold(&thresholds, "search", &terms->search);
    read_threshold(&thresholds, "release", &terms->release);
}

/* Senders are answered, repositories search: both learn of a match without a release. */
static bool learns_of_matches(const struct tp_terms *terms, const char *id)
{
    const uint64_t roles = UINT64_C(1) << TP_ROLE_SENDER | UINT64_C(1) << TP_ROLE_REPOSITORY;
    size_t party = find_party(terms, id);

    return party < terms->party_count && (terms->parties[party].roles & roles);
}

static void read_recipient(struct document *document, const struct tp_member *member)
{
    struct tp_terms *terms = &document->terms;
    struct tp_recipient *recipient = &terms->recipients[terms->recipient_count];
    struct tp_member id, name, enforcement;

    tp_member_expect(member, "id name enforcement");
    id = tp_member_of(member, "id");
    name = tp_member_of(member, "name");
    enforcement = tp_member_of(member, "enforcement");
    recipient->id = keep(document, tp_member_id(&id));
    recipient->name = keep(document, tp_member_text(&name, NAME_MAX_BYTES));
    recipient->enforcement = tp_member_flag(&enforcement);
    for (size_t i = 0; i < terms->recipient_count; i++)
        if (strcmp(terms->recipients[i].id, recipient->id) == 0)
            tp_member_refuse(&id, "there are two recipients with this id");
    if (recipient->enforcement && learns_of_matches(terms, recipient->id))
        tp_member_refuse(&enforcement, "who enforces is no sender or repository, which need no discretion review");
    terms->recipient_count++;
}

static bool is_recipient(const struct tp_terms *terms, const char *id)
{
    for (size_t i = 0; i < terms->recipient_count; i++)
        if (strcmp(terms->recipients[i].id, id) == 0)
            return true;
    return false;
}

static void read_onward(struct document *document, const struct tp_member *list)
{
    struct tp_terms *terms = &document->terms;
    size_t count = tp_member_count(list, 0, TP_AGREEMENT_RECIPIENTS_MAX);

    for (size_t i = 0; i < count && list->reading->status == TP_OK; i++) {
        struct tp_member member = tp_member_at(list, i);

        terms->onward[i] = keep(document, tp_member_id(&member));
        if (i > 0 && strcmp(terms->onward[i - 1], terms->onward[i]) >= 0)
            tp_member_refuse(&member, "the list must be in ascending order, each id once");
        else if (!is_recipient(terms, terms->onward[i]))
            tp_member_refuse(&member, "there is no such recipient");
        terms->onward_count++;
    }
}

static void read_release(struct document *document, const struct tp_member *root)
{
    struct tp_member release = tp_member_of(root, "release"), fields, recipients, days, onward;
    size_t count;

    tp_member_expect(&release, "fields recipients retention_days onward");
    fields = tp_member_of(&release, "fields");
    recipients = tp_member_of(&release, "recipients");
    days = tp_member_of(&release, "retention_days");
    onward = tp_member_of(&release, "onward");
    document->terms.fields = tp_member_words(&fields, &tp_fields, 1);
    count = tp_member_count(&recipients, 0, TP_AGREEMENT_RECIPIENTS_MAX);
    for (size_t i = 0; i < count && recipients.reading->status == TP_OK; i++) {
        struct tp_member member = tp_member_at(&recipients, i);

        read_recipient(document, &member);
    }
    document->terms.retention_days = (uint32_t)tp_member_integer(&days, 0, RETENTION_MAX_DAYS);
    read_onward(document, &onward);
}

/* After the release: enforcement needs circumstances to consider (G7). */
static void read_reviews(struct tp_terms *terms, const struct tp_member *root)
{
    struct tp_member reviews = tp_member_of(root, "reviews"), examiners, circumstances;

    tp_member_expect(&reviews, "examiners circumstances");
    examiners = tp_member_of(&reviews, "examiners");
    circumstances = tp_member_of(&reviews, "circumstances");
    terms->examiners = (uint32_t)tp_member_integer(&examiners, EXAMINERS_MIN, EXAMINERS_MAX);
    terms->circumstances = tp_member_words(&circumstances, &tp_circumstances, 0);
    for (size_t i = 0; i < terms->recipient_count && terms->circumstances == 0; i++)
        if (terms->recipients[i].enforcement)
            tp_member_refuse(&circumstances, "it must not be empty: the recipient \"%s\" enforces",
                             terms->recipients[i].id);
}

/* ---- how it comes about and ends -------------------------------------------------------------------------------- */

static void read_notice_by(struct tp_terms *terms, const struct tp_member *list)
{
    size_t count = tp_member_count(list, 1, TP_AGREEMENT_PARTIES_MAX);
    const char *before = "";

    for (size_t i = 0; i < count && list->reading->status == TP_OK; i++) {
        struct tp_member member = tp_member_at(list, i);
        const char *id = tp_member_id(&member);
        size_t party = find_party(terms, id);

        if (party == terms->party_count)
            tp_member_refuse(&member, "there is no such party");
        else if (strcmp(before, id) >= 0)
            tp_member_refuse(&member, "the list must be in ascending order, each id once");
        else
            terms->notice_by |= UINT64_C(1) << party;
        before = id;
    }
}

static void read_notice(struct tp_terms *terms, const struct tp_member *root)
{
    struct tp_member notice = tp_member_of(root, "notice"), days, by;

    tp_member_expect(&notice, "days by");
    days = tp_member_of(&notice, "days");
    by = tp_member_of(&notice, "by");
    terms->notice_days = (uint32_t)tp_member_integer(&days, 1, NOTICE_MAX_DAYS);
    read_notice_by(terms, &by);
}

static void read_witness(struct tp_terms *terms, const struct tp_member *root)
{
    struct tp_member witness = tp_member_of(root, "witness"), required, age;

    tp_member_expect(&witness, "required max_age_minutes");
    required = tp_member_of(&witness, "required");
    age = tp_member_of(&witness, "max_age_minutes");
    terms->witness_required = tp_member_flag(&required);
    terms->witness_age_minutes =
        (uint32_t)tp_member_integer(&age, terms->witness_required, terms->witness_required ? WITNESS_MAX_MINUTES : 0);
}

static void read_validity(struct tp_terms *terms, const struct tp_member *root)
{
    struct tp_member validity = tp_member_of(root, "validity"), from, until;

    tp_member_expect(&validity, "from until");
    from = tp_member_of(&validity, "from");
    until = tp_member_of(&validity, "until");
    terms->valid_from_s = tp_member_time(&from);
    terms->valid_until_s = tp_member_time(&until);
    if (terms->valid_from_s >= terms->valid_until_s)
        tp_member_refuse(&until, "it must be later than \"from\"");
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static void read_head(struct document *document, const struct tp_member *root)
{
    struct tp_member form = tp_member_of(root, "form"), version = tp_member_of(root, "version"),
                     amends = tp_member_of(root, "amends"), title = tp_member_of(root, "title");
    struct tp_terms *terms = &document->terms;

    if (strcmp(tp_member_text(&form, TITLE_MAX), "tenprint-agreement/1") != 0)
        tp_member_refuse(&form, "it must be \"tenprint-agreement/1\"");
    terms->version = (uint32_t)tp_member_integer(&version, 1, VERSION_MAX);
    if (terms->version > 1 && !tp_member_has(root, "amends"))
        tp_member_refuse(&amends, "it is missing: a version after the first names the one that it amends");
    else if (terms->version == 1 && tp_member_has(root, "amends"))
        tp_member_refuse(&amends, "the first version amends nothing");
    if (terms->version > 1)
        tp_member_hash(&amends, terms->amends);
    terms->title = keep(document, tp_member_text(&title, TITLE_MAX));
}

static void read_document(struct document *document, const struct tp_member *root)
{
    struct tp_terms *terms = &document->terms;
    struct tp_member purposes, sent, exclusions;

    tp_member_expect(root, "form version amends? title parties sources purposes repository sent thresholds exclusions "
                           "reviews release notice witness validity");
    purposes = tp_member_of(root, "purposes");
    sent = tp_member_of(root, "sent");
    exclusions = tp_member_of(root, "exclusions");
    read_head(document, root);
    read_parties(document, root);
    read_sources(document, root);
    terms->purposes = tp_member_words(&purposes, &tp_purposes, 1);
    read_repository(document, root);
    terms->materials = tp_member_words(&sent, &tp_materials, 1);
    read_thresholds(terms, root);
    terms->exclusions = tp_member_words(&exclusions, &tp_categories, 0);
    read_release(document, root);
    read_reviews(terms, root);
    read_notice(terms, root);
    read_witness(terms, root);
    read_validity(terms, root);
}

static tp_status name_version(struct document *document, struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status = tp_sha256(document->canonical.data, document->canonical.size_bytes, hash, diag);

    if (status != TP_OK)
        return status;
    tp_hex_encode(hash, sizeof hash, document->terms.hash);
    if (document->terms.version == 1)
        memcpy(document->terms.agreement, document->terms.hash, sizeof document->terms.hash);
    return TP_OK;
}

static tp_status read_root(struct document *document, const struct tp_json_value *value, struct tp_diag *diag)
{
    struct tp_reading reading = {.diag = diag};
    struct tp_member root = tp_member_root(&reading, value, "");

    reading.status = tp_json_value_canonical(value, &document->canonical, diag);
    if (reading.status == TP_OK)
        reading.status = tp_alloc((void **)&document->strings, document->canonical.size_bytes, 1, diag);
    if (reading.status == TP_OK)
        read_document(document, &root);
    if (reading.status == TP_OK)
        reading.status = name_version(document, diag);
    return reading.status;
}

tp_status tp_terms_parse(const void *json, size_t size_bytes, struct tp_terms **out, struct tp_diag *diag)
{
    struct tp_json_document *source = NULL;
    struct document *document = NULL;
    tp_status status;

    *out = NULL;
    if (size_bytes > TP_AGREEMENT_DOCUMENT_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the document has %zu bytes, at most %d are allowed", size_bytes,
                       TP_AGREEMENT_DOCUMENT_MAX);
    status = tp_json_parse(json, size_bytes, &source, diag);
    if (status == TP_OK)
        status = tp_alloc_zero((void **)&document, 1, sizeof *document, diag);
    if (status == TP_OK) {
        *out = &document->terms;
        status = read_root(document, tp_json_root(source), diag);
    }
    tp_json_document_free(&source);
    if (status != TP_OK)
        tp_terms_free(out);
    return status;
}

void tp_terms_free(struct tp_terms **terms)
{
    struct document *document = (struct document *)*terms;

    if (!document)
        return;
    tp_buffer_deinit(&document->canonical);
    free(document->strings);
    free(document->terms.sources);
    free(document);
    *terms = NULL;
}

const char *tp_terms_document(const struct tp_terms *terms, size_t *size_bytes)
{
    const struct document *document = (const struct document *)terms;

    *size_bytes = document->canonical.size_bytes;
    return (const char *)document->canonical.data;
}

const struct tp_party *tp_terms_party(const struct tp_terms *terms, const char *id)
{
    size_t place = find_party(terms, id);

    return place < terms->party_count ? &terms->parties[place] : NULL;
}

const struct tp_source *tp_terms_source(const struct tp_terms *terms, const char *jurisdiction)
{
    size_t low = 0, high = terms->source_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(terms->sources[middle].jurisdiction, jurisdiction);

        if (order == 0)
            return &terms->sources[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
