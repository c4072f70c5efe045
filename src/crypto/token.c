/* SPDX-License-Identifier: Apache-2.0 */
/* Ed25519 keys on tokens: PKCS #11, version 2.40, with the mechanisms CKM_EC_EDWARDS_KEY_PAIR_GEN and CKM_EDDSA of
 * version 3.0. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <p11-kit/pkcs11.h>

#include "crypto/signer.h"

enum { SLOTS_MAX = 256, LABEL_BYTES = 32 };

/* A session in which the user is logged in, and the private key that it signs with. */
struct session {
    CK_FUNCTION_LIST *calls;
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE handle;
    CK_OBJECT_HANDLE key;
    bool open;
};

static tp_status fail(struct tp_diag *diag, const char *doing, CK_RV reason)
{
    switch (reason) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
        return tp_fail(diag, TP_E_DENIED, "PIN", -1, "it is wrong");
    case CKR_PIN_LOCKED:
        return tp_fail(diag, TP_E_DENIED, "PIN", -1, "the token has locked it");
    case CKR_MECHANISM_INVALID:
    case CKR_CURVE_NOT_SUPPORTED:
        return tp_fail(diag, TP_E_UNSUPPORTED, "token", -1, "it has no Ed25519 (CKM_EDDSA)");
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
        return tp_fail(diag, TP_E_IO, "token", -1, "it was removed");
    default:
        return tp_fail(diag, TP_E_IO, "token", -1, "%s: PKCS #11 error 0x%lx", doing, (unsigned long)reason);
    }
}

/* ---- the maker's module and its tokens --------------------------------------------------------------------------- */

/* The module stays loaded and initialised until the process ends: other signers may use it as well. */
static tp_status load_module(const char *path, CK_FUNCTION_LIST **out, struct tp_diag *diag)
{
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL), *symbol;
    CK_C_GetFunctionList get = NULL;
    CK_RV result;

    if (!module)
        return tp_fail(diag, TP_E_NOT_FOUND, "token module", -1, "cannot load it: %s", dlerror());
    symbol = dlsym(module, "C_GetFunctionList");
    memcpy(&get, &symbol, sizeof get);
    if (!get || get(out) != CKR_OK || !*out) {
        dlclose(module);
        return tp_fail(diag, TP_E_FORMAT, "token module", -1, "it is a library, but none of PKCS #11");
    }
    result = (*out)->C_Initialize(&arguments);
    if (result != CKR_OK && result != CKR_CRYPTOKI_ALREADY_INITIALIZED)
        return fail(diag, "cannot initialise its module", result);
    return TP_OK;
}

/* LABEL as a token has it: filled up with blanks. */
static bool has_label(const CK_TOKEN_INFO *info, const char *label)
{
    size_t length = strlen(label);

    if (length > LABEL_BYTES || memcmp(info->label, label, length) != 0)
        return false;
    for (size_t i = length; i < LABEL_BYTES; i++)
        if (info->label[i] != ' ')
            return false;
    return true;
}

static tp_status find_slot(struct session *session, const char *label, struct tp_diag *diag)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_MECHANISM_INFO mechanism;
    CK_ULONG count = SLOTS_MAX;
    CK_RV result = session->calls->C_GetSlotList(CK_TRUE, slots, &count);
    unsigned found = 0;

    if (result != CKR_OK)
        return fail(diag, "cannot list the tokens", result);
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;

        if (session->calls->C_GetTokenInfo(slots[i], &info) == CKR_OK && has_label(&info, label)) {
            session->slot = slots[i];
            found++;
        }
    }
    if (found != 1)
        return tp_fail(diag, TP_E_NOT_FOUND, "token", -1,
                       found ? "there are several tokens labelled %s" : "there is no token labelled %s", label);
    result = session->calls->C_GetMechanismInfo(session->slot, CKM_EDDSA, &mechanism);
    return result == CKR_OK ? TP_OK : fail(diag, "cannot ask what it can do", result);
}

