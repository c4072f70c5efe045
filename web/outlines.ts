// SPDX-License-Identifier: Apache-2.0
// The outlines of us-atlas, cut into modules: the borders of all states, and each state with its counties, so that a map
// loads those that it shows. Neighbours have their border in common, on one grid: it is the same line on both sides.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { quantize, transform } from 'topojson-client'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'
import type { Plugin } from 'vite'

type Objects = Record<string, GeometryCollection>
type Shape = GeometryObject & { arcs: unknown }

const NAME = 'virtual:outlines'
/* Of the country's width of 975: finer than a pixel where one state fills the screen. */
const GRID = 0.02

/** A file of us-atlas on our grid. */
function read(file: string): Topology<Objects> {
  const path = createRequire(import.meta.url).resolve(`us-atlas/${file}-albers-10m.json`)
  const { objects, arcs, transform: own } = JSON.parse(readFileSync(path, 'utf8')) as Topology<Objects>
  const place = transform(own!)
  const placed = arcs.map((arc) => arc.map((point, index) => place(point, index > 0)))
  return quantize({ type: 'Topology', objects, arcs: placed }, { scale: [GRID, GRID], translate: [0, 0] })
}

/** What of TOPOLOGY is needed for these shapes; their names are not. */
function part(topology: Topology<Objects>, shapes: Record<string, GeometryObject[]>): string {
  const used = new Map<number, number>()
  const number = (arc: number): number => {
    if (arc < 0) return ~number(~arc)
    if (!used.has(arc)) used.set(arc, used.size)
    return used.get(arc)!
  }
  const renumber = (arcs: unknown): unknown => (Array.isArray(arcs) ? arcs.map(renumber) : number(arcs as number))
  const objects = Object.entries(shapes).map(([name, list]) => {
    const geometries = (list as Shape[]).map(({ type, id, arcs }) => ({ type, id, arcs: renumber(arcs) }))
    return [name, { type: 'GeometryCollection', geometries }]
  })
  const { type, transform: grid, arcs } = topology
  return JSON.stringify({ type, transform: grid, objects: Object.fromEntries(objects), arcs: [...used.keys()].map((arc) => arcs[arc]) })
}

export function outlines(): Plugin {
  let counties: Topology<Objects> | null = null
  return {
    name: 'outlines',
    resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${NAME}`)) return undefined
      counties ??= read('counties')
      const { states, counties: all } = counties.objects as { states: GeometryCollection; counties: GeometryCollection }
      const state = id.slice(NAME.length + 2)
      if (state !== '') {
        const within = all.geometries.filter((county) => String(county.id).startsWith(state))
        return `export default ${part(counties, { states: states.geometries.filter((one) => one.id === state), counties: within })}`
      }
      const borders = read('states')
      const list = states.geometries.map((one) => `'${one.id}': () => import('${NAME}/${one.id}')`)
      return `export const borders = ${part(borders, { states: borders.objects.states!.geometries })}
export const states = { ${list.join(', ')} }`
    },
  }
}
