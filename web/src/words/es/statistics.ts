// SPDX-License-Identifier: Apache-2.0
// Statistics.
import type { statistics as model } from '../en/statistics'

export const statistics: Record<keyof typeof model, string> = {
  'statistics.title': 'Estadísticas',
}
