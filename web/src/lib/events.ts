// SPDX-License-Identifier: Apache-2.0
// Server-sent events over fetch, since EventSource cannot name a purpose and a case. Goes on after the connection was lost,
// until nothing more will come or the node refuses.
import { headersOfCase, refusalOf, Refusal, type Schema } from './api'
import { session } from './session.svelte'

export type Progress = Schema['BookingProgress']

const SILENCE_MS = 45_000 // the node says something every 15 seconds
const WAIT_MIN_MS = 1_000
const WAIT_MAX_MS = 30_000

/** Takes the text of a stream as it comes and gives the data of each event that is whole (lines end in LF or CR LF). */
export class EventReader {
  #rest = ''
  #data: string[] = []

  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n')
    const events: string[] = []
    this.#rest = lines.pop() ?? ''
    for (const whole of lines) {
      const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole
      if (line.startsWith('data:')) {
        this.#data.push(line.slice(5).replace(/^ /, ''))
      } else if (line === '') {
        if (this.#data.length > 0) events.push(this.#data.join('\n'))
        this.#data = []
      }
    }
    return events
  }
}

/** How long to wait before the next attempt, after so many that brought nothing. */
export function waitMs(failures: number): number {
  return Math.min(WAIT_MIN_MS * 2 ** failures, WAIT_MAX_MS)
}

export interface Follower {
  progress(progress: Progress): void
  /** The node refuses, or what it sends makes no sense: nothing more will come. */
  refused(error: unknown): void
  /** Whether the connection is there; lost ones are made again. */
  connected?(is: boolean): void
}

class Following {
  readonly #stop = new AbortController()
  readonly #path: string
  readonly #follower: Follower
  #failures = 0

  constructor(booking: string, follower: Follower) {
    this.#path = `/v1/bookings/${encodeURIComponent(booking)}/events`
    this.#follower = follower
  }
  end(): void {
    this.#stop.abort()
  }

  /** Whether DATA was the last one. */
  #take(data: string): boolean {
    const progress = JSON.parse(data) as Progress
    this.#failures = 0
    if (!this.#stop.signal.aborted) this.#follower.progress(progress)
    return progress.done
  }

  /** Reads one stream to its end; true when nothing more will come. */
  async #read(body: ReadableStream<Uint8Array>, alive: () => void): Promise<boolean> {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    const events = new EventReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return false
      alive()
      for (const data of events.push(decoder.decode(value, { stream: true }))) if (this.#take(data)) return true
    }
  }

  /** One connection; true when nothing more will come. */
  async #connect(): Promise<boolean> {
    const silence = new AbortController()
    const stop = (): void => silence.abort()
    let timer = setTimeout(stop, SILENCE_MS)
    const alive = (): void => {
      clearTimeout(timer)
      timer = setTimeout(stop, SILENCE_MS)
    }
    this.#stop.signal.addEventListener('abort', stop)
    try {
      const headers = { ...headersOfCase(), Accept: 'text/event-stream' }
      const response = await fetch(this.#path, { headers, signal: silence.signal, cache: 'no-store' })
      if (!response.ok) throw await refusalOf(response)
      this.#follower.connected?.(true)
      return response.body ? await this.#read(response.body, alive) : false
    } finally {
      clearTimeout(timer)
      this.#stop.signal.removeEventListener('abort', stop)
    }
  }

  #isFinal(error: unknown): boolean {
    if (error instanceof SyntaxError) return true
    return error instanceof Refusal && error.status < 500 && error.status !== 429
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#stop.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  async run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      let waitS = 0
      try {
        if (await this.#connect()) return
      } catch (error) {
        if (this.#stop.signal.aborted) return
        if (error instanceof Refusal && error.status === 401) void session.lapse()
        if (this.#isFinal(error)) return this.#follower.refused(error)
        if (error instanceof Refusal) waitS = error.retryAfterS ?? 0
      }
      if (this.#stop.signal.aborted) return
      this.#follower.connected?.(false)
      await this.#wait(Math.max(waitS * 1000, waitMs(this.#failures++)))
    }
  }
}

/** Tells FOLLOWER how BOOKING stands, now and whenever that changes; ends by itself when it is done. Returns what ends it
 * earlier: call that when the page is left. */
export function followBooking(booking: string, follower: Follower): () => void {
  const following = new Following(booking, follower)
  void following.run()
  return () => following.end()
}
