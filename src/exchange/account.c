/* SPDX-License-Identifier: Apache-2.0 */
/* People who work here: duties, and the accounts of this node. A record of kind "account" has {duties, password (its
 * hash, absent for one of the identity provider), made}; each change is a record of kind "change" {time, by, account,
 * what, duties}. */
#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"
#include "exchange/state.h"

enum { NAME_MAX_BYTES = 64 };

/* ---- duties ------------------------------------------------------------------------------------------------------ */

const char *tp_duty_code(enum tp_duty duty)
{
    static const char *const codes[] = {
#define TP_DUTY_CODE(name, code, words) code,
        TP_DUTY_LIST(TP_DUTY_CODE)
#undef TP_DUTY_CODE
    };

    return codes[duty];
}

int tp_duty_find(const char *code)
{
    for (int i = 0; i < TP_DUTIES; i++)
        if (strcmp(tp_duty_code((enum tp_duty)i), code) == 0)
            return i;
    return -1;
}

tp_status tp_duties_check(uint32_t duties, struct tp_diag *diag)
{
    static const enum tp_duty alone[] = {TP_DUTY_AUDITOR, TP_DUTY_ADMINISTRATOR};

    if (duties == 0 || duties >> TP_DUTIES)
        return tp_fail(diag, TP_E_ARGUMENT, "duties", -1, "an account has at least one duty");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(alone); i++)
        if (duties >> alone[i] & 1 && duties != 1u << alone[i])
            return tp_fail(diag, TP_E_ARGUMENT, "duties", -1, "%s goes together with no other duty",
                           tp_duty_code(alone[i]));
    return TP_OK;
}

tp_status tp_duties_read(const struct tp_json_value *list, const char *field, uint32_t *out, struct tp_diag *diag)
{
    *out = 0;
    if (!list || tp_json_kind(list) != TP_JSON_LIST)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "must be a list of duties");
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *code = tp_json_to_text(tp_json_element(list, i));
        int duty = code ? tp_duty_find(code) : -1;
        if (duty < 0)
            return tp_fail(diag, TP_E_ARGUMENT, field, -1, "element %zu is no duty", i + 1);
        *out |= 1u << duty;
    }
    return TP_OK;
}

void tp_duties_write(struct tp_json *json, const char *key, uint32_t duties)
{
    tp_json_list(json, key);
    for (int i = 0; i < TP_DUTIES; i++)
        if (duties >> i & 1)
            tp_json_text(json, NULL, tp_duty_code((enum tp_duty)i));
    tp_json_close(json);
}
/* ---- accounts ---------------------------------------------------------------------------------------------------- */

#define KIND "account"

static tp_status check_name(const char *name, struct tp_diag *diag)
{
    size_t length = strlen(name);

    if (length == 0 || length > NAME_MAX_BYTES || name[0] == '.' || name[0] == '-' ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != length)
        return tp_fail(diag, TP_E_ARGUMENT, "account", -1,
                       "must be 1 to 64 lower-case letters, digits, dots, hyphens and underlines");
    return TP_OK;
}

/* By length alone (NIST SP 800-63B): what people must mix in, they write on paper. */
static tp_status check_password(const char *password, struct tp_diag *diag)
{
    size_t characters = 0;

    for (const char *at = password; *at; at++)
        characters += ((unsigned char)*at & 0xc0) != 0x80;
    if (characters < TP_PASSWORD_CHARACTERS_MIN)
        return tp_fail(diag, TP_E_ARGUMENT, "password", -1, "must have at least %d characters",
                       TP_PASSWORD_CHARACTERS_MIN);
    if (strlen(password) > TP_PASSWORD_BYTES_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "password", -1, "must have at most %d bytes", TP_PASSWORD_BYTES_MAX);
    return TP_OK;
}

static tp_status keep_password(const struct tp_exchange *exchange, const char *password,
                               char line[TP_PASSWORD_LINE_BYTES], struct tp_diag *diag)
{
    bool rehearsal = tp_exchange_config(exchange)->rehearsal;
    tp_status status = check_password(password, diag);

    return status == TP_OK ? tp_password_make(password, rehearsal ? TP_GUARD_REHEARSAL : TP_GUARD_STRONG, line, diag)
                           : status;
}