static tp_status log_in(struct session *session, const char *pin, bool writable, struct tp_diag *diag)
{
    CK_FLAGS flags = CKF_SERIAL_SESSION | (writable ? CKF_RW_SESSION : 0);
    CK_UTF8CHAR *secret = NULL;
    CK_RV result = session->calls->C_OpenSession(session->slot, flags, NULL, NULL, &session->handle);

    if (result != CKR_OK)
        return fail(diag, "cannot open a session", result);
    session->open = true;
    secret = (CK_UTF8CHAR *)strdup(pin); /* PKCS #11 knows no const */
    if (!secret)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the PIN");
    result = session->calls->C_Login(session->handle, CKU_USER, secret, strlen(pin));
    tp_wipe(secret, strlen(pin));
    free(secret);
    /* Logging in holds for all sessions of a process with a token. */
    return result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN ? TP_OK : fail(diag, "cannot log in", result);
}

/* ---- the key pair ------------------------------------------------------------------------------------------------
 */

/* How many Ed25519 keys of that class and label there are, at most two counted; *OUT is the first. */
static tp_status find_key(const struct session *session, CK_OBJECT_CLASS class, char *label, CK_OBJECT_HANDLE *out,
                          CK_ULONG *count, struct tp_diag *diag)
{
    CK_KEY_TYPE type = CKK_EC_EDWARDS;
    CK_ATTRIBUTE wanted[] = {
        {CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}, {CKA_LABEL, label, strlen(label)}};
    CK_OBJECT_HANDLE found[2] = {0};
    CK_RV result = session->calls->C_FindObjectsInit(session->handle, wanted, TP_ARRAY_LENGTH(wanted));

    *count = 0;
    if (result == CKR_OK) {
        result = session->calls->C_FindObjects(session->handle, found, TP_ARRAY_LENGTH(found), count);
        (void)session->calls->C_FindObjectsFinal(session->handle);
    }
    *out = found[0];
    return result == CKR_OK ? TP_OK : fail(diag, "cannot look for the key", result);
}

static tp_status find_one_key(const struct session *session, CK_OBJECT_CLASS class, char *label, CK_OBJECT_HANDLE *out,
                              struct tp_diag *diag)
{
    const char *kind = class == CKO_PRIVATE_KEY ? "private" : "public";
    CK_ULONG count;
    tp_status status = find_key(session, class, label, out, &count, diag);

    if (status == TP_OK && count == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, "key", -1, "the token has no %s Ed25519 key labelled %s", kind, label);
    if (status == TP_OK && count > 1)
        status = tp_fail(diag, TP_E_ARGUMENT, "key", -1, "the token has several %s keys labelled %s", kind, label);
    return status;
}

static tp_status create_pair(const struct session *session, char *label, struct tp_diag *diag)
{
    CK_BYTE curve[] = {0x06, 0x03, 0x2b, 0x65, 0x70}; /* the object identifier 1.3.101.112 (RFC 8410) in DER */
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    CK_ATTRIBUTE public[] = {{CKA_EC_PARAMS, curve, sizeof curve}, {CKA_TOKEN, &yes, sizeof yes},
                             {CKA_VERIFY, &yes, sizeof yes},       {CKA_LABEL, label, strlen(label)},
                             {CKA_ID, label, strlen(label)},       {CKA_PRIVATE, &no, sizeof no}};
    CK_ATTRIBUTE private[] = {{CKA_TOKEN, &yes, sizeof yes},     {CKA_PRIVATE, &yes, sizeof yes},
                              {CKA_SENSITIVE, &yes, sizeof yes}, {CKA_EXTRACTABLE, &no, sizeof no},
                              {CKA_SIGN, &yes, sizeof yes},      {CKA_LABEL, label, strlen(label)},
                              {CKA_ID, label, strlen(label)}};
    CK_MECHANISM mechanism = {CKM_EC_EDWARDS_KEY_PAIR_GEN, NULL, 0};
    CK_OBJECT_HANDLE made[2];
    CK_ULONG count;
    CK_RV result;
    tp_status status = find_key(session, CKO_PRIVATE_KEY, label, made, &count, diag);

    if (status != TP_OK)
        return status;
    if (count > 0)
        return tp_fail(diag, TP_E_EXISTS, "key", -1, "the token has a key labelled %s already", label);
    result = session->calls->C_GenerateKeyPair(session->handle, &mechanism, public, TP_ARRAY_LENGTH(public), private,
                                               TP_ARRAY_LENGTH(private), &made[0], &made[1]);
    return result == CKR_OK ? TP_OK : fail(diag, "cannot make the key pair", result);
}

