// SPDX-License-Identifier: Apache-2.0
// Statistics.
export const statistics = {
  'statistics.title': 'Statistics',
}
