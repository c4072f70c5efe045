/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, and one's own password. */
#include <stdio.h>
#include <string.h>

#include "api/cookie.h"
#include "api/front.h"
#include "api/input.h"
#include "api/operations.h"

/* An account from one address; one address; an account from all of them: many, so that a stranger elsewhere does not
 * keep its holder out. */
enum { KEYS = 3, KEY_BYTES = TP_ACCOUNT_NAME_BYTES + 96 };
static const unsigned free_attempts[KEYS] = {5, 30, 500};

struct attempt {
    const char *account, *password;
    bool cookie; /* whether a browser is to keep the token */
    char keys[KEYS][KEY_BYTES];
};

/* ADDRESS: of IPv6 the network, which one machine has all addresses of. */
static void name_keys(const struct tp_call *call, struct attempt *attempt)
{
    const struct tp_front *front = call->front;

    snprintf(attempt->keys[0], KEY_BYTES, "account %s from %s", attempt->account, front->request->client);
    snprintf(attempt->keys[1], KEY_BYTES, "address %s", front->request->client);
    snprintf(attempt->keys[2], KEY_BYTES, "account %s", attempt->account);
}

static tp_status read_attempt(const struct tp_call *call, struct attempt *out, struct tp_diag *diag)
{
    const struct tp_json_value *cookie = tp_json_member(call->input, "cookie");
    tp_status status = tp_json_only(call->input, "account password cookie", diag);

    if (status == TP_OK && cookie && !tp_json_to_flag(cookie, &out->cookie))
        status = tp_fail(diag, TP_E_FORMAT, "cookie", -1, "must be true or false");
    if (status == TP_OK)
        status = tp_input_text(call->input, "account", TP_ACCOUNT_NAME_BYTES - 1, true, &out->account, diag);
    if (status == TP_OK)
        status = tp_input_text(call->input, "password", TP_PASSWORD_BYTES_MAX, true, &out->password, diag);
    if (status == TP_OK)
        name_keys(call, out);
    return status;
}

/* The same for accounts that there are and that there are not. */
static tp_status throttle(struct tp_throttle *throttle, const struct attempt *attempt, struct tp_call *call,
                          struct tp_diag *diag)
{
    int64_t now_s = tp_clock_now_s();
    unsigned wait_s = 0;

    for (size_t i = 0; i < KEYS && wait_s == 0; i++)
        wait_s = tp_throttle_begin(throttle, attempt->keys[i], free_attempts[i], now_s);
    if (wait_s == 0)
        return TP_OK;
    call->status = 429;
    call->retry_after_s = wait_s;
    return tp_fail(diag, TP_E_BUSY, NULL, -1, "there were too many attempts: try again in %u s", wait_s);
}

static void succeed(struct tp_throttle *throttle, const struct attempt *attempt)
{
    for (size_t i = 0; i < KEYS; i++)
        tp_throttle_succeed(throttle, attempt->keys[i]);
}

struct password {
    char by[TP_ACCOUNT_NAME_BYTES], time[TP_TIME_TEXT_BYTES];
    bool found;
};

/* The newest change that gave the account a password. */
static tp_status look_for_password(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const char *what = tp_entry_text(entry, "what");
    struct password *password = context;

    (void)diag;
    if (password->found || (strcmp(what, "made") != 0 && strcmp(what, "password") != 0))
        return TP_OK;
    password->found = true;
    snprintf(password->by, sizeof password->by, "%s", tp_entry_text(entry, "by"));
    snprintf(password->time, sizeof password->time, "%s", tp_entry_text(entry, "time"));
    return TP_OK;
}

/* A password that another has set is known to another: its holder is shown who and when. */
static tp_status write_account(struct tp_exchange *exchange, const char *name, uint32_t duties, struct tp_json *reply,
                               struct tp_diag *diag)
{
    const struct tp_store_query query = {
        .kind = "change", .link = name, .due_until_s = TP_STORE_NEVER, .newest_first = true};
    struct password password = {.found = false};
    tp_status status = TP_OK;

    tp_json_text(reply, "account", name);
    tp_duties_write(reply, "duties", duties);
    if (strncmp(name, "oidc:", 5) != 0)
        status = tp_entry_each(exchange, &query, look_for_password, &password, diag);
    if (password.found && strcmp(password.by, name) != 0) {
        tp_json_text(reply, "password_by", password.by);
        tp_json_text(reply, "password_set", password.time);
    }
    return status;
}

static tp_status start(struct tp_exchange *exchange, struct tp_call *call, const struct tp_account *account,
                       bool cookie, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;
    char token[TP_SESSION_TOKEN_BYTES], time[TP_TIME_TEXT_BYTES];
    int64_t expires_s;
    tp_status status = tp_session_start(exchange, account, tp_session_now(exchange), token, &expires_s, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(expires_s, time);
    status = write_account(exchange, account->name, account->duties, call->reply, diag);
    if (status == TP_OK && cookie)
        tp_cookie_set(front->request, token, front->reply);
    else
        tp_json_text(call->reply, "token", token);
    tp_json_text(call->reply, "expires", time);
    tp_wipe(token, sizeof token);
    call->status = status == TP_OK ? 201 : 0;
    return status;
}

tp_status tp_op_start_session(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;
    struct tp_account account;
    struct attempt attempt = {.cookie = false};
    tp_status status = read_attempt(call, &attempt, diag);

    if (status == TP_OK && attempt.cookie && !tp_cookie_is_from_here(front->request))
        status = tp_fail(diag, TP_E_DENIED, "Origin", -1, "with a cookie only a page of this node may ask");
    if (status == TP_OK)
        status = throttle(front->api->throttle, &attempt, call, diag);
    if (status != TP_OK)
        return status;
    status = tp_account_check(exchange, attempt.account, attempt.password, &account, diag);
    if (status == TP_E_DENIED)
        call->status = 401;
    if (status != TP_OK)
        return status;
    succeed(front->api->throttle, &attempt);
    return start(exchange, call, &account, attempt.cookie, diag);
}

tp_status tp_op_get_session(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    return write_account(exchange, call->actor.account, call->actor.duties, call->reply, diag);
}

tp_status tp_op_end_session(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;
    tp_status status;

    if (!call->session)
        return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "the identity provider's token is no session of this node");
    status = tp_session_end(exchange, call->session, diag);
    if (status == TP_OK && tp_cookie_token(front->request))
        tp_cookie_set(front->request, NULL, front->reply);
    return status;
}

/* The old password is asked for again, and guessing it is slowed down like logging in. */
tp_status tp_op_change_password(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_front *front = call->front;
    struct attempt attempt = {.account = call->actor.account};
    struct tp_account_change change = {0};
    struct tp_account account;
    tp_status status = tp_json_only(call->input, "current password", diag);

    if (status == TP_OK)
        status = tp_input_text(call->input, "current", TP_PASSWORD_BYTES_MAX, true, &attempt.password, diag);
    if (status == TP_OK)
        status = tp_input_text(call->input, "password", TP_PASSWORD_BYTES_MAX, true, &change.password, diag);
    name_keys(call, &attempt);
    if (status == TP_OK)
        status = throttle(front->api->throttle, &attempt, call, diag);
    if (status == TP_OK)
        status = tp_account_check(exchange, attempt.account, attempt.password, &account, diag);
    if (status != TP_OK)
        return status;
    succeed(front->api->throttle, &attempt);
    return tp_account_change(exchange, call->actor.account, account.name, &change, diag);
}
