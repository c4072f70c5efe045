/* SPDX-License-Identifier: Apache-2.0 */
/* Making an organisation's folder: everything is made in a folder beside it, which takes its name at the end. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/organisation.h"
#include "store/store.h"

/* ---- organisation.yaml ------------------------------------------------------------------------------------------- */

/* In double quotes, with YAML's escapes. */
static void write_quoted(struct tp_buffer *out, const char *text)
{
    tp_write_u8(out, '"');
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"' || byte == '\\')
            tp_write_text(out, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            tp_write_text(out, "\\x%02x", byte);
        else
            tp_write_u8(out, byte);
    }
    tp_write_u8(out, '"');
}

static void write_member(struct tp_buffer *out, const char *comment, const char *name, const char *value)
{
    if (comment)
        tp_write_text(out, "\n# %s\n", comment);
    tp_write_text(out, "%s: ", name);
    write_quoted(out, value);
    tp_write_u8(out, '\n');
}

static void write_key(struct tp_buffer *out, const struct tp_token *token)
{
    if (!token) {
        write_member(out, "The signing key, encrypted under a passphrase; a path in this folder, or an absolute one.",
                     "key_file", "key.pem");
        return;
    }
    write_member(out, "The signing key is on a token: the maker's PKCS #11 module, the token's label, the key's label.",
                 "token_module", token->module);
    write_member(out, NULL, "token_label", token->token);
    write_member(out, NULL, "token_key", token->key);
}

/* A rehearsal's ledger says so in its name, wherever it is seen. */
static void write_origin(struct tp_buffer *out, const struct tp_organisation_init *init)
{
    static const char comment[] =
        "The ledger's name for everybody, for ever: a URL without its scheme that is the organisation's own.";
    char origin[TP_LEDGER_NAME_MAX + 64];
    const char *end;

    if (init->ledger_origin)
        snprintf(origin, sizeof origin, "%s", init->ledger_origin);
    else
        snprintf(origin, sizeof origin, "%s/ledger", init->id);
    end = strrchr(origin, '/');
    if (init->rehearsal && (!end || strcmp(end, "/rehearsal") != 0))
        snprintf(origin + strlen(origin), sizeof origin - strlen(origin), "/rehearsal");
    write_member(out, comment, "ledger_origin", origin);
}

static void write_element(struct tp_buffer *out, const char *name, const char *value, bool first)
{
    if (!value)
        return;
    tp_write_text(out, "  %c %s: ", first ? '-' : ' ', name);
    write_quoted(out, value);
    tp_write_u8(out, '\n');
}

static void write_partners(struct tp_buffer *out, const struct tp_organisation_init *init)
{
    tp_write_text(out,
                  "\n# Partners, with the keys that they gave us themselves. An agreement that names one of them\n"
                  "# with another key is refused.\n"
                  "#   - id: dhs-ident\n"
                  "#     name: Department of Homeland Security, IDENT\n"
                  "#     key: 32 bytes in base64\n"
                  "#     url: https://node.dhs.example/\n"
                  "#     authority: dhs-ca.pem\n"
                  "#     certificate: CN=node.dhs.example,O=DHS\n"
                  "# url: where its node takes messages; authority: who vouches for that node's certificate;\n"
                  "# certificate: SHA-256 of the one that it must prove itself with, or of its public key (needs "
                  "serve.clients).\n"
                  "partners:%s\n",
                  init->partner_count ? "" : " []");
    for (size_t i = 0; i < init->partner_count; i++) {
        write_element(out, "id", init->partners[i].id, true);
        write_element(out, "name", init->partners[i].name, false);
        write_element(out, "key", init->partners[i].key, false);
        write_element(out, "url", init->partners[i].url, false);
        write_element(out, "authority", init->partners[i].authority, false);
    }
}

static void write_witnesses(struct tp_buffer *out, const struct tp_organisation_init *init)
{
    tp_write_text(out,
                  "\n# Witnesses that cosign the ledger's checkpoints, and how many of them are needed.\n"
                  "#   - verifier: witness.example+hex+base64\n"
                  "#     url: https://witness.example/\n"
                  "witnesses:%s\n",
                  init->witness_count ? "" : " []");
    for (size_t i = 0; i < init->witness_count; i++) {
        write_element(out, "verifier", init->witnesses[i].verifier, true);
        write_element(out, "url", init->witnesses[i].url, false);
    }
    tp_write_text(out, "witnesses_needed: %zu\n", init->witnesses_needed);
}

