// SPDX-License-Identifier: Apache-2.0
// The person's page.
import type { person as model } from '../en/person'

export const person: Record<keyof typeof model, string> = {
  'person.title': 'Su recibo',
  'person.what':
    'Escriba el código del recibo que le dieron cuando le tomaron las huellas. Verá quién las buscó, qué resultó y cómo decir que algo está mal.',
  'person.code': 'Código',
  'person.look': 'Mostrar',
  'person.challenge': 'Algo está mal',
  'person.challenge.text': 'Qué está mal, con sus palabras',
  'person.challenge.send': 'Enviar',
  'person.searches': 'Búsquedas',
  'person.disclosures': 'Qué se comunicó',
  'person.accesses': 'Quién miró sus datos',
  'person.challenges': 'Lo que usted nos dijo',
  'person.notices': 'A quién hay que avisar',
  'person.nothing': 'Nada.',
  'person.print': 'Imprimir esta página',
  'person.again': 'Escribir otro código',
}
