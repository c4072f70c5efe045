/* SPDX-License-Identifier: Apache-2.0 */
/* The code on a receipt: 90 random bits and two check characters, in letters and digits that are not taken for each
 * other: "7K2MQ-04XTA-9ZC3W-HB8RD". */
#ifndef TP_PERSON_CODE_H
#define TP_PERSON_CODE_H

#include "person/person.h"

enum { TP_CODE_SYMBOLS = 20, TP_CODE_GROUP = 5, TP_CODE_HASH_BYTES = 65 };
TP_NODISCARD tp_status tp_code_new(char code[TP_RECEIPT_CODE_BYTES], struct tp_diag *diag);
/* Writes TEXT as a code is written: small letters, blanks and hyphens anywhere, O for 0, I and L for 1 are taken.
 * False for what is no code; any two wrong characters and any two that changed places are noticed. */
bool tp_code_read(const char *text, char code[TP_RECEIPT_CODE_BYTES]);
/* SHA-256 of a code in hex: its record's name. */
TP_NODISCARD tp_status tp_code_hash(const char *code, char out[TP_CODE_HASH_BYTES], struct tp_diag *diag);

#endif
