/* SPDX-License-Identifier: Apache-2.0 */
/* organisation.yaml: read by a table of its members. Every mistake is reported with its line, those of form by libyaml
 * and those of meaning from the place of the value in the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "node/organisation.h"

enum {
    FILE_MAX_BYTES = 1 << 16,
    TEXT_MAX = 1024,
    PARTNERS_MAX = 256,
    AGENCIES_MAX = 4096,
    ROLES_MAX = 64,
    NAMES_MAX = 256,
    MEMBERS_MAX = 32
};

/* Unless told. */
enum { LEAVES_EVERY_HOURS = 24, LEAVES_LEAST = 10, LEAVES_LATEST_DAYS = 31 };
enum { REVIEW_CLAIM_HOURS = 24, REVIEW_CLAIMS = 3, REQUESTS_PER_S = 2000, RECEIPTS_PER_S = 1, BOOKINGS_WAITING = 1000 };
#define SEARCH_FPIR 0.001 /* unless told: one search in a thousand for somebody unknown has a candidate */

/* Unless told: ten years of bookings, and a month of what partners sent to be searched. */
enum { RETENTION_BOOKINGS_DAYS = 3650, RETENTION_REQUESTS_DAYS = 30 };

enum kind { TEXT, NAMES, FLAG, COUNT, DAYS, NUMBER, SECTION, AGENCIES, ROLES, PARTNERS, WITNESSES };

/* What is wrong with a text, or NULL. */
typedef const char *check_fn(const char *text);

struct member {
    const char *name;
    enum kind kind;
    bool required;
    size_t offset; /* in the struct that is filled */
    check_fn *check;
    const struct member *members; /* of a SECTION: a mapping inside, of the same struct */
};

struct reader {
    yaml_document_t document;
    struct tp_diag *diag;
    char prefix[32]; /* of members in a list: "partners[2]." */
};

/* ---- what members may say ----------------------------------------------------------------------------------------
 */

static const char *check_name(const char *text)
{
    char printable[TEXT_MAX + 1];

    snprintf(printable, sizeof printable, "%s", text);
    tp_text_make_printable(printable);
    return strcmp(text, printable) == 0 ? NULL : "must be one line of text without control characters";
}

static const char *check_id(const char *text)
{
    size_t length = strlen(text);

    if (length >= TP_ID_MAX || text[0] == '-' || strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
        return "must be 1 to 63 lower-case letters, digits and hyphens, and not begin with a hyphen";
    return NULL;
}

static const char *check_jurisdiction(const char *text)
{
    return tp_jurisdiction_is_code(text) ? NULL : "must be the code of a jurisdiction, such as US, US-NY or US-NY-027";
}

static const char *check_key(const char *text)
{
    uint8_t key[TP_KEY_BYTES];

    return tp_base64_decode_exact(text, key, sizeof key) ? NULL : "must be a public key: 32 bytes in base64";
}

/* A URL without its scheme (C2SP tlog-checkpoint), so that a rehearsal's ledger is never taken for a real one. */
static const char *check_origin(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_/:";
    size_t length = strlen(text);

    if (length >= TP_LEDGER_NAME_MAX || strspn(text, allowed) != length || text[0] == '/' || text[length - 1] == '/' ||
        strstr(text, "//"))
        return "must be a URL without its scheme, such as dcjs.ny.example/ledger, at most 127 bytes";
    return NULL;
}

static const char *check_verifier(const char *text)
{
    struct tp_verifier verifier;

    if (tp_verifier_parse(text, &verifier, NULL) != TP_OK)
        return "must be a witness' verifier key: name+hex+base64";
    return verifier.type == TP_KEY_COSIGNATURE ? NULL : "must be the key of a witness, not of a ledger";
}

bool tp_url_is_private(const char *url)
{
    static const char *const near[] = {"http://127.0.0.1", "http://[::1]", "http://localhost"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(near); i++)
        if (strncmp(url, near[i], strlen(near[i])) == 0 && strchr(":/", url[strlen(near[i])]))
            return true;
    return strncmp(url, "https://", 8) == 0;
}

static const char *check_url(const char *text)
{
    if ((strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0) || strpbrk(text, " \"<>\\^`{|}"))
        return "must be a URL that begins with https:// or http://";
    return check_name(text);
}

/* No subjects: each of the authorities could put any into a certificate of its own. */
static const char *check_certificate(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64
               ? NULL
               : "must be the SHA-256 of a certificate or of its public key: 64 lower-case hex digits";
}

static const char *check_agency(const char *text)
{
    return strlen(text) == 9 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == 9
               ? NULL
               : "must be an agency's identifier (ORI) of nine capital letters and digits";
}

static const char *check_share(const char *text)
{
    char *end;
    double share = strtod(text, &end);

    return end != text && *end == '\0' && share > 0 && share < 1 ? NULL : "must be a number between 0 and 1";
}

static const char *check_of_thousand(const char *text)
{
    char *end;
    double share = strtod(text, &end);

    return end != text && *end == '\0' && share >= 0 && share <= 1000 ? NULL : "must be a number from 0 to 1000";
}

/* "127.0.0.1:7400" or "[::1]:7400". */
static const char *check_listen(const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t digits = colon ? strlen(colon + 1) : 0;

    if (!colon || colon == text || digits == 0 || digits > 5 || strspn(colon + 1, "0123456789") != digits ||
        strtoul(colon + 1, NULL, 10) > UINT16_MAX)
        return "must have the form ADDRESS:PORT, such as 127.0.0.1:7400";
    return check_name(text);
}

static const char *check_whole_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits <= 6 && text[digits] == '\0' ? NULL : "must be a whole number, at most 999999";
}

