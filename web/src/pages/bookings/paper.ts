// SPDX-License-Identifier: Apache-2.0
// The receipt that the node makes is a page of its own with its own style, which our content policy keeps from being shown
// as it is. So its text is taken out, to be shown and printed by this page; as a file it goes out as it came.

export interface Block {
  tag: 'h1' | 'h2' | 'ul' | 'p'
  /** Of a paragraph: "code", "small" or nothing. */
  kind: string
  text: string
  items: string[]
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
}

const textOf = (part: Part): string => (part.textContent ?? '').trim()

export function blocksOf(body: Iterable<Part>): Block[] {
  return [...body].map((part) => {
    const tag = part.tagName.toLowerCase()
    return {
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
