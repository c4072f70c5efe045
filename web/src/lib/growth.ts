// SPDX-License-Identifier: Apache-2.0
// That a ledger was only added to (consistency, RFC 9162, clause 2.1.4.2), and that witnesses have seen this checkpoint
// (C2SP tlog-cosignature, cosignature/v1). What does not hold is `Unheld`.
import { Unheld } from './fault'
import { isSame, isSignedBy, join, nodeHash, splitNote, type Checkpoint, type Verifier } from './ledger'

/** Checks that NEWER continues OLDER by PROOF. */
export async function checkGrowth(older: Checkpoint, newer: Checkpoint, proof: Uint8Array[]): Promise<void> {
  if (older.origin !== newer.origin) throw new Unheld('origin', { origin: newer.origin, name: older.origin })
  if (older.size > newer.size) throw new Unheld('shorter')
  if (older.size === newer.size) {
    if (!isSame(older.root, newer.root)) throw new Unheld('roots')
    return
  }
  if (older.size === 0) return
  const { before, after } = await rootsOfGrowth(older, newer.size, proof)
  if (!isSame(before, older.root) || !isSame(after, newer.root)) throw new Unheld('changed')
}

async function rootsOfGrowth(
  older: Checkpoint,
  size: number,
  proof: Uint8Array[],
): Promise<{ before: Uint8Array; after: Uint8Array }> {
  let node = older.size - 1
  let last = size - 1
  while (node % 2 === 1) {
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  /* A whole subtree stands for itself and is not in the proof. */
  const steps = node === 0 ? [older.root, ...proof] : proof
  const [first, ...rest] = steps
  if (!first) throw new Unheld('proof')
  let before = first
  let after = first
  for (const step of rest) {
    if (last === 0) throw new Unheld('proof')
    if (node % 2 === 1 || node === last) {
      before = await nodeHash(step, before)
      after = await nodeHash(step, after)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else {
      after = await nodeHash(after, step)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  if (last !== 0) throw new Unheld('proof')
  return { before, after }
}

const TIME_BYTES = 8
const ID_BYTES = 4

/** When WITNESS cosigned NOTE, in seconds since 1970; null when it has not. A false one is `Unheld`. */
export async function cosignedAt(note: string, witness: Verifier): Promise<number | null> {
  const { body, signatures } = splitNote(note)
  let newest: number | null = null
  for (const { name, bytes } of signatures) {
    if (name !== witness.name || !isSame(bytes.slice(0, ID_BYTES), witness.id)) continue
    const signature = bytes.slice(ID_BYTES + TIME_BYTES)
    if (signature.length !== 64) throw new Unheld('cosignature', { name })
    const time = Number(new DataView(bytes.buffer, bytes.byteOffset + ID_BYTES, TIME_BYTES).getBigUint64(0))
    const text = new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${body}`)
    if (!(await isSignedBy(witness, join(text), signature))) throw new Unheld('cosignature', { name })
    newest = Math.max(newest ?? 0, time)
  }
  return newest
}