static const char *check_purpose(const char *text)
{
    return tp_vocabulary_find(&tp_purposes, text) >= 0 ? NULL
                                                       : "must be the code of a purpose, as agreements have them";
}

static const char *check_level(const char *text)
{
    return strcmp(text, "unknown") == 0 || tp_vocabulary_find(&tp_seriousness, text) >= 0
               ? NULL
               : "must be level-1, level-2, level-3, none or unknown";
}

static const char *check_case(const char *text)
{
    return strcmp(text, "2.009") == 0 || strcmp(text, "1.009") == 0 || strcmp(text, "name") == 0
               ? NULL
               : "must be 2.009, 1.009 or name";
}

#define CONFIG(name) offsetof(struct tp_config, name)
static const struct member serve_members[] = {
    {"listen", TEXT, false, CONFIG(serve_listen), check_listen, NULL},
    {"url", TEXT, false, CONFIG(serve_url), check_url, NULL},
    {"certificate", TEXT, false, CONFIG(serve_certificate), check_name, NULL},
    {"key", TEXT, false, CONFIG(serve_key), check_name, NULL},
    {"clients", TEXT, false, CONFIG(serve_clients), check_name, NULL},
    {"client_certificate", TEXT, false, CONFIG(serve_client_certificate), check_name, NULL},
    {"client_key", TEXT, false, CONFIG(serve_client_key), check_name, NULL},
    {"proxy", TEXT, false, CONFIG(serve_proxy), check_name, NULL},
    {"proxy_listen", TEXT, false, CONFIG(serve_proxy_listen), check_listen, NULL},
    {"metrics", TEXT, false, CONFIG(serve_metrics), check_name, NULL},
    {"requests_per_s", NUMBER, false, CONFIG(serve_requests_per_s), check_whole_number, NULL},
    {"receipts_per_s", NUMBER, false, CONFIG(serve_receipts_per_s), check_whole_number, NULL},
    {"log_addresses", FLAG, false, CONFIG(serve_log_addresses), NULL, NULL},
    {0},
};
static const struct member oidc_members[] = {
    {"issuer", TEXT, true, CONFIG(oidc_issuer), check_url, NULL},
    {"audience", TEXT, true, CONFIG(oidc_audience), check_name, NULL},
    {"keys", TEXT, false, CONFIG(oidc_keys), check_url, NULL},
    {"claim", TEXT, true, CONFIG(oidc_claim), check_name, NULL},
    {"roles", ROLES, true, 0, NULL, NULL},
    {0},
};
static const struct member role_members[] = {
    {"value", TEXT, true, offsetof(struct tp_config_role, value), check_name, NULL},
    {"duty", TEXT, true, offsetof(struct tp_config_role, duty), check_name, NULL},
    {0},
};
static const struct member bookings_members[] = {
    {"waiting", NUMBER, false, CONFIG(bookings_waiting), check_whole_number, NULL},
    {0},
};
static const struct member drop_members[] = {
    {"folder", TEXT, false, CONFIG(drop_folder), check_name, NULL},
    {"account", TEXT, true, CONFIG(drop_account), check_name, NULL},
    {"purpose", TEXT, true, CONFIG(drop_purpose), check_purpose, NULL},
    {"offence", TEXT, false, CONFIG(drop_offence), check_level, NULL},
    {"case", TEXT, false, CONFIG(drop_case), check_case, NULL},
    {0},
};
static const struct member search_members[] = {
    {"fpir", NUMBER, false, CONFIG(search_fpir), check_share, NULL},
    {0},
};
static const struct member retention_members[] = {
    {"bookings_days", DAYS, false, CONFIG(retention_bookings_days), NULL, NULL},
    {"requests_days", DAYS, false, CONFIG(retention_requests_days), NULL, NULL},
    {0},
};
static const struct member review_members[] = {
    {"seeded_of_thousand", NUMBER, false, CONFIG(review_seeded), check_of_thousand, NULL},
    {"claim_hours", COUNT, false, CONFIG(review_claim_hours), NULL, NULL},
    {"claims", COUNT, false, CONFIG(review_claims), NULL, NULL},
    {0},
};
static const struct member leaves_members[] = {
    {"every_hours", COUNT, false, CONFIG(leaves_every_hours), NULL, NULL},
    {"least", COUNT, false, CONFIG(leaves_least), NULL, NULL},
    {"latest_days", DAYS, false, CONFIG(leaves_latest_days), NULL, NULL},
    {0},
};
static const struct member root_members[] = {
    {"id", TEXT, true, CONFIG(id), check_id, NULL},
    {"name", TEXT, true, CONFIG(name), check_name, NULL},
    {"jurisdiction", TEXT, true, CONFIG(jurisdiction), check_jurisdiction, NULL},
    {"rehearsal", FLAG, false, CONFIG(rehearsal), NULL, NULL},
    {"agencies", AGENCIES, false, 0, NULL, NULL},
    {"bookings", SECTION, false, 0, NULL, bookings_members},
    {"drop", SECTION, false, 0, NULL, drop_members},
    {"search", SECTION, false, 0, NULL, search_members},
    {"retention", SECTION, false, 0, NULL, retention_members},
    {"review", SECTION, false, 0, NULL, review_members},
    {"leaves", SECTION, false, 0, NULL, leaves_members},
    {"serve", SECTION, false, 0, NULL, serve_members},
    {"oidc", SECTION, false, 0, NULL, oidc_members},
    {"key_file", TEXT, false, CONFIG(key_file), check_name, NULL},
    {"token_module", TEXT, false, CONFIG(token_module), check_name, NULL},
    {"token_label", TEXT, false, CONFIG(token_label), check_name, NULL},
    {"token_key", TEXT, false, CONFIG(token_key), check_name, NULL},
    {"ledger_origin", TEXT, true, CONFIG(ledger_origin), check_origin, NULL},
    {"partners", PARTNERS, false, 0, NULL, NULL},
    {"witnesses", WITNESSES, false, 0, NULL, NULL},
    {"witnesses_needed", COUNT, false, CONFIG(witnesses_needed), NULL, NULL},
    {0},
};
static const struct member partner_members[] = {
    {"id", TEXT, true, offsetof(struct tp_config_partner, id), check_id, NULL},
    {"name", TEXT, true, offsetof(struct tp_config_partner, name), check_name, NULL},
    {"key", TEXT, true, offsetof(struct tp_config_partner, key), check_key, NULL},
    {"url", TEXT, false, offsetof(struct tp_config_partner, url), check_url, NULL},
    {"authority", TEXT, false, offsetof(struct tp_config_partner, authority), check_name, NULL},
    {"certificate", TEXT, false, offsetof(struct tp_config_partner, certificate), check_certificate, NULL},
    {0},
};
static const struct member agency_members[] = {
    {"ori", TEXT, true, offsetof(struct tp_config_agency, ori), check_agency, NULL},
    {"jurisdiction", TEXT, true, offsetof(struct tp_config_agency, jurisdiction), check_jurisdiction, NULL},
    {"name", TEXT, false, offsetof(struct tp_config_agency, name), check_name, NULL},
    {"accounts", NAMES, false, offsetof(struct tp_config_agency, accounts), check_name, NULL},
    {0},
};
static const struct member witness_members[] = {
    {"verifier", TEXT, true, offsetof(struct tp_config_witness, verifier), check_verifier, NULL},
    {"url", TEXT, false, offsetof(struct tp_config_witness, url), check_url, NULL},
    {0},
};

