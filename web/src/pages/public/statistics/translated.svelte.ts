// SPDX-License-Identifier: Apache-2.0
// Sentences of the definitions in the reader's language, where there is a translation of exactly that sentence.
import { tongue } from '../../../words/words.svelte'

class InTongue {
  #spanish = $state.raw<Record<string, string> | null>(null)

  async load(): Promise<void> {
    if (tongue.language === 'es') this.#spanish ??= (await import('./definitions-es')).sentences
  }
  #translated(sentence: string): string | undefined {
    return tongue.language === 'es' ? this.#spanish?.[sentence] : undefined
  }
  say(sentence: string): string {
    return this.#translated(sentence) ?? sentence
  }
  /** In which language SENTENCE is shown: for screen readers. */
  language(sentence: string): string {
    return this.#translated(sentence) === undefined ? 'en' : 'es'
  }
}

export const inTongue = new InTongue()
