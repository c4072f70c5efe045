// SPDX-License-Identifier: Apache-2.0
// The language in which each booking's person reads, as said when it was made; for as long as this page is open.
export type PersonLanguage = 'en' | 'es'

export const languageOf = new Map<string, PersonLanguage>()