/* ---- reading by the tables ---------------------------------------------------------------------------------------
 */

static tp_status fail_at(const struct reader *reader, const yaml_node_t *node, const char *member, const char *words)
{
    char field[96];

    snprintf(field, sizeof field, "line %zu%s%s%.40s", node->start_mark.line + 1,
             reader->prefix[0] || member[0] ? ", " : "", reader->prefix, member);
    return tp_fail(reader->diag, TP_E_FORMAT, field, -1, "%s", words);
}

/* A scalar without a byte 0, at most TEXT_MAX bytes; NULL for anything else. */
static const char *scalar_text(const yaml_node_t *node)
{
    const char *text = (const char *)node->data.scalar.value;

    if (node->type != YAML_SCALAR_NODE || node->data.scalar.length > TEXT_MAX ||
        strlen(text) != node->data.scalar.length)
        return NULL;
    return text;
}

static tp_status read_text(struct reader *reader, const yaml_node_t *node, const struct member *member, char **out)
{
    const char *text = scalar_text(node), *wrong;

    if (!text || text[0] == '\0')
        return fail_at(reader, node, member->name, "must be a text of 1 to 1024 bytes");
    wrong = member->check(text);
    if (wrong)
        return fail_at(reader, node, member->name, wrong);
    *out = strdup(text);
    return *out ? TP_OK : tp_fail(reader->diag, TP_E_MEMORY, NULL, -1, "no memory for the configuration");
}

