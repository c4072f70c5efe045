// SPDX-License-Identifier: Apache-2.0
// What the build makes of us-atlas (outlines.ts beside vite.config.ts).
declare module 'virtual:outlines' {
  import type { GeometryCollection, Topology } from 'topojson-specification'

  export const borders: Topology<{ states: GeometryCollection }>
  /** By the state's number, "36". */
  export const states: Record<string, () => Promise<{ default: Topology<{ states: GeometryCollection; counties: GeometryCollection }> }>>
}
