// SPDX-License-Identifier: Apache-2.0
// Gives the reader a file. It goes from memory to where the browser puts downloads, and by no address.
export function save(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