static tp_status read_names(struct reader *reader, const yaml_node_t *node, const struct member *member,
                            struct tp_config_names *out)
{
    const yaml_node_item_t *item = node->data.sequence.items.start;
    size_t count = 0;
    void *memory;
    tp_status status = TP_OK;

    if (node->type == YAML_SEQUENCE_NODE)
        count = (size_t)(node->data.sequence.items.top - item);
    if (count == 0 || count > NAMES_MAX)
        return fail_at(reader, node, member->name, "must be a list of 1 to 256 names");
    status = tp_alloc_zero(&memory, count, sizeof *out->items, reader->diag);
    if (status == TP_OK)
        out->items = memory;
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status =
            read_text(reader, yaml_document_get_node(&reader->document, item[i]), member, &out->items[out->count++]);
    return status;
}

static tp_status read_flag(struct reader *reader, const yaml_node_t *node, const struct member *member, bool *out)
{
    const char *text = scalar_text(node);

    *out = text && strcmp(text, "true") == 0;
    if (!*out && (!text || strcmp(text, "false") != 0))
        return fail_at(reader, node, member->name, "must be true or false");
    return TP_OK;
}

static tp_status read_count(struct reader *reader, const yaml_node_t *node, const struct member *member, unsigned *out)
{
    const char *text = scalar_text(node);
    bool is_days = member->kind == DAYS;

    if (!text || text[0] == '\0' || strlen(text) > (is_days ? 5u : 2u) || strspn(text, "0123456789") != strlen(text))
        return fail_at(reader, node, member->name,
                       is_days ? "must be a whole number of days, at most 99999"
                               : "must be a whole number, at most 99");
    *out = (unsigned)strtoul(text, NULL, 10);
    return TP_OK;
}