static void write_bookings(struct tp_buffer *out)
{
    tp_write_text(
        out,
        "\n# Agencies that submit bookings, by the identifier in their files: what jurisdiction a booking is of.\n"
        "#   - ori: NY0270000\n"
        "#     jurisdiction: US-NY-027\n"
        "#     name: Dutchess County Sheriff\n"
        "#     accounts: [livescan, a.clerk]   # who may book for it, and read its bookings; any contributor without "
        "this line\n"
        "agencies: []\n"
        "\n# How many bookings may wait to be checked and searched before others are turned away (0: any).\n"
        "bookings:\n"
        "  waiting: 1000\n"
        "\n# A folder whose files are bookings; without it the folder drop beside this file. Whose account they are\n"
        "# of, for what purpose, how serious what is charged is, and what the case's reference is: the field 2.009\n"
        "# or 1.009 of the file, or its name; without it the first of these that there is.\n"
        "# drop:\n"
        "#   folder: /var/spool/tenprint\n"
        "#   account: livescan\n"
        "#   purpose: criminal-identification\n"
        "#   offence: unknown\n"
        "#   case: 2.009\n"
        "\n# How often a search of the own repository for somebody who is not in it may give a candidate.\n"
        "search:\n"
        "  fpir: 0.001\n"
        "\n# After how many days data are erased by themselves: of the organisation's own bookings, and of what\n"
        "# partners sent to be searched. 0 is never.\n"
        "retention:\n"
        "  bookings_days: 3650\n"
        "  requests_days: 30\n");
}

static void write_review(struct tp_buffer *out, bool rehearsal)
{
    tp_write_text(
        out,
        "\n# Examination of prints: for each thousand cases so many are added whose truth is known, to others\n"
        "# than the examiner; how many hours an examiner has for a task, and how many tasks at a time.\n"
        "review:\n"
        "  seeded_of_thousand: %d\n"
        "  claim_hours: 24\n"
        "  claims: 3\n",
        rehearsal ? 0 : 20);
}

static void write_leaves(struct tp_buffer *out, bool rehearsal)
{
    tp_write_text(
        out,
        "\n# Leaves about people go into the ledger together and shuffled, so that it does not show what came of a\n"
        "# search: every so many hours (0: each minute, as in rehearsals), once there are so many answers under each\n"
        "# agreement and submissions of each state among them, but at the latest after so many days.\n"
        "leaves:\n"
        "  every_hours: %d\n"
        "  least: %d\n"
        "  latest_days: 31\n",
        rehearsal ? 0 : 24, rehearsal ? 0 : 10);
}

static void write_serving(struct tp_buffer *out)
{
    tp_write_text(
        out,
        "\n# Where `tenprint serve` answers. Beyond this machine only with a certificate; clients names the\n"
        "# authorities (a file) whose certificates partners' nodes prove themselves with, and must, once it is set.\n"
        "# This node proves itself to partners with its certificate, or with client_certificate.\n"
        "serve:\n"
        "  listen: 127.0.0.1:7400\n"
        "#  url: https://node.example\n"
        "#  certificate: /etc/tenprint/certificate.pem\n"
        "#  key: /etc/tenprint/key.pem\n"
        "#  clients: /etc/tenprint/partners.pem\n"
        "#  client_certificate: /etc/tenprint/client.pem\n"
        "#  client_key: /etc/tenprint/client-key.pem\n"
        "#  proxy: 127.0.0.1\n"
        "#  proxy_listen: 127.0.0.1:7401\n"
        "#  metrics: 10.0.0.7\n"
        "# Requests a second from one address (0: no limit), those with a receipt's code, and whether the log has\n"
        "# addresses.\n"
        "  requests_per_s: 2000\n"
        "  receipts_per_s: 1\n"
        "  log_addresses: false\n"
        "\n# An identity provider (OpenID Connect) whose tokens are accepted, and which of its roles is what here.\n"
        "# oidc:\n"
        "#   issuer: https://login.example/\n"
        "#   audience: tenprint\n"
        "#   claim: roles\n"
        "#   roles:\n"
        "#     - value: fingerprint-bureau\n"
        "#       duty: examiner\n");
}

