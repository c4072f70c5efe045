// SPDX-License-Identifier: Apache-2.0
// The frame and the login.
import type { site as model } from '../en/site'

export const site: Record<keyof typeof model, string> = {
  'site.name': 'Tenprint',
  'site.skip': 'Ir al contenido',
  'site.menu': 'Menú',
  'site.language': 'Idioma',
  'site.sideways': 'Se desplaza hacia los lados',
  'site.theme': 'Tema',
  'site.theme.system': 'Auto',
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
  'login.title': 'Entrar',
  'login.account': 'Cuenta',
  'login.password': 'Contraseña',
  'login.send': 'Entrar',
  'again.title': 'Su sesión ha terminado',
  'again.what':
    'Lo que no ha enviado sigue en esta página, fuera de la vista. Entre otra vez como {account} para continuar. Con otra cuenta se descarta.',
  'again.drop': 'Descartarlo',
}