static tp_status read_number(struct reader *reader, const yaml_node_t *node, const struct member *member, double *out)
{
    const char *text = scalar_text(node), *wrong = text ? member->check(text) : "must be a number";

    if (wrong)
        return fail_at(reader, node, member->name, wrong);
    *out = strtod(text, NULL);
    return TP_OK;
}

static tp_status read_section(struct reader *reader, const yaml_node_t *node, const struct member *section,
                              struct tp_config *config);
static tp_status read_agencies(struct reader *reader, const yaml_node_t *node, struct tp_config *config);
static tp_status read_roles(struct reader *reader, const yaml_node_t *node, struct tp_config *config);
static tp_status read_partners(struct reader *reader, const yaml_node_t *node, struct tp_config *config);
static tp_status read_witnesses(struct reader *reader, const yaml_node_t *node, struct tp_config *config);

static tp_status read_value(struct reader *reader, const yaml_node_t *node, const struct member *member, void *target)
{
    char *place = (char *)target + member->offset;

    switch (member->kind) {
    case TEXT:
        return read_text(reader, node, member, (char **)(void *)place);
    case NAMES:
        return read_names(reader, node, member, (struct tp_config_names *)(void *)place);
    case FLAG:
        return read_flag(reader, node, member, (bool *)(void *)place);
    case COUNT:
    case DAYS:
        return read_count(reader, node, member, (unsigned *)(void *)place);
    case NUMBER:
        return read_number(reader, node, member, (double *)(void *)place);
    case SECTION:
        return read_section(reader, node, member, target);
    case AGENCIES:
        return read_agencies(reader, node, target);
    case ROLES:
        return read_roles(reader, node, target);
    case PARTNERS:
        return read_partners(reader, node, target);
    case WITNESSES:
        return read_witnesses(reader, node, target);
    default:
        TP_ASSERT(false);
    }
}

static const struct member *find_member(const struct member *members, const char *name)
{
    for (; members->name; members++)
        if (name && strcmp(members->name, name) == 0)
            return members;
    return NULL;
}

static tp_status read_pair(struct reader *reader, const yaml_node_pair_t *pair, const struct member *members,
                           void *target, bool seen[MEMBERS_MAX])
{
    const yaml_node_t *key = yaml_document_get_node(&reader->document, pair->key);
    const char *name = scalar_text(key);
    const struct member *member = find_member(members, name);

    if (!member)
        return fail_at(reader, key, name && !check_name(name) ? name : "", "there is no member of this name");
    if (seen[member - members])
        return fail_at(reader, key, name, "is there twice");
    seen[member - members] = true;
    return read_value(reader, yaml_document_get_node(&reader->document, pair->value), member, target);
}

static tp_status read_mapping(struct reader *reader, const yaml_node_t *node, const struct member *members,
                              void *target)
{
    bool seen[MEMBERS_MAX] = {false};

    if (node->type != YAML_MAPPING_NODE)
        return fail_at(reader, node, "", "must be a mapping of names to values");
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
        tp_status status = read_pair(reader, pair, members, target, seen);
        if (status != TP_OK)
            return status;
    }
    for (size_t i = 0; members[i].name; i++)
        if (members[i].required && !seen[i])
            return fail_at(reader, node, members[i].name, "is missing");
    return TP_OK;
}

/* A mapping inside the file's own; its members are those of the whole configuration. */
static tp_status read_section(struct reader *reader, const yaml_node_t *node, const struct member *section,
                              struct tp_config *config)
{
    tp_status status;

    snprintf(reader->prefix, sizeof reader->prefix, "%s.", section->name);
    status = read_mapping(reader, node, section->members, config);
    reader->prefix[0] = '\0';
    return status;
}

/* ---- the lists ---------------------------------------------------------------------------------------------------
 */