static void write_configuration(struct tp_buffer *out, const struct tp_organisation_init *init)
{
    tp_write_text(out,
                  "# An organisation's configuration. docs/operations.md explains it; unknown members are errors.\n");
    write_member(out, "The organisation's id in agreements, and its name in words.", "id", init->id);
    write_member(out, NULL, "name", init->name);
    write_member(out, "Where it has authority: ISO 3166 codes, for counties with the last part of the FIPS code.",
                 "jurisdiction", init->jurisdiction);
    tp_write_text(out,
                  "\n# A rehearsal is not for real: its clock may be set, and its ledger's name ends in /rehearsal.\n"
                  "rehearsal: %s\n",
                  init->rehearsal ? "true" : "false");
    write_key(out, init->token);
    write_origin(out, init);
    write_serving(out);
    write_bookings(out);
    write_review(out, init->rehearsal);
    write_leaves(out, init->rehearsal);
    write_partners(out, init);
    write_witnesses(out, init);
}

/* What the reader says of the text that was made from INIT is about INIT. */
static tp_status check_configuration(const struct tp_buffer *text, struct tp_config **out, struct tp_diag *diag)
{
    struct tp_diag found;
    const char *member;
    tp_status status;

    *out = NULL;
    if (text->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the configuration");
    tp_diag_init(&found);
    status = tp_config_parse(text->data, text->size_bytes, out, &found);
    if (status == TP_OK)
        return TP_OK;
    member = strstr(found.field, ", ");
    return tp_fail(diag, status == TP_E_FORMAT ? TP_E_ARGUMENT : status, member ? member + 2 : found.field, -1, "%s",
                   found.text);
}

/* ---- the folder --------------------------------------------------------------------------------------------------
 */

/* What is made, in the folder of a temporary name. */
struct making {
    const struct tp_organisation_init *init;
    char folder[PATH_MAX], path[PATH_MAX + 32];
    struct tp_buffer text;
    struct tp_config *config;
    struct tp_signer *signer;
};

static const char *path_of(struct making *making, const char *name)
{
    snprintf(making->path, sizeof making->path, "%s/%s", making->folder, name);
    return making->path;
}

/* A key that is on the token already is used: it may have been made in a ceremony, or by an attempt that failed. */
static tp_status open_token(const struct tp_token *token, struct tp_signer **out, struct tp_diag *diag)
{
    struct tp_diag unused;

    tp_diag_init(&unused);
    if (tp_signer_open_token(token, false, out, &unused) == TP_E_NOT_FOUND)
        return tp_signer_open_token(token, true, out, diag);
    return *out ? TP_OK : tp_fail(diag, unused.status, unused.field, -1, "%s", unused.text);
}

static tp_status make_key(struct making *making, struct tp_diag *diag)
{
    const struct tp_organisation_init *init = making->init;
    tp_status status;

    if (init->token)
        return open_token(init->token, &making->signer, diag);
    if (init->seed)
        status = tp_signer_from_seed(init->seed, &making->signer, diag);
    else
        status = tp_signer_generate(&making->signer, diag);
    if (status == TP_OK)
        status = tp_signer_save(making->signer, path_of(making, "key.pem"), init->passphrase,
                                init->rehearsal ? TP_GUARD_REHEARSAL : TP_GUARD_STRONG, diag);
    return status;
}

static tp_status make_store(struct making *making, struct tp_diag *diag)
{
    static const struct tp_store_options options = {.create = true};
    struct tp_store *store = NULL;
    tp_status status = tp_store_open(path_of(making, "store.db"), &options, &store, diag);

    tp_store_close(&store);
    return status;
}

/* The key's verifier in a file of one line, so that reading the ledger needs no passphrase. */
static tp_status make_verifier(struct making *making, struct tp_diag *diag)
{
    struct tp_verifier verifier;
    struct tp_buffer line;
    tp_status status =
        tp_verifier_make(making->config->ledger_origin, TP_KEY_NOTE, tp_signer_public(making->signer), &verifier, diag);

    if (status != TP_OK)
        return status;
    if (making->init->verifier)
        *making->init->verifier = verifier;
    tp_buffer_init(&line);
    tp_verifier_write(&verifier, &line);
    tp_write_u8(&line, '\n');
    if (line.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the verifier");
    else
        status = tp_file_write(path_of(making, "verifier"), line.data, line.size_bytes, diag);
    tp_buffer_deinit(&line);
    return status;
}

static tp_status make_contents(struct making *making, struct tp_diag *diag)
{
    tp_status status = make_key(making, diag);

    if (status == TP_OK)
        status = make_verifier(making, diag);
    if (status == TP_OK)
        status = tp_file_write(path_of(making, "organisation.yaml"), making->text.data, making->text.size_bytes, diag);
    if (status == TP_OK)
        status = make_store(making, diag);
    if (status == TP_OK)
        status = tp_ledger_create(path_of(making, "ledger"), making->config->ledger_origin, making->signer, diag);
    return status;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static tp_status check_absent(const char *folder, struct tp_diag *diag)
{
    struct stat info;

    if (lstat(folder, &info) == 0)
        return tp_fail(diag, TP_E_EXISTS, NULL, -1, "there is something of this name, which is left alone");
    if (errno != ENOENT)
        return tp_fail(diag, TP_E_IO, NULL, -1, "cannot look: %s", strerror(errno));
    return TP_OK;
}

/* Makes the new name durable. */
static void sync_parent(const char *folder)
{
    char parent[PATH_MAX];
    const char *slash = strrchr(folder, '/');
    int file;

    snprintf(parent, sizeof parent, "%.*s", slash ? TP_MAX((int)(slash - folder), 1) : 1, slash ? folder : ".");
    file = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        (void)fsync(file);
        close(file);
    }
}

/* Between the look and the renaming nobody but an empty folder can lose its name. */
static tp_status make_folder(struct making *making, const char *folder, struct tp_diag *diag)
{
    tp_status status = check_absent(folder, diag);

    if (status != TP_OK)
        return status;
    if (snprintf(making->folder, sizeof making->folder, "%s.XXXXXX", folder) >= (int)sizeof making->folder)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the path is too long");
    if (!mkdtemp(making->folder))
        return tp_fail(diag, TP_E_IO, NULL, -1, "cannot make a folder beside it: %s", strerror(errno));
    status = make_contents(making, diag);
    if (status == TP_OK && rename(making->folder, folder) != 0)
        status = tp_fail(diag, errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR ? TP_E_EXISTS : TP_E_IO, NULL,
                         -1, "cannot take the name: %s", strerror(errno));
    if (status == TP_OK)
        sync_parent(folder);
    else
        (void)nftw(making->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return status;
}

static tp_status check_init(const struct tp_organisation_init *init, struct tp_diag *diag)
{
    if (!init->id || !init->name || !init->jurisdiction)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "id, name and jurisdiction are needed");
    if (!init->passphrase == !init->token)
        return tp_fail(diag, TP_E_ARGUMENT, "key", -1, "it needs a passphrase or a token, one of the two");
    if (init->seed && (!init->rehearsal || init->token))
        return tp_fail(diag, TP_E_ARGUMENT, "seed", -1, "only the key file of a rehearsal is made from a seed");
    return TP_OK;
}

tp_status tp_organisation_init(const char *folder, const struct tp_organisation_init *init, struct tp_diag *diag)
{
    struct making making = {.init = init};
    size_t length = strlen(folder);
    char *name = NULL;
    tp_status status = check_init(init, diag);

    tp_buffer_init(&making.text);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (status == TP_OK && !(name = strndup(folder, length)))
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the path");
    if (status == TP_OK) {
        write_configuration(&making.text, init);
        status = check_configuration(&making.text, &making.config, diag);
    }
    if (status == TP_OK)
        status = tp_diag_in_file(diag, make_folder(&making, name, diag), folder);
    tp_signer_free(&making.signer);
    tp_config_free(&making.config);
    tp_buffer_deinit(&making.text);
    free(name);
    return status;
}
