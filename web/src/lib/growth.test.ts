// SPDX-License-Identifier: Apache-2.0
// Proofs of growth by the recursion of RFC 6962, clause 2.1.2, which shares nothing with the code; cosignatures by a key.
import { describe, expect, test } from 'vitest'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { checkGrowth, cosignedAt } from './growth'
import { readVerifier, type Checkpoint } from './ledger'

const text = new TextEncoder()
const hash = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest())
const leaves = Array.from({ length: 24 }, (_, n) => hash(Uint8Array.of(0, n)))

function half(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}
function rootOf(list: Uint8Array[]): Uint8Array {
  if (list.length <= 1) return list[0] ?? hash()
  const k = half(list.length)
  return hash(Uint8Array.of(1), rootOf(list.slice(0, k)), rootOf(list.slice(k)))
}
function subproof(m: number, list: Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === list.length) return whole ? [] : [rootOf(list)]
  const k = half(list.length)
  return m <= k
    ? [...subproof(m, list.slice(0, k), whole), rootOf(list.slice(k))]
    : [...subproof(m - k, list.slice(k), false), rootOf(list.slice(0, k))]
}
const checkpoint = (size: number, origin = 'ledger'): Checkpoint => ({ origin, size, root: rootOf(leaves.slice(0, size)) })
const proofOf = (from: number, to: number): Uint8Array[] =>
  from === 0 ? [] : subproof(from, leaves.slice(0, to), true)

describe('growth', () => {
  test('holds between every two sizes to 24, and no other root passes', async () => {
    for (let to = 1; to <= leaves.length; to++)
      for (let from = 0; from <= to; from++) {
        const proof = proofOf(from, to)
        await checkGrowth(checkpoint(from), checkpoint(to), proof)
        if (from === 0 || from === to) continue
        const other = { ...checkpoint(from), root: hash(text.encode('other')) }
        await expect(checkGrowth(other, checkpoint(to), proof)).rejects.toThrow('changed')
        await expect(checkGrowth(checkpoint(from), { ...checkpoint(to), root: other.root }, proof)).rejects.toThrow()
        await expect(checkGrowth(checkpoint(from), checkpoint(to), proof.slice(1))).rejects.toThrow()
        await expect(checkGrowth(checkpoint(from), checkpoint(to), [...proof, other.root])).rejects.toThrow()
      }
  })
  test('says what is wrong', async () => {
    await expect(checkGrowth(checkpoint(5), checkpoint(4), [])).rejects.toThrow('shorter')
    await expect(checkGrowth(checkpoint(5), { ...checkpoint(5), root: hash() }, [])).rejects.toThrow('roots')
    await expect(checkGrowth(checkpoint(3), checkpoint(5, 'else'), [])).rejects.toThrow('else')
    await expect(checkGrowth(checkpoint(3), checkpoint(5), [])).rejects.toThrow('proof')
  })
})

describe('cosignatures', () => {
  const pair = generateKeyPairSync('ed25519')
  const name = 'witness.example/w1'
  const typed = Uint8Array.from([4, ...pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)])
  const id = hash(text.encode(`${name}\n`), typed).slice(0, 4)
  const line = `${name}+${Buffer.from(id).toString('hex')}+${Buffer.from(typed).toString('base64')}`
  const body = 'ledger\n3\nAAAA\n'
  const note = (time: number, signed = body): string => {
    const at = Buffer.alloc(8)
    at.writeBigUInt64BE(BigInt(time))
    const signature = sign(null, text.encode(`cosignature/v1\ntime ${time}\n${signed}`), pair.privateKey)
    return `${body}\n\u2014 ${name} ${Buffer.concat([id, at, signature]).toString('base64')}\n`
  }
  test('have a time', async () => {
    expect(await cosignedAt(note(1307000000), await readVerifier(line))).toBe(1307000000)
  })
  test('of another text are false', async () => {
    await expect(cosignedAt(note(1307000000, 'else\n'), await readVerifier(line))).rejects.toThrow('cosignature')
  })
  test('of others do not count', async () => {
    expect(await cosignedAt(`${body}\n\u2014 else AAAA\n`, await readVerifier(line))).toBeNull()
  })
})