/* Room for the elements of a list in *ITEMS; *COUNT tells how many have been read so far. */
static tp_status open_list(struct reader *reader, const yaml_node_t *node, const char *name, size_t most,
                           size_t *elements)
{
    char words[64];

    *elements = 0;
    if (node->type != YAML_SEQUENCE_NODE)
        return fail_at(reader, node, name, "must be a list");
    *elements = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    snprintf(words, sizeof words, "has %zu elements, at most %zu are accepted", *elements, most);
    return *elements <= most ? TP_OK : fail_at(reader, node, name, words);
}

static const yaml_node_t *element_at(struct reader *reader, const yaml_node_t *list, const char *name, size_t place)
{
    snprintf(reader->prefix, sizeof reader->prefix, "%s[%zu].", name, place);
    return yaml_document_get_node(&reader->document, list->data.sequence.items.start[place]);
}

static tp_status read_agency(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    const struct tp_config_agency *agency = &config->agencies[config->agency_count];
    tp_status status = read_mapping(reader, node, agency_members, &config->agencies[config->agency_count++]);

    for (unsigned i = 0; status == TP_OK && i + 1 < config->agency_count; i++)
        if (strcmp(config->agencies[i].ori, agency->ori) == 0)
            status = fail_at(reader, node, "ori", "another agency has it, too");
    return status;
}

static tp_status read_agencies(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    size_t elements;
    void *memory;
    tp_status status = open_list(reader, node, "agencies", AGENCIES_MAX, &elements);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, elements, sizeof *config->agencies, reader->diag);
    if (status == TP_OK)
        config->agencies = memory;
    for (size_t i = 0; status == TP_OK && i < elements; i++)
        status = read_agency(reader, element_at(reader, node, "agencies", i), config);
    reader->prefix[0] = '\0';
    return status;
}

static tp_status read_roles(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    size_t elements;
    void *memory;
    tp_status status = open_list(reader, node, "roles", ROLES_MAX, &elements);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, elements, sizeof *config->oidc_roles, reader->diag);
    if (status == TP_OK)
        config->oidc_roles = memory;
    for (size_t i = 0; status == TP_OK && i < elements; i++) {
        const yaml_node_t *role = element_at(reader, node, "oidc.roles", i);
        status = read_mapping(reader, role, role_members, &config->oidc_roles[config->oidc_role_count++]);
    }
    snprintf(reader->prefix, sizeof reader->prefix, "oidc.");
    return status;
}

static tp_status read_partner(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    const struct tp_config_partner *partner = &config->partners[config->partner_count];
    tp_status status = read_mapping(reader, node, partner_members, &config->partners[config->partner_count++]);

    for (unsigned i = 0; status == TP_OK && i + 1 < config->partner_count; i++) {
        if (strcmp(config->partners[i].id, partner->id) == 0)
            status = fail_at(reader, node, "id", "another partner has it, too");
        else if (strcmp(config->partners[i].key, partner->key) == 0)
            status = fail_at(reader, node, "key", "another partner has it, too");
    }
    return status;
}

static tp_status read_partners(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    size_t elements;
    void *memory;
    tp_status status = open_list(reader, node, "partners", PARTNERS_MAX, &elements);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, elements, sizeof *config->partners, reader->diag);
    if (status == TP_OK)
        config->partners = memory;
    for (size_t i = 0; status == TP_OK && i < elements; i++)
        status = read_partner(reader, element_at(reader, node, "partners", i), config);
    reader->prefix[0] = '\0';
    return status;
}

static tp_status read_witness(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    const struct tp_config_witness *witness = &config->witnesses[config->witness_count];
    tp_status status = read_mapping(reader, node, witness_members, &config->witnesses[config->witness_count++]);

    for (unsigned i = 0; status == TP_OK && i + 1 < config->witness_count; i++)
        if (strcmp(config->witnesses[i].verifier, witness->verifier) == 0)
            status = fail_at(reader, node, "verifier", "another witness has it, too");
    return status;
}