/* Version 3.0 has the point in an OCTET STRING in DER; some tokens give the bare 32 bytes. */
static bool unwrap_point(const CK_BYTE *point, CK_ULONG size_bytes, struct tp_public_key *out)
{
    bool wrapped = size_bytes == TP_KEY_BYTES + 2 && point[0] == 0x04 && point[1] == TP_KEY_BYTES;

    if (!wrapped && size_bytes != TP_KEY_BYTES)
        return false;
    memcpy(out->bytes, point + (wrapped ? 2 : 0), TP_KEY_BYTES);
    return true;
}

static tp_status read_public(const struct session *session, char *label, struct tp_public_key *out,
                             struct tp_diag *diag)
{
    CK_BYTE point[64];
    CK_ATTRIBUTE wanted = {CKA_EC_POINT, point, sizeof point};
    CK_OBJECT_HANDLE key;
    CK_RV result;
    tp_status status = find_one_key(session, CKO_PUBLIC_KEY, label, &key, diag);

    if (status != TP_OK)
        return status;
    result = session->calls->C_GetAttributeValue(session->handle, key, &wanted, 1);
    if (result != CKR_OK)
        return fail(diag, "cannot read the public key", result);
    if (!unwrap_point(point, wanted.ulValueLen, out))
        return tp_fail(diag, TP_E_FORMAT, "key", -1, "the public key has %lu bytes", (unsigned long)wanted.ulValueLen);
    return TP_OK;
}

/* ---- the signer --------------------------------------------------------------------------------------------------
 */

static tp_status sign(struct tp_signer *signer, const void *data, size_t size_bytes, struct tp_signature *out,
                      struct tp_diag *diag)
{
    const struct session *session = signer->secret;
    CK_MECHANISM mechanism = {CKM_EDDSA, NULL, 0};
    CK_ULONG length = TP_SIGNATURE_BYTES;
    CK_BYTE *copy = NULL; /* PKCS #11 knows no const */
    void *memory;
    CK_RV result;
    tp_status status = tp_alloc(&memory, TP_MAX(size_bytes, 1), 1, diag);

    if (status != TP_OK)
        return status;
    copy = memory;
    memcpy(copy, data, size_bytes);
    result = session->calls->C_SignInit(session->handle, &mechanism, session->key);
    if (result == CKR_OK)
        result = session->calls->C_Sign(session->handle, copy, size_bytes, out->bytes, &length);
    free(copy);
    if (result != CKR_OK)
        return fail(diag, "cannot sign", result);
    return length == TP_SIGNATURE_BYTES ? TP_OK : fail(diag, "a signature of another size", CKR_SIGNATURE_LEN_RANGE);
}

/* Closing the last session of the process logs out. */
static void release(void *secret)
{
    struct session *session = secret;

    if (session->open)
        (void)session->calls->C_CloseSession(session->handle);
    free(session);
}

static const struct tp_signer_kind on_token = {sign, release};

static tp_status open_pair(struct session *session, const struct tp_token *token, bool create,
                           struct tp_public_key *public, struct tp_diag *diag)
{
    char *label = strdup(token->key);
    tp_status status;

    if (!label)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the label");
    status = find_slot(session, token->token, diag);
    if (status == TP_OK)
        status = log_in(session, token->pin, create, diag);
    if (status == TP_OK && create)
        status = create_pair(session, label, diag);
    if (status == TP_OK)
        status = find_one_key(session, CKO_PRIVATE_KEY, label, &session->key, diag);
    if (status == TP_OK)
        status = read_public(session, label, public, diag);
    free(label);
    return status;
}

tp_status tp_signer_open_token(const struct tp_token *token, bool create, struct tp_signer **out, struct tp_diag *diag)
{
    struct tp_public_key public;
    struct session *session;
    void *memory;
    tp_status status;

    *out = NULL;
    if (!token->module || !token->token || !token->key || !token->pin)
        return tp_fail(diag, TP_E_ARGUMENT, "token", -1,
                       "its module, its label, the key's label and the PIN are needed");
    status = tp_alloc_zero(&memory, 1, sizeof *session, diag);
    if (status != TP_OK)
        return status;
    session = memory;
    status = load_module(token->module, &session->calls, diag);
    if (status == TP_OK)
        status = open_pair(session, token, create, &public, diag);
    if (status == TP_OK)
        return tp_signer_make(&on_token, &public, session, out, diag);
    release(session);
    return status;
}
