// SPDX-License-Identifier: Apache-2.0
// Minutiae that the examiner marks, and pairs of them. Nothing is found or proposed here.
import type { Schema } from '../api'
import { distance, toMm, type Point } from './view'

export type MarkType = 'ending' | 'bifurcation' | 'other'
export interface Mark {
  /** Its number on the screen: of one image's marks, in the order in which they were made. */
  n: number
  /** 'probe', or the candidate's name. */
  whose: string
  print: number
  /** Pixels of the image at its own resolution. */
  x: number
  y: number
  /** Degrees anticlockwise from the right; null where only the place was marked. */
  angle: number | null
  type: MarkType
}
export interface Pair {
  probe: Mark
  candidate: Mark
}

export const probe = 'probe'

export const ofPrint = (marks: Mark[], whose: string, print: number): Mark[] =>
  marks.filter((mark) => mark.whose === whose && mark.print === print)

export function nextNumber(marks: Mark[], whose: string): number {
  return 1 + marks.reduce((most, mark) => (mark.whose === whose ? Math.max(most, mark.n) : most), 0)
}

/** The direction from A to B on an image, in the marks' way of counting. */
export function direction(a: Point, b: Point): number {
  const degrees = (Math.atan2(a.y - b.y, b.x - a.x) * 180) / Math.PI
  return (Math.round(degrees) + 360) % 360
}

/** The mark nearest to AT (millimetres) within REACH millimetres. */
export function nearest(marks: Mark[], ppi: number, at: Point, reach: number): Mark | null {
  let [found, least]: [Mark | null, number] = [null, reach]
  for (const mark of marks) {
    const away = distance(at, { x: toMm(mark.x, ppi), y: toMm(mark.y, ppi) })
    if (away <= least) [found, least] = [mark, away]
  }
  return found
}

/** With these two paired, and neither with another of the same candidate. */
export function join(pairs: Pair[], one: Pair): Pair[] {
  const stays = ({ probe, candidate }: Pair): boolean =>
    candidate.whose !== one.candidate.whose || (probe !== one.probe && candidate !== one.candidate)
  return [...pairs.filter(stays), one]
}

export const without = (pairs: Pair[], mark: Mark): Pair[] =>
  pairs.filter((pair) => pair.probe !== mark && pair.candidate !== mark)

/** The letter that two marks of a pair have in common: A, B ... Z, AA. */
export function letter(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : letter(Math.floor(place / 26) - 1) + last
}

export function toRecord(mark: Mark): Schema['ReviewMark'] {
  const whole = (value: number): number => Math.min(Math.max(Math.round(value), 0), 65535)
  return {
    print: mark.print,
    x: whole(mark.x),
    y: whole(mark.y),
    type: mark.type,
    ...(mark.angle !== null && { angle: mark.angle }),
  }
}

export function fromRecord(list: Schema['ReviewMark'][] | undefined, whose: string): Mark[] {
  return (list ?? []).map((mark, place) => ({
    n: place + 1,
    whose,
    print: mark.print,
    x: mark.x,
    y: mark.y,
    angle: mark.angle ?? null,
    type: mark.type ?? 'other',
  }))
}

/** What a conclusion on CANDIDATE rests on, as the node wants it. */
export function workOf(
  marks: Mark[],
  pairs: Pair[],
  candidate: string,
  steps: Schema['ReviewStep'][],
): Schema['ReviewWork'] {
  const [mine, theirs] = [probe, candidate].map((whose) => marks.filter((mark) => mark.whose === whose)) as [Mark[], Mark[]]
  const own = pairs.filter((pair) => pair.candidate.whose === candidate)
  return {
    probe_minutiae: mine.map(toRecord),
    minutiae: theirs.map(toRecord),
    pairs: own.map((pair) => ({ probe: mine.indexOf(pair.probe), candidate: theirs.indexOf(pair.candidate) })),
    steps,
  }
}

/** The reverse, for looking at what is on record. */
export function fromWork(work: Schema['ReviewWork'], candidate: string): { marks: Mark[]; pairs: Pair[] } {
  const [mine, theirs] = [fromRecord(work.probe_minutiae, probe), fromRecord(work.minutiae, candidate)]
  const pairs: Pair[] = []
  for (const pair of work.pairs ?? []) {
    const [a, b] = [mine[pair.probe], theirs[pair.candidate]]
    if (a && b) pairs.push({ probe: a, candidate: b })
  }
  return { marks: [...mine, ...theirs], pairs }
}
