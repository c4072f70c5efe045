// SPDX-License-Identifier: Apache-2.0
// What one works for, and bookings.
export const bookings = {
  'errand.title': 'What are you working on?',
  'errand.why':
    'This concerns data about people. Each look is put on record with your account, the purpose and the case. The person can see it.',
  'errand.purpose': 'Purpose',
  'errand.choose': 'Choose ...',
  'errand.reference': 'Case reference',
  'errand.reference.help': 'As your agency has it, for example 2026-000117. No names.',
  'errand.reference.wrong': 'Up to 127 letters, digits and signs without accents.',
  'errand.take': 'Go on',
  'errand.keep': 'Cancel',
  'errand.now': '{purpose}, case {reference}',
  'errand.change': 'Change purpose or case',
  'code.purpose.criminal-identification': 'To identify a person who was arrested or charged',
  'code.purpose.disaster-victim': 'To identify a victim of a disaster',
  'code.purpose.employment-check': 'To check a person who applies for work',
  'code.purpose.immigration-status': 'To find out the immigration status of a person',
  'code.purpose.licence-check': 'To check a person who applies for a licence',
  'code.purpose.missing-person': 'To find a missing person',
  'code.purpose.unidentified-deceased': 'To identify a person who has died',
  'code.purpose.unidentified-patient': 'To identify a person who cannot say who they are',
}
