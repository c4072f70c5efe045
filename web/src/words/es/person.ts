// SPDX-License-Identifier: Apache-2.0
// The person's page.
import type { person as model } from '../en/person'

export const person: Record<keyof typeof model, string> = {
  'person.what':
    'Escriba el código del recibo que le dieron cuando le tomaron las huellas. Verá quién las buscó, qué resultó y cómo decir que algo está mal.',
  'person.safe':
    'No cuesta nada y no se puede usar en su contra. El código no se guarda en este aparato. Puede pedir ayuda a alguien de su confianza.',
  'person.code': 'Código',
  'person.code.help': 'Cuatro grupos de cinco letras y cifras, por ejemplo 7K2MQ-04XTA-9ZC3W-HB8RD. Mayúsculas o minúsculas, da igual.',
  'person.code.wrong': 'Este código no está completo: tiene 20 letras y cifras. Compárelo con su recibo, por favor.',
  'person.code.unknown':
    'Aquí no existe este código. Compárelo letra por letra con su recibo, por favor. Si le dieron un recibo más nuevo, use ese: el anterior deja de servir.',
  'person.look': 'Mostrar',
  'person.looking': 'Un momento ...',
  'person.lost': '¿Ha perdido el recibo? Pida otro a {name}.',
  'person.for': 'Lo que consta sobre sus huellas en {organisation}',
  'person.now': 'Cómo están las cosas',
  'person.own': 'Qué encontró {organisation}',
  'person.searches': 'A quién más se preguntó, y qué respondió',
  'person.searches.none': 'No se preguntó a nadie más.',
  'person.searches.agreement': 'Leer el acuerdo (ventana nueva): {title}',
  'person.disclosures': 'Qué se comunicó sobre usted y a quién',
  'person.disclosures.none': 'No se comunicó nada.',
  'person.accesses': 'Quién miró sus datos',
  'person.accesses.none': 'Nadie ha mirado sus datos.',
  'person.challenges': 'Lo que usted nos dijo, y qué se decidió',
  'person.challenges.none': 'Usted no nos ha dicho que algo esté mal.',
  'person.notices': 'A quién hay que avisar, y quién lo ha confirmado',
  'person.notices.none': 'No hay que avisar a nadie.',
  'person.until': 'Cuánto tiempo se guarda',
  'person.time': '{local}, su hora ({utc} UTC)',
  'person.challenge': '¿Algo está mal?',
  'person.challenge.what':
    'Díganoslo aquí. Personas que no han intervenido en su caso tienen que revisarlo. Tienen que dar una razón de lo que decidan, y usted la puede leer aquí con su código. Si usted tiene razón, se avisa a todos los que recibieron los datos equivocados.',
  'person.challenge.about': '¿De qué se trata?',
  'person.challenge.identification': 'Me tomaron por otra persona: no son mis huellas, o no es mi historial.',
  'person.challenge.record': 'Algo de lo que consta está mal, o no debió ocurrir.',
  'person.challenge.text': 'Qué está mal, con sus palabras',
  'person.challenge.help': 'En cualquier idioma. No hacen falta palabras legales. Hasta 4,000 letras.',
  'person.challenge.send': 'Enviar',
  'person.challenge.leave': 'Lo que ha escrito no se ha enviado. Si sale, se pierde.',
  'person.ledger': '¿Se puede cambiar esto en secreto?',
  'person.ledger.good': 'Comprobado ahora mismo, en su navegador: {n} líneas sobre sus huellas están en el registro público.',
  'person.ledger.waiting': 'Otras {n} se publicarán más adelante, junto con las de otras personas: en el plazo de un mes.',
  'person.ledger.bad': 'La comprobación no salió bien. Enséñeselo a alguien de su confianza.',
  'person.ledger.lines': 'Las líneas',
  'person.print': 'Imprimir esta página',
  'person.again': 'Cerrar y olvidarlo aquí',
  'person.closed': 'Cerrado. En esta página no queda nada de ello.',
}