static void read_account(const struct tp_entry *entry, struct tp_account *out)
{
    const struct tp_json_value *duties = tp_json_member(tp_json_root(entry->content), "duties");

    memset(out, 0, sizeof *out);
    snprintf(out->name, sizeof out->name, "%s", entry->name);
    if (!duties || tp_duties_read(duties, "duties", &out->duties, NULL) != TP_OK)
        out->duties = 0;
    out->active = strcmp(entry->state, "active") == 0;
}

tp_status tp_account_get(struct tp_exchange *exchange, const char *name, struct tp_account *out, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, KIND, name, &entry, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        read_account(&entry, out);
    tp_entry_deinit(&entry);
    return status;
}

/* What happened to an account, and by whom. In a transaction. */
static tp_status note_change(struct tp_exchange *exchange, const char *by, const char *what,
                             const struct tp_account *account, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    char time[TP_TIME_TEXT_BYTES], id[TP_EXCHANGE_ID_BYTES];
    struct tp_json *json;
    tp_status status = tp_exchange_new_id(id, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", id);
    snprintf(entry.link, sizeof entry.link, "%s", account->name);
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(json, "time", time);
    tp_json_text(json, "by", by);
    tp_json_text(json, "account", account->name);
    tp_json_text(json, "what", what);
    tp_duties_write(json, "duties", account->duties);
    status = tp_entry_add(exchange, "change", &entry, json, diag);
    tp_json_free(&json);
    return status;
}

static tp_status add_account(struct tp_exchange *exchange, const char *by, const struct tp_account *account,
                             const char *password_line, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = "active"};
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", account->name);
    tp_duties_write(json, "duties", account->duties);
    if (password_line)
        tp_json_text(json, "password", password_line);
    status = tp_entry_add(exchange, KIND, &entry, json, diag);
    if (status == TP_OK)
        status = note_change(exchange, by, "made", account, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_account_make(struct tp_exchange *exchange, const char *by, const struct tp_account *account,
                          const char *password, struct tp_diag *diag)
{
    char line[TP_PASSWORD_LINE_BYTES];
    tp_status status = check_name(account->name, diag);

    if (status == TP_OK)
        status = tp_duties_check(account->duties, diag);
    if (status == TP_OK)
        status = keep_password(exchange, password, line, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = add_account(exchange, by, account, line, diag);
    return tp_exchange_end(exchange, status, diag);
}

/* ---- changes ----------------------------------------------------------------------------------------------------- */

/* Somebody must be left who can let others in. */
struct left {
    const char *besides;
    bool found;
};

static tp_status look_for_administrator(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct left *left = context;
    struct tp_account account;

    (void)diag;
    read_account(entry, &account);
    if (account.duties & TP_DUTY_BIT(ADMINISTRATOR) && strcmp(account.name, left->besides) != 0)
        left->found = true;
    return TP_OK;
}

static tp_status check_administrator_left(struct tp_exchange *exchange, const struct tp_account *before,
                                          const struct tp_account *after, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = KIND, .state = "active", .due_until_s = TP_STORE_NEVER};
    struct left left = {.besides = before->name};
    tp_status status;

    if (!before->active || !(before->duties & TP_DUTY_BIT(ADMINISTRATOR)) ||
        (after->active && after->duties & TP_DUTY_BIT(ADMINISTRATOR)))
        return TP_OK;
    status = tp_entry_each(exchange, &query, look_for_administrator, &left, diag);
    if (status == TP_OK && !left.found)
        status = tp_fail(diag, TP_E_CONFLICT, "account", -1, "it is the last administrator");
    return status;
}

static tp_status drop_session(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    return tp_entry_drop(context, "session", entry->name, diag);
}

static tp_status end_sessions(struct tp_exchange *exchange, const char *name, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = "session", .link = name, .due_until_s = TP_STORE_NEVER};

    return tp_entry_each(exchange, &query, drop_session, exchange, diag);
}

static tp_status write_account(struct tp_exchange *exchange, struct tp_entry *entry, const struct tp_account *account,
                               const char *password_line, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry->state, sizeof entry->state, "%s", account->active ? "active" : "disabled");
    tp_duties_write(json, "duties", account->duties);
    if (password_line)
        tp_json_text(json, "password", password_line);
    status = tp_entry_put(exchange, KIND, entry, json, diag);
    tp_json_free(&json);
    return status;
}