static tp_status read_witnesses(struct reader *reader, const yaml_node_t *node, struct tp_config *config)
{
    size_t elements;
    void *memory;
    tp_status status = open_list(reader, node, "witnesses", TP_LEDGER_WITNESSES_MAX, &elements);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, elements, sizeof *config->witnesses, reader->diag);
    if (status == TP_OK)
        config->witnesses = memory;
    for (size_t i = 0; status == TP_OK && i < elements; i++)
        status = read_witness(reader, element_at(reader, node, "witnesses", i), config);
    reader->prefix[0] = '\0';
    return status;
}

/* ---- the whole file ----------------------------------------------------------------------------------------------
 */

/* Points at the value of a member of ROOT, or at ROOT. */
static tp_status fail_in(struct reader *reader, const yaml_node_t *root, const char *name, const char *words)
{
    const yaml_node_t *at = root;

    for (const yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < root->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(&reader->document, pair->key);
        if (strcmp(scalar_text(key), name) == 0)
            at = key;
    }
    return fail_at(reader, at, name, words);
}

static tp_status check_tls(struct reader *reader, const yaml_node_t *root, const struct tp_config *config)
{
    if (!config->serve_certificate != !config->serve_key)
        return fail_in(reader, root, "serve", "certificate and key belong together");
    if (!config->serve_client_certificate != !config->serve_client_key)
        return fail_in(reader, root, "serve", "client_certificate and client_key belong together");
    if (config->serve_clients && !config->serve_certificate)
        return fail_in(reader, root, "serve", "clients can only prove themselves where there is a certificate");
    for (unsigned i = 0; i < config->partner_count; i++)
        if (config->partners[i].certificate && !config->serve_clients)
            return fail_in(reader, root, "partners", "a partner's certificate is only seen where serve has clients");
    for (unsigned i = 0; i < config->partner_count; i++)
        if (!config->rehearsal && config->partners[i].url && !tp_url_is_private(config->partners[i].url))
            return fail_in(reader, root, "partners",
                           "prints and names are sent there: the url must begin with https://");
    return TP_OK;
}

/* Rules between members. */
static tp_status check_whole(struct reader *reader, const yaml_node_t *root, const struct tp_config *config)
{
    bool token = config->token_module || config->token_label || config->token_key;
    bool whole_token = config->token_module && config->token_label && config->token_key;
    const char *end = strrchr(config->ledger_origin, '/');

    if (config->key_file && token)
        return fail_in(reader, root, "key_file", "the key is in a file or on a token, not both");
    if (!config->key_file && !token)
        return fail_in(reader, root, "key_file", "is missing, and so is a token");
    if (token && !whole_token)
        return fail_in(reader, root, config->token_module ? "token_module" : "token_label",
                       "token_module, token_label and token_key belong together");
    if (config->rehearsal != (end && strcmp(end, "/rehearsal") == 0))
        return fail_in(reader, root, "ledger_origin", "ends in /rehearsal exactly for a rehearsal");
    if (config->witnesses_needed > config->witness_count)
        return fail_in(reader, root, "witnesses_needed", "there are not so many witnesses");
    if (config->review_claims == 0 || config->review_claim_hours == 0)
        return fail_in(reader, root, "review", "claims and claim_hours are at least 1");
    for (unsigned i = 0; i < config->agency_count; i++)
        if (!tp_jurisdiction_covers(config->jurisdiction, config->agencies[i].jurisdiction))
            return fail_in(reader, root, "agencies", "an agency is not of the organisation's jurisdiction");
    for (unsigned i = 0; i < config->partner_count; i++)
        if (strcmp(config->partners[i].id, config->id) == 0)
            return fail_in(reader, root, "partners", "a partner has the organisation's own id");
    return check_tls(reader, root, config);
}

static tp_status fail_to_parse(const yaml_parser_t *parser, struct tp_diag *diag)
{
    char field[32];

    if (parser->error == YAML_MEMORY_ERROR)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the configuration");
    snprintf(field, sizeof field, "line %zu", parser->problem_mark.line + 1);
    return tp_fail(diag, TP_E_FORMAT, field, parser->error == YAML_READER_ERROR ? (int64_t)parser->problem_offset : -1,
                   "it is no YAML: %s", parser->problem ? parser->problem : "it cannot be read");
}

