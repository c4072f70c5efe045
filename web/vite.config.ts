// SPDX-License-Identifier: Apache-2.0
// The build of the console: everything from our own origin, nothing inline, so that the strictest content policy holds.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { history } from './history'
import { outlines } from './outlines'

const node = process.env.TENPRINT_NODE ?? 'http://127.0.0.1:8470'

export default defineConfig({
  plugins: [svelte(), outlines(), history()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    /* What every page has: else it comes in ten small files, each with headers of its own. */
    rollupOptions: { output: { manualChunks: (id) => (/\/node_modules\/svelte\//.test(id) ? 'svelte' : undefined) } },
  },
  server: {
    fs: { allow: ['.', '../data/jurisdictions'] },
    proxy: Object.fromEntries(['/v1/', '/health/', '/ledger/'].map((path) => [path, node])),
  },
  test: { include: ['src/**/*.test.ts'], setupFiles: 'vitest.setup.ts', testTimeout: 60_000 },
})
