// SPDX-License-Identifier: Apache-2.0
// What one works for, and bookings.
import type { bookings as model } from '../en/bookings'

export const bookings: Record<keyof typeof model, string> = {
  'errand.title': '¿En qué está trabajando?',
  'errand.why':
    'Se trata de datos de personas. Cada consulta queda registrada con su cuenta, el propósito y el caso. La persona puede verlo.',
  'errand.purpose': 'Propósito',
  'errand.choose': 'Elija ...',
  'errand.reference': 'Referencia del caso',
  'errand.reference.help': 'Como la tiene su agencia, por ejemplo 2026-000117. Sin nombres.',
  'errand.reference.wrong': 'Hasta 127 letras, cifras y signos sin acentos.',
  'errand.take': 'Continuar',
  'errand.keep': 'Cancelar',
  'errand.now': '{purpose}, caso {reference}',
  'errand.change': 'Cambiar propósito o caso',
  'code.purpose.criminal-identification': 'Identificar a una persona detenida o acusada',
  'code.purpose.disaster-victim': 'Identificar a una víctima de un desastre',
  'code.purpose.employment-check': 'Comprobar a una persona que solicita un empleo',
  'code.purpose.immigration-status': 'Averiguar la situación migratoria de una persona',
  'code.purpose.licence-check': 'Comprobar a una persona que solicita una licencia',
  'code.purpose.missing-person': 'Encontrar a una persona desaparecida',
  'code.purpose.unidentified-deceased': 'Identificar a una persona fallecida',
  'code.purpose.unidentified-patient': 'Identificar a una persona que no puede decir quién es',
}
