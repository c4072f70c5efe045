// SPDX-License-Identifier: Apache-2.0
// Images of prints, asked for with the session's headers and held in memory only: never by an address that a history keeps,
// nothing in a cache, freed when the page is left.
import { api, got, type Schema } from '../api'
import { errand } from '../errand'
import { grayOf, type Gray } from './ridges'

export type Mode = 'original' | 'enhance' | 'binarise' | 'thin'
export const modes: Mode[] = ['original', 'enhance', 'binarise', 'thin']
/** What the stages of extraction work at, and the program's minutiae are counted in. */
export const STAGE_PPI = 500

/** Whose print: the probe's, when CANDIDATE is null. */
export interface Source {
  task: string
  candidate: string | null
  print: number
}

export interface Picture {
  mode: Mode
  ppi: number
  /** The image, and halves of it, so that a small image of it is neither slow nor jagged. */
  levels: ImageBitmap[]
}

const options = { parseAs: 'blob', cache: 'no-store' } as const

/** Pixels: what the types of an API that is described in JSON take for a text. */
const pixels = async (reply: Promise<{ data?: unknown }>): Promise<Blob> => (await got(reply)) as Blob

function askImage(of: Source): Promise<Blob> {
  const path = { task: of.task, print: String(of.print) }
  const params = { path, header: errand() }
  if (of.candidate === null) return pixels(api.GET('/v1/tasks/{task}/prints/{print}/image', { params, ...options }))
  const address = '/v1/tasks/{task}/candidates/{candidate}/prints/{print}/image'
  const whole = { ...params, path: { ...path, candidate: of.candidate } }
  return pixels(api.GET(address, { params: whole, ...options }))
}

function askView(of: Source, view: Schema['ReviewView']): Promise<Blob> {
  const path = { task: of.task, print: String(of.print), view }
  const params = { path, header: errand() }
  if (of.candidate === null)
    return pixels(api.GET('/v1/tasks/{task}/prints/{print}/views/{view}', { params, ...options }))
  const address = '/v1/tasks/{task}/candidates/{candidate}/prints/{print}/views/{view}'
  const whole = { ...params, path: { ...path, candidate: of.candidate } }
  return pixels(api.GET(address, { params: whole, ...options }))
}

export function askMinutiae(of: Source): Promise<Schema['ReviewMinutiae']> {
  const path = { task: of.task, print: String(of.print) }
  const params = { path, header: errand() }
  if (of.candidate === null) return got(api.GET('/v1/tasks/{task}/prints/{print}/minutiae', { params }))
  const address = '/v1/tasks/{task}/candidates/{candidate}/prints/{print}/minutiae'
  return got(api.GET(address, { params: { ...params, path: { ...path, candidate: of.candidate } } }))
}

const SMALLEST = 256

async function levelsOf(blob: Blob): Promise<ImageBitmap[]> {
  const levels = [await createImageBitmap(blob)]
  for (let last = levels[0]; last && Math.min(last.width, last.height) > SMALLEST; last = levels.at(-1)) {
    const [resizeWidth, resizeHeight] = [Math.ceil(last.width / 2), Math.ceil(last.height / 2)]
    levels.push(await createImageBitmap(last, { resizeWidth, resizeHeight, resizeQuality: 'medium' }))
  }
  return levels
}

/** The last few that were looked at. */
export class Pictures {
  #held = new Map<string, Promise<Picture>>()
  #most: number
  #isShown: (picture: Picture) => boolean

  /** What IS_SHOWN says is on the screen is not closed when there are more than MOST. */
  constructor(isShown: (picture: Picture) => boolean = () => false, most = 24) {
    this.#isShown = isShown
    this.#most = most
  }
  async #load(of: Source, mode: Mode, ppi: number): Promise<Picture> {
    const blob = mode === 'original' ? await askImage(of) : await askView(of, mode)
    return { mode, ppi: mode === 'original' ? ppi : STAGE_PPI, levels: await levelsOf(blob) }
  }
  get(of: Source, mode: Mode, ppi: number): Promise<Picture> {
    const name = [of.task, of.candidate, of.print, mode].join('/')
    const picture = this.#held.get(name) ?? this.#load(of, mode, ppi)
    this.#held.delete(name)
    this.#held.set(name, picture)
    picture.catch(() => this.#held.delete(name))
    const oldest = this.#held.keys().next().value
    if (this.#held.size > this.#most && oldest !== undefined) this.#free(oldest, true)
    return picture
  }
  #free(name: string, keepsShown: boolean): void {
    const close = (picture: Picture): void => {
      if (!keepsShown || !this.#isShown(picture)) for (const level of picture.levels) level.close()
    }
    void this.#held.get(name)?.then(close, () => undefined)
    this.#held.delete(name)
  }
  free(): void {
    for (const name of [...this.#held.keys()]) this.#free(name, false)
  }
}

/** Its pixels, for counting. */
export function pixelsOf(picture: Picture): Gray | null {
  const image = picture.levels[0]
  const context = image && new OffscreenCanvas(image.width, image.height).getContext('2d', { willReadFrequently: true })
  if (!image || !context) return null
  context.drawImage(image, 0, 0)
  return grayOf(context.getImageData(0, 0, image.width, image.height))
}
