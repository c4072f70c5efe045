// SPDX-License-Identifier: Apache-2.0
// Small things about what people write.

/** How many words TEXT has: runs of letters and digits of any script. */
export function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)?.length ?? 0
}
