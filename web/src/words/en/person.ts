// SPDX-License-Identifier: Apache-2.0
// The person's page.
export const person = {
  'person.title': 'Your receipt',
  'person.what':
    'Put in the code from the receipt that you were given when your fingerprints were taken. You will see who searched for them, what came out, and how to say that something is wrong.',
  'person.code': 'Code',
  'person.look': 'Show',
  'person.challenge': 'Something is wrong',
  'person.challenge.text': 'What is wrong, in your own words',
  'person.challenge.send': 'Send',
  'person.searches': 'Searches',
  'person.disclosures': 'What was passed on',
  'person.accesses': 'Who looked at your data',
  'person.challenges': 'What you told us',
  'person.notices': 'Who has to be told',
  'person.nothing': 'Nothing.',
  'person.print': 'Print this page',
  'person.again': 'Put in another code',
}
