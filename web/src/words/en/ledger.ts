// SPDX-License-Identifier: Apache-2.0
// The ledger.
export const ledger = {
  'ledger.title': 'Ledger',
  'ledger.what':
    'Every decision of this node is a line in a public list that can only grow. No line is about a person whom it names. This page checks the list here, in your browser, and believes nothing but its key.',
  'ledger.key': 'Key of the ledger',
  'ledger.key.help':
    'Compare it with a copy from elsewhere: the agreement, print, another agency. Another key can be put in.',
  'ledger.check': 'Check the whole ledger',
  'ledger.checking': '{done} of {all} lines checked',
  'ledger.good': 'All {n} lines make the root that {origin} has signed.',
  'ledger.bad': 'This ledger does not hold: {why}',
  'ledger.size': 'Lines',
  'ledger.root': 'Root',
  'ledger.witnesses': 'Witnesses',
  'ledger.cosigned': 'cosigned {time}',
  'ledger.uncosigned': 'has not cosigned this checkpoint',
  'ledger.counts': 'Lines by kind, counted just now from what was checked',
  'ledger.kind': 'Kind',
  'ledger.count': 'Lines',
  'ledger.newest': 'The newest lines',
  'ledger.line': 'Line {n}',
}
