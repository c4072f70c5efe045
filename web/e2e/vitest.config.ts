// SPDX-License-Identifier: Apache-2.0
// Tests in a real browser: one after the other, in one process, against the nodes that tests/web/check_browser.py keeps running.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    reporters: ['tap-flat'],
    disableConsoleIntercept: true,
    pool: 'forks',
    poolOptions: { forks: { singleFork: true, isolate: false } },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