/* One record for each thing that changed. */
static tp_status note_changes(struct tp_exchange *exchange, const char *by, const struct tp_account *before,
                              const struct tp_account *after, bool password, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (before->duties != after->duties)
        status = note_change(exchange, by, "duties", after, diag);
    if (status == TP_OK && before->active != after->active)
        status = note_change(exchange, by, after->active ? "enabled" : "disabled", after, diag);
    if (status == TP_OK && password)
        status = note_change(exchange, by, "password", after, diag);
    if (status == TP_OK && (password || !after->active))
        status = end_sessions(exchange, after->name, diag);
    return status;
}

/* In a transaction. LINE is NULL unless the password changes. */
static tp_status change_account(struct tp_exchange *exchange, const char *by, const char *name,
                                const struct tp_account_change *change, const char *line, struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_account before, after;
    tp_status status = tp_entry_get(exchange, KIND, name, &entry, diag);

    if (status == TP_OK) {
        read_account(&entry, &before);
        after = before;
        if (change->duties)
            after.duties = *change->duties;
        if (change->active)
            after.active = *change->active;
        if ((line || change->duties) && tp_entry_text(&entry, "password")[0] == '\0')
            status = tp_fail(diag, TP_E_CONFLICT, "account", -1, "the identity provider keeps its password and duties");
    }
    if (status == TP_OK)
        status = check_administrator_left(exchange, &before, &after, diag);
    if (status == TP_OK)
        status = write_account(exchange, &entry, &after, line, diag);
    if (status == TP_OK)
        status = note_changes(exchange, by, &before, &after, line != NULL, diag);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_account_change(struct tp_exchange *exchange, const char *by, const char *name,
                            const struct tp_account_change *change, struct tp_diag *diag)
{
    char line[TP_PASSWORD_LINE_BYTES];
    tp_status status = change->duties ? tp_duties_check(*change->duties, diag) : TP_OK;

    if (status == TP_OK && change->password)
        status = keep_password(exchange, change->password, line, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = change_account(exchange, by, name, change, change->password ? line : NULL, diag);
    return tp_exchange_end(exchange, status, diag);
}

/* ---- who comes in ------------------------------------------------------------------------------------------------ */

/* Of nobody: what a password is compared with when there is no account, so that it takes as long. */
static const char *line_of_nobody(const struct tp_exchange *exchange)
{
#define NOBODY ":00000000000000000000000000000000:0000000000000000000000000000000000000000000000000000000000000000"
    return tp_exchange_config(exchange)->rehearsal ? "scrypt:4:8:1" NOBODY : "scrypt:14:8:5" NOBODY;
#undef NOBODY
}

tp_status tp_account_check(struct tp_exchange *exchange, const char *name, const char *password, struct tp_account *out,
                           struct tp_diag *diag)
{
    struct tp_entry entry;
    const char *line = "";
    tp_status status = tp_entry_get(exchange, KIND, name, &entry, NULL);

    memset(out, 0, sizeof *out);
    if (status == TP_OK) {
        read_account(&entry, out);
        line = tp_entry_text(&entry, "password");
    } else if (status != TP_E_NOT_FOUND) {
        return tp_fail(diag, status, "account", -1, "the accounts cannot be read");
    }
    if (strlen(password) > TP_PASSWORD_BYTES_MAX)
        password = "";
    while (sem_wait(&exchange->passwords) != 0) /* a signal */
        continue;
    status = tp_password_check(password, line[0] ? line : line_of_nobody(exchange), NULL);
    sem_post(&exchange->passwords);
    if (status == TP_OK && (!out->active || line[0] == '\0'))
        status = TP_E_DENIED;
    if (status == TP_E_DENIED)
        status = tp_fail(diag, TP_E_DENIED, "password", -1, "account or password is wrong, or the account is disabled");
    else if (status != TP_OK)
        status = tp_fail(diag, status, "password", -1, "it cannot be looked at");
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_account_seen(struct tp_exchange *exchange, const char *name, struct tp_diag *diag)
{
    struct tp_account account = {0}, known;
    tp_status status = tp_account_get(exchange, name, &known, NULL);

    if (status == TP_OK)
        return known.active ? TP_OK : tp_fail(diag, TP_E_DENIED, "account", -1, "it is disabled");
    if (status != TP_E_NOT_FOUND)
        return tp_fail(diag, status, "account", -1, "the accounts cannot be read");
    snprintf(account.name, sizeof account.name, "%s", name);
    status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = add_account(exchange, "", &account, NULL, diag);
    status = tp_exchange_end(exchange, status, diag);
    return status == TP_E_EXISTS ? TP_OK : status; /* by another request, meanwhile */
}
