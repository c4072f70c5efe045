// SPDX-License-Identifier: Apache-2.0
// The canonical form of each line of standard input. ECMAScript's own sorting of strings, numbers and escapes are what
// RFC 8785 refers to, so this is the RFC, written by others.
import {readFileSync} from 'node:fs';

function canonical(value) {
    if (Array.isArray(value))
        return '[' + value.map(canonical).join(',') + ']';
    if (value === null || typeof value !== 'object')
        return JSON.stringify(value);
    return '{' + Object.keys(value).sort().map((name) => JSON.stringify(name) + ':' + canonical(value[name])).join(',') + '}';
}

const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1);
process.stdout.write(lines.map((line) => canonical(JSON.parse(line)) + '\n').join(''));
