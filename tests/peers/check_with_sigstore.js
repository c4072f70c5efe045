// SPDX-License-Identifier: Apache-2.0
// Checks a published ledger with @sigstore/verify, which knows nothing of ours.
//
//   node check_with_sigstore.js leaves FOLDER KEY PROGRAM    each leaf, by the proof that PROGRAM prints for it
//   node check_with_sigstore.js entry FILE                   makes FILE, an entry that Sigstore understands, and FILE.json
//   node check_with_sigstore.js bundle FOLDER KEY PROGRAM INDEX FILE.json    that entry, by the whole of the Verifier
//   node check_with_sigstore.js bundle-forged ...                            the same with another size in the checkpoint
//
// `leaves` calls the part that checks inclusion (RFC 6962) and checkpoints (signed notes), because our leaves are none of
// Sigstore's kinds. `bundle` puts an entry of kind hashedrekord into one of our ledgers, so that everything from the
// public Verifier down runs on our proof and our checkpoint. That version of the package wants all signatures of a
// checkpoint to be known logs': cosignatures of witnesses are taken away before.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');
const { createRequire } = require('module');

// The packages lie where npm was told to put them, not beside this file.
const load = createRequire(path.join(process.env.PEERS_MODULES, 'none.js'));
const { Verifier, toSignedEntity, toTrustMaterial } = load('@sigstore/verify');
const { verifyTLogTimestamp } = load('@sigstore/verify/dist/timestamp');
const { bundleFromJSON } = load('@sigstore/bundle');

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const NOW_S = 1700000000;
const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

// The log as Sigstore names it: the first four bytes of its id are those of the note's signatures.
function logOf(key) {
  const [name, , ...material] = key.split('+'); // base64 may have a + of its own
  const bytes = Buffer.from(material.join('+'), 'base64');
  const id = crypto.createHash('sha256').update(name).update('\n').update(bytes).digest();
  return {
    name,
    id,
    authority: {
      logID: id,
      publicKey: crypto.createPublicKey({
        key: Buffer.concat([ED25519_SPKI, bytes.subarray(1)]), format: 'der', type: 'spki',
      }),
      validFor: { start: new Date(0), end: new Date(8640000000000000) },
    },
  };
}

function readProof(program, folder, key, index) {
  const text = execFileSync(program, ['ledger', 'prove', folder, String(index), '--key', key], { encoding: 'utf8' });
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, split).split('\n');
  const note = text.slice(split + 2);
  const [body, signatures] = [note.slice(0, note.indexOf('\n\n') + 2), note.slice(note.indexOf('\n\n') + 2)];
  const [origin, size, root] = body.split('\n');
  const own = signatures.split('\n').filter((line) => line.split(' ')[1] === origin);
  return {
    index: lines[1].slice('index '.length),
    hashes: lines.slice(2),
    size,
    root,
    checkpoint: body + own.join('\n') + '\n',
  };
}

function tlogEntry(proof, log, body, kind) {
  return {
    logIndex: proof.index,
    logId: { keyId: log.id.toString('base64') },
    kindVersion: kind,
    integratedTime: String(NOW_S),
    inclusionProof: {
      logIndex: proof.index,
      rootHash: proof.root,
      treeSize: proof.size,
      hashes: proof.hashes,
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: body.toString('base64'),
  };
}

// What bundleFromJSON makes of tlogEntry, for the part of the package that takes one entry.
function parsedEntry(proof, log, body) {
  return {
    logIndex: proof.index,
    logId: { keyId: log.id },
    kindVersion: { kind: 'tenprint', version: '1' },
    integratedTime: String(NOW_S),
    inclusionPromise: undefined,
    inclusionProof: {
      logIndex: proof.index,
      rootHash: Buffer.from(proof.root, 'base64'),
      treeSize: proof.size,
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'base64')),
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: body,
  };
}

// The entries of the bundles, each with its length in two bytes before it.
function readEntries(folder, size) {
  const entries = [];
  for (let bundle = 0; bundle * 256 < size; bundle++) {
    const width = Math.min(256, size - bundle * 256);
    const name = String(bundle).padStart(3, '0') + (width < 256 ? `.p/${width}` : '');
    const data = fs.readFileSync(path.join(folder, 'tile', 'entries', name));
    for (let at = 0; at < data.length; at += 2 + data.readUInt16BE(at)) {
      entries.push(data.subarray(at + 2, at + 2 + data.readUInt16BE(at)));
    }
  }
  return entries;
}

function checkLeaves(folder, key, program) {
  const log = logOf(key);
  const size = Number(fs.readFileSync(path.join(folder, 'checkpoint'), 'utf8').split('\n')[1]);
  const entries = readEntries(folder, size);
  entries.forEach((entry, index) => {
    const proof = readProof(program, folder, key, index);
    verifyTLogTimestamp(parsedEntry(proof, log, entry), [log.authority]);
  });
  console.log(`${entries.length} leaves`);
}

// An artifact, signed, and the entry that says so.
function makeEntry(file) {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
  const artifact = Buffer.from('an artifact');
  const digest = crypto.createHash('sha256').update(artifact).digest();
  const signature = crypto.sign(null, artifact, privateKey);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const body = {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: digest.toString('hex') } },
      signature: { content: signature.toString('base64'), publicKey: { content: spki.toString('base64') } },
    },
  };
  fs.writeFileSync(file, JSON.stringify(body));
  fs.writeFileSync(`${file}.json`, JSON.stringify({
    artifact: artifact.toString('base64'),
    digest: digest.toString('base64'),
    signature: signature.toString('base64'),
    key: spki.toString('base64'),
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
  }));
}

function checkBundle(folder, key, program, index, file, change = (proof) => proof) {
  const log = logOf(key);
  const made = JSON.parse(fs.readFileSync(file, 'utf8'));
  const proof = change(readProof(program, folder, key, index));
  const kind = { kind: 'hashedrekord', version: '0.0.1' };
  const bundle = bundleFromJSON({
    mediaType: BUNDLE_TYPE,
    verificationMaterial: {
      publicKey: { hint: 'signer' },
      tlogEntries: [tlogEntry(proof, log, Buffer.from(made.body, 'base64'), kind)],
      timestampVerificationData: { rfc3161Timestamps: [] },
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: made.digest },
      signature: made.signature,
    },
  });
  const trust = toTrustMaterial(
    { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] },
    { signer: { rawBytes: Buffer.from(made.key, 'base64') } },
  );
  trust.tlogs = [log.authority];
  new Verifier(trust, { tlogThreshold: 1 }).verify(toSignedEntity(bundle, Buffer.from(made.artifact, 'base64')));
  console.log('bundle verified');
}

// The checkpoint says another size than the one that was signed.
function checkForged(...words) {
  checkBundle(...words, (proof) => ({ ...proof, checkpoint: proof.checkpoint.replace(/^\d+$/m, '1000000') }));
}

const commands = { leaves: checkLeaves, entry: makeEntry, bundle: checkBundle, 'bundle-forged': checkForged };
const [command, ...words] = process.argv.slice(2);
try {
  commands[command](...words);
} catch (error) {
  console.error(`check_with_sigstore: ${error.code || error.name}: ${error.message}`);
  process.exit(1);
}
