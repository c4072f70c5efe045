// SPDX-License-Identifier: Apache-2.0
// What every browser has and Node.js 18 keeps behind a flag.
import { webcrypto } from 'node:crypto'

globalThis.crypto ??= webcrypto as Crypto
