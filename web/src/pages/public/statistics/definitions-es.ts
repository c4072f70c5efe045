// SPDX-License-Identifier: Apache-2.0
// The definitions' own sentences in Spanish. What is not here (other definitions than these) is shown as it is written.
export const sentences: Record<string, string> = {
  'Bookings and the searches asked for, by the level of the gravest conviction and by state.':
    'Fichas y las búsquedas pedidas, por el nivel de la condena más grave y por estado.',
  'bookings submitted': 'fichas presentadas',
  'searches that the terms allowed: asked of a partner, or done for one':
    'búsquedas que las condiciones permitieron: pedidas a un socio, o hechas para uno',
  'searches that the terms did not allow, by the clauses that stood against them':
    'búsquedas que las condiciones no permitieron, por las cláusulas que se opusieron',
  'Searches that ended with a match, and what became of it, by the level of the gravest conviction and by state.':
    'Búsquedas que acabaron en coincidencia, y qué fue de ella, por el nivel de la condena más grave y por estado.',
  'searches that ended with a match': 'búsquedas que acabaron en coincidencia',
  'matches that the terms withheld, from the partner or from a recipient, by clauses':
    'coincidencias que las condiciones retuvieron, ante el socio o ante un destinatario, por cláusulas',
  'releases of match information to a recipient, and onward from one':
    'comunicaciones sobre una coincidencia a un destinatario, y de uno a otro',
  'Answers and releases that were refused for another reason than a withheld match.':
    'Respuestas y comunicaciones rechazadas por otra razón que una coincidencia retenida.',
  'answers and releases refused, by clauses': 'respuestas y comunicaciones rechazadas, por cláusulas',
  'Conclusions of examiners.': 'Conclusiones de los examinadores.',
  'the prints are of one person': 'las huellas son de una persona',
  'they are not': 'no lo son',
  'the examiner could not say': 'el examinador no pudo decirlo',
  'Conclusions on cases whose truth was known beforehand, to others than the examiner.':
    'Conclusiones sobre casos cuya verdad era conocida de antemano por otros que el examinador.',
  'the conclusion was right': 'la conclusión era acertada',
  'the prints of two people were said to be of one: examiner error':
    'se dijo que las huellas de dos personas eran de una: error del examinador',
  'the prints of one person were said to be of two: examiner error':
    'se dijo que las huellas de una persona eran de dos: error del examinador',
  'the examiner could not say, which is no error': 'el examinador no pudo decirlo, lo que no es un error',
  'Conclusions of other examiners, who did not know of it, on prints about which an examination had decided before: after a challenge, or before two records are joined.':
    'Conclusiones de otros examinadores, que no lo sabían, sobre huellas sobre las que un examen ya había decidido: tras una reclamación, o antes de unir dos registros.',
  'held to be of one person, and found so again': 'consideradas de una sola persona, y así confirmado',
  'held to be of one person, and found to be of two': 'consideradas de una sola persona, y resultaron de dos',
  'held to be of two people, and found so again': 'consideradas de dos personas, y así confirmado',
  'held to be of two people, and found to be of one': 'consideradas de dos personas, y resultaron de una sola',
  'Time from the booking to the end of the search.': 'Tiempo desde la ficha hasta el final de la búsqueda.',
  "Time from the task to the examiner's conclusion.": 'Tiempo desde el encargo hasta la conclusión del examinador.',
  'within an hour': 'en una hora',
  'within a day': 'en un día',
  'within a week': 'en una semana',
  longer: 'más tiempo',
  'Data and keys destroyed, by reason.': 'Datos y claves destruidos, por motivo.',
  'ordered by a court or an authority': 'por orden de un tribunal o una autoridad',
  'the agreed time was over': 'el plazo acordado había terminado',
  'they were wrong': 'eran erróneos',
  'Challenges by the persons concerned.': 'Reclamaciones de las personas afectadas.',
  received: 'recibidas',
  'found right': 'aceptadas',
  'found wrong': 'desestimadas',
  'Leaves whose level was found wrong; their figures are counted by the new level.':
    'Líneas cuyo nivel resultó erróneo; sus cifras se cuentan con el nuevo nivel.',
  'leaves given another level': 'líneas que recibieron otro nivel',
}
