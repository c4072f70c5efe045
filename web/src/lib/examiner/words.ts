// SPDX-License-Identifier: Apache-2.0
// Whether enough was written; the node looks at it again.

/** As the node counts them: letters or digits without anything else between them. */
export const hasWords = (text: string, least: number): boolean => (text.match(/[\p{L}\p{N}]+/gu) ?? []).length >= least
