// SPDX-License-Identifier: Apache-2.0
// A step in words, for who did it and for the auditor.
import { number, t } from '../../words/words.svelte'
import { isPlain } from './draw'
import { modes, type Mode } from './pictures'
import type { Step } from './steps'

const at = (x?: number, y?: number): string => (x === undefined || y === undefined ? '' : `${x}, ${y}`)

function toneOf({ step, brightness = 100, contrast = 100, inverted = false }: Step): string {
  if (step !== 'tone' && isPlain({ brightness, contrast, inverted })) return ''
  return `${brightness} % / ${contrast} %${inverted ? ` / ${t('examiner.step.inverted')}` : ''}`
}
function onOf({ step, on }: Step): string {
  if (on === undefined) return ''
  const shown = t(on ? 'examiner.on' : 'examiner.off')
  return step === 'open' ? `${t('examiner.step.minutiae')} ${shown}` : shown
}
function valueOf({ step, value }: Step): string {
  if (value === undefined) return ''
  return step === 'ruler' ? `${number(value, 2)} mm` : number(value, 2)
}
const viewOf = (view: string): string => (modes.includes(view as Mode) ? t(`examiner.mode.${view as Mode}`) : view)

/** Which print it was of, where, how much, as what. */
export function detailOf(step: Step): string {
  const print = (n?: number): string => (n === undefined ? '' : t('examiner.step.print', { n }))
  const to = [print(step.to_print), at(step.to_x, step.to_y)].filter(Boolean).join(' ')
  return [
    print(step.print),
    step.view && viewOf(step.view),
    step.type && t(`examiner.tool.${step.type}`),
    at(step.x, step.y),
    to && `→ ${to}`,
    step.angle !== undefined && `${number(step.angle)}°`,
    toneOf(step),
    onOf(step),
    valueOf(step),
    step.text,
  ].filter(Boolean).join(' ')
}
