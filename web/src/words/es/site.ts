// SPDX-License-Identifier: Apache-2.0
// The frame, the first page and the login.
import type { site as model } from '../en/site'

export const site: Record<keyof typeof model, string> = {
  'site.name': 'Tenprint',
  'site.skip': 'Ir al contenido',
  'site.menu': 'Menú',
  'site.language': 'Idioma',
  'site.theme': 'Tema',
  'site.theme.system': 'Como el sistema',
  'site.theme.light': 'Claro',
  'site.theme.dark': 'Oscuro',
  'site.loading': 'Cargando ...',
  'site.lost': 'Esta página no existe.',
  'site.lost.home': 'Ir a la primera página',
  'site.barred': 'Esta página es para cuentas con otras funciones.',
  'site.login': 'Entrar',
  'site.logout': 'Salir',
  'site.again': 'Intentar de nuevo',
  'site.rehearsal': 'Un ensayo: nada aquí trata de personas reales.',
  'problem.wait': 'Espere {n} segundos e inténtelo de nuevo.',
  'problem.request': 'Petición {id}',
  'home.title': 'Intercambio de huellas dactilares, a la vista de todos',
  'home.what':
    '{name} toma las huellas dactilares de las personas fichadas. Se buscan aquí, y en otra agencia solo donde un acuerdo firmado y en vigor lo permite para el lugar de la ficha. Dos examinadores confirman cada coincidencia. Nada aquí decide sobre una persona.',
  'home.agreements': 'Qué acuerdos están en vigor, quién los firmó y quién se ha retirado',
  'home.statistics': 'Qué se buscó, respondió, retuvo y rechazó, contado a partir de un registro público',
  'login.title': 'Entrar',
  'login.account': 'Cuenta',
  'login.password': 'Contraseña',
  'login.send': 'Entrar',
}
