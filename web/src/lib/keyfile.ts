// SPDX-License-Identifier: Apache-2.0
// Key files of `tenprint key make`, opened in the page: PKCS #8 in PEM, encrypted by PBES2 with scrypt and AES-256-CBC
// (RFC 8018, RFC 7914), then the public key. Neither file, passphrase nor key leaves the page or is kept.
import { Fault } from './fault'
import { fromBase64, isSame, unknownHere } from './ledger'
import { scrypt } from './scrypt'

export interface OpenKey {
  /** Base64, as agreements name it. */
  public: string
  sign(data: Uint8Array): Promise<string>
}

const FILE_MAX = 1 << 16
const PBES2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d]
const SCRYPT = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b]
const AES_256_CBC = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a]
const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTETS = 0x04
const OBJECT = 0x06

class Der {
  #at = 0
  constructor(readonly bytes: Uint8Array) {}

  #byte(): number {
    const byte = this.bytes[this.#at++]
    if (byte === undefined) throw new Fault('file-cut')
    return byte
  }
  #next(tag: number): Uint8Array {
    if (this.#byte() !== tag) throw new Fault('file-kind')
    let size = this.#byte()
    if (size > 0x82) throw new Fault('file-kind')
    for (let more = size > 0x80 ? size - 0x80 : 0, first = true; more > 0; more--, first = false)
      size = (first ? 0 : size) * 256 + this.#byte()
    const content = this.bytes.subarray(this.#at, this.#at + size)
    this.#at += size
    if (content.length !== size) throw new Fault('file-cut')
    return content
  }
  sequence(): Der {
    return new Der(this.#next(SEQUENCE))
  }
  octets(): Uint8Array {
    return this.#next(OCTETS)
  }
  integer(): number {
    const bytes = this.#next(INTEGER)
    if (bytes.length === 0 || bytes.length > 6) throw new Fault('file-kind')
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  }
  object(wanted: number[]): void {
    if (!isSame(this.#next(OBJECT), Uint8Array.from(wanted))) throw new Fault('file-method')
  }
}

function pem(text: string, label: string): Uint8Array<ArrayBuffer> {
  const begin = `-----BEGIN ${label}-----`
  const from = text.indexOf(begin)
  const until = text.indexOf(`-----END ${label}-----`)
  if (from < 0 || until < from) throw new Fault('file-kind')
  return new Uint8Array(fromBase64(text.slice(from + begin.length, until).replace(/\s/g, '')))
}

async function decrypt(file: Uint8Array, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Der(file).sequence()
  const method = whole.sequence()
  method.object(PBES2)
  const parts = method.sequence()
  const derivation = parts.sequence()
  derivation.object(SCRYPT)
  const cost = derivation.sequence()
  const salt = cost.octets()
  const [n, r, p] = [cost.integer(), cost.integer(), cost.integer()]
  const cipher = parts.sequence()
  cipher.object(AES_256_CBC)
  const iv = new Uint8Array(cipher.octets())
  const bytes = await scrypt(new TextEncoder().encode(passphrase), salt, { n, r, p }, 32)
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-CBC', false, ['decrypt'])
  bytes.fill(0)
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, key, new Uint8Array(whole.octets())))
  } catch {
    throw new Fault('file-passphrase')
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Opens FILE, or throws why it cannot be. */
export async function openKey(file: string, passphrase: string): Promise<OpenKey> {
  if (file.length > FILE_MAX) throw new Fault('file-kind')
  const plain = await decrypt(pem(file, 'ENCRYPTED PRIVATE KEY'), passphrase)
  const secret = await crypto.subtle
    .importKey('pkcs8', plain, 'Ed25519', false, ['sign'])
    .catch(unknownHere)
    .catch((error: unknown) => {
      throw error instanceof Fault ? error : new Fault('file-passphrase')
    })
  plain.fill(0)
  const open = await crypto.subtle.importKey('spki', pem(file, 'PUBLIC KEY'), 'Ed25519', true, ['verify'])
  const probe = crypto.getRandomValues(new Uint8Array(32))
  if (!(await crypto.subtle.verify('Ed25519', open, await crypto.subtle.sign('Ed25519', secret, probe), probe)))
    throw new Fault('file-pair')
  return {
    public: toBase64(new Uint8Array(await crypto.subtle.exportKey('raw', open))),
    sign: async (data) => toBase64(new Uint8Array(await crypto.subtle.sign('Ed25519', secret, new Uint8Array(data)))),
  }
}