static tp_status read_root(struct reader *reader, struct tp_config *config)
{
    const yaml_node_t *root = yaml_document_get_root_node(&reader->document);
    tp_status status;

    if (!root)
        return tp_fail(reader->diag, TP_E_FORMAT, "line 1", -1, "the file is empty");
    status = read_mapping(reader, root, root_members, config);
    return status == TP_OK ? check_whole(reader, root, config) : status;
}

/* Nothing but one document. */
static tp_status check_end(yaml_parser_t *parser, struct tp_diag *diag)
{
    yaml_document_t next;
    bool ends;

    if (!yaml_parser_load(parser, &next))
        return fail_to_parse(parser, diag);
    ends = !yaml_document_get_root_node(&next);
    yaml_document_delete(&next);
    return ends ? TP_OK : tp_fail(diag, TP_E_FORMAT, NULL, -1, "there is a second document in the file");
}

static tp_status parse(yaml_parser_t *parser, struct tp_config *config, struct tp_diag *diag)
{
    struct reader reader = {.diag = diag};
    tp_status status;

    if (!yaml_parser_load(parser, &reader.document))
        return fail_to_parse(parser, diag);
    status = read_root(&reader, config);
    yaml_document_delete(&reader.document);
    return status == TP_OK ? check_end(parser, diag) : status;
}

tp_status tp_config_parse(const void *yaml, size_t size_bytes, struct tp_config **out, struct tp_diag *diag)
{
    yaml_parser_t parser;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    if (!yaml_parser_initialize(&parser)) {
        tp_config_free(out);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the configuration");
    }
    (*out)->bookings_waiting = BOOKINGS_WAITING;
    (*out)->search_fpir = SEARCH_FPIR;
    (*out)->retention_bookings_days = RETENTION_BOOKINGS_DAYS;
    (*out)->retention_requests_days = RETENTION_REQUESTS_DAYS;
    (*out)->review_claim_hours = REVIEW_CLAIM_HOURS;
    (*out)->review_claims = REVIEW_CLAIMS;
    (*out)->leaves_every_hours = LEAVES_EVERY_HOURS;
    (*out)->leaves_least = LEAVES_LEAST;
    (*out)->leaves_latest_days = LEAVES_LATEST_DAYS;
    (*out)->serve_requests_per_s = REQUESTS_PER_S;
    (*out)->serve_receipts_per_s = RECEIPTS_PER_S;
    yaml_parser_set_input_string(&parser, yaml, size_bytes);
    status = parse(&parser, *out, diag);
    yaml_parser_delete(&parser);
    if (status != TP_OK)
        tp_config_free(out);
    return status;
}

tp_status tp_config_load(const char *path, struct tp_config **out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_config_parse(data, size_bytes, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

static void free_names(struct tp_config_names *names)
{
    for (unsigned i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

static void free_texts(const struct member *members, void *target)
{
    for (; members->name; members++)
        if (members->kind == TEXT)
            free(*(char **)(void *)((char *)target + members->offset));
        else if (members->kind == NAMES)
            free_names((struct tp_config_names *)(void *)((char *)target + members->offset));
        else if (members->kind == SECTION)
            free_texts(members->members, target);
}

void tp_config_free(struct tp_config **config)
{
    if (!*config)
        return;
    for (unsigned i = 0; i < (*config)->agency_count; i++)
        free_texts(agency_members, &(*config)->agencies[i]);
    for (unsigned i = 0; i < (*config)->oidc_role_count; i++)
        free_texts(role_members, &(*config)->oidc_roles[i]);
    for (unsigned i = 0; i < (*config)->partner_count; i++)
        free_texts(partner_members, &(*config)->partners[i]);
    for (unsigned i = 0; i < (*config)->witness_count; i++)
        free_texts(witness_members, &(*config)->witnesses[i]);
    free_texts(root_members, *config);
    free((*config)->agencies);
    free((*config)->oidc_roles);
    free((*config)->partners);
    free((*config)->witnesses);
    free(*config);
    *config = NULL;
}
