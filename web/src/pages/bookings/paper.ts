// SPDX-License-Identifier: Apache-2.0
// The receipt that the node makes is a page of its own with its own style, which our content policy keeps from being shown
// as it is. So its text is taken out, to be shown and printed by this page; as a file it goes out as it came.

export interface Block {
  tag: 'h1' | 'h2' | 'ul' | 'p' | 'qr'
  /** Of a paragraph: "code", "small" or nothing. */
  kind: string
  text: string
  items: string[]
  /** Of a QR code, which has its label as text. */
  drawn?: { viewBox: string; d: string }
}
export interface Paper {
  html: string
  language: string
  blocks: Block[]
}

/** What is read of an element; so that tests need no browser. */
export interface Part {
  tagName: string
  className: string
  textContent: string | null
  children: Iterable<Part>
  getAttribute: (name: string) => string | null
}

const textOf = (part: Part): string => (part.textContent ?? '').trim()

/** The one drawing that the node makes (src/person/qr.c); null for any other. */
function qrOf(part: Part): Block | null {
  const [path, ...others] = part.children
  const [viewBox, d] = [part.getAttribute('viewBox') ?? '', path?.getAttribute('d') ?? '']
  const known = others.length === 0 && path?.tagName === 'path' && /^0 0 \d+ \d+$/.test(viewBox) && /^[Mhvz\d -]+$/.test(d)
  return known ? { tag: 'qr', kind: '', text: part.getAttribute('aria-label') ?? '', items: [], drawn: { viewBox, d } } : null
}

export function blocksOf(body: Iterable<Part>): Block[] {
  return [...body].map((part) => {
    const tag = part.tagName.toLowerCase()
    const qr = tag === 'svg' ? qrOf(part) : null
    return qr ?? {
      tag: tag === 'h1' || tag === 'h2' || tag === 'ul' ? tag : 'p',
      kind: part.className,
      text: textOf(part),
      items: tag === 'ul' ? [...part.children].map(textOf) : [],
    }
  })
}

export function paperOf(html: string): Paper {
  /* Its style is for the paper; the policy of this page forbids it here, and would be told to have been violated. */
  const page = new DOMParser().parseFromString(html.replace(/<style[^]*?<\/style>/g, ''), 'text/html')
  return { html, language: page.documentElement.lang, blocks: blocksOf(page.body.children) }
}
