// SPDX-License-Identifier: Apache-2.0
// Tests in a real browser: one after the other, in one process, against the nodes that tests/web/check_browser.py keeps running.
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/* By name, and the whole case and the challenge last: they work off what the pages are shown with. */
class Ordered extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const key = ({ moduleId }: TestSpecification) => (/\/(case|challenge)\.test\.ts$/.test(moduleId) ? `~${moduleId}` : moduleId)
    return Promise.resolve(files.sort((a, b) => (key(a) < key(b) ? -1 : 1)))
  }
}

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    reporters: ['tap-flat'],
    disableConsoleIntercept: true,
    pool: 'forks',
    poolOptions: { forks: { singleFork: true, isolate: false } },
    fileParallelism: false,
    sequence: { sequencer: Ordered },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
