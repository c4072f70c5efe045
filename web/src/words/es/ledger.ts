// SPDX-License-Identifier: Apache-2.0
// The ledger.
import type { ledger as model } from '../en/ledger'

export const ledger: Record<keyof typeof model, string> = {
  'ledger.title': 'Registro',
  'ledger.what':
    'Cada decisión de este nodo es una línea de una lista pública que solo puede crecer. Ninguna línea nombra a una persona. Esta página comprueba la lista aquí, en su navegador, y no cree en nada más que en su clave.',
  'ledger.key': 'Clave del registro',
  'ledger.key.help':
    'Compárela con una copia de otro sitio: el acuerdo, papel impreso, otra agencia. Se puede poner otra clave.',
  'ledger.check': 'Comprobar todo el registro',
  'ledger.checking': '{done} de {all} líneas comprobadas',
  'ledger.good': 'Las {n} líneas dan la raíz que {origin} ha firmado.',
  'ledger.bad': 'Este registro no se sostiene: {why}',
  'ledger.size': 'Líneas',
  'ledger.root': 'Raíz',
  'ledger.witnesses': 'Testigos',
  'ledger.cosigned': 'cofirmado {time}',
  'ledger.uncosigned': 'no ha cofirmado este punto de control',
  'ledger.counts': 'Líneas por clase, contadas ahora mismo de lo comprobado',
  'ledger.kind': 'Clase',
  'ledger.count': 'Líneas',
  'ledger.newest': 'Las líneas más recientes',
  'ledger.line': 'Línea {n}',
}
