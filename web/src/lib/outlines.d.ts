// SPDX-License-Identifier: Apache-2.0
// What the build makes of us-atlas and of the scenario of 2011 (outlines.ts and history.ts beside vite.config.ts).
declare module 'virtual:outlines' {
  import type { GeometryCollection, Topology } from 'topojson-specification'

  export const borders: Topology<{ states: GeometryCollection }>
  /** By the state's number, "36". */
  export const states: Record<string, () => Promise<{ default: Topology<{ states: GeometryCollection; counties: GeometryCollection }> }>>
}
declare module 'virtual:history' {
  const history: import('./history').History
  export default history
}
