/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: signed notes, checkpoints, verifier keys and proof files. What is accepted has one spelling: writing it
 * gives the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_checkpoint(const char *text)
{
    struct tp_checkpoint checkpoint;
    struct tp_buffer again;

    if (tp_checkpoint_parse(text, &checkpoint, NULL) != TP_OK)
        return;
    tp_buffer_init(&again);
    tp_checkpoint_write(&checkpoint, &again);
    TP_ASSERT(again.bad || (again.size_bytes <= strlen(text) && memcmp(again.data, text, again.size_bytes) == 0));
    tp_buffer_deinit(&again);
}

static void check_note(const struct tp_note *note)
{
    struct tp_verifier verifier = {.type = TP_KEY_COSIGNATURE};

    TP_ASSERT(note->signature_count > 0 && note->text[strlen(note->text) - 1] == '\n');
    for (size_t i = 0; i < note->signature_count; i++) {
        memcpy(verifier.name, note->signatures[i].name, sizeof verifier.name);
        verifier.id = note->signatures[i].id;
        TP_ASSERT(verifier.name[0] != '\0' && tp_note_names(note, &verifier));
        TP_ASSERT(tp_note_signature_of(note, &verifier) == NULL);
    }
    check_checkpoint(note->text);
}

static void check_verifier(const char *text)
{
    struct tp_verifier verifier;
    struct tp_buffer again;

    if (tp_verifier_parse(text, &verifier, NULL) != TP_OK)
        return;
    tp_buffer_init(&again);
    tp_verifier_write(&verifier, &again);
    TP_ASSERT(again.bad || (again.size_bytes == strlen(text) && memcmp(again.data, text, again.size_bytes) == 0));
    tp_buffer_deinit(&again);
}

static void check_proof(const uint8_t *data, size_t size_bytes)
{
    const struct tp_span entry = {"entry", 5};
    const struct tp_verifier nobody = {.type = TP_KEY_NOTE};
    struct tp_proof_file file;

    if (tp_proof_file_parse(data, size_bytes, &file, NULL) != TP_OK)
        return;
    TP_ASSERT(file.index < file.checkpoint.size && file.proof.count <= TP_PROOF_MAX);
    TP_ASSERT(tp_proof_file_check(&file, &nobody, &entry, NULL) == TP_E_DENIED);
    tp_proof_file_deinit(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_note note;
    struct tp_diag diag;
    char *text = malloc(size_bytes + 1);
    tp_status status;

    if (!text)
        return 0;
    memcpy(text, data, size_bytes);
    text[size_bytes] = '\0';
    check_verifier(text);
    check_checkpoint(text);
    free(text);
    check_proof(data, size_bytes);
    tp_diag_init(&diag);
    status = tp_note_parse(data, size_bytes, &note, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (note.text != NULL));
    if (status == TP_OK)
        check_note(&note);
    tp_note_deinit(&note);
    return 0;
}
