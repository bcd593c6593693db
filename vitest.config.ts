import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{packages/*,extension,demo,tools,bench,faults}/src/**/*.test.ts',
      'extension/build/**/*.test.ts',
      'e2e/*.test.ts',
    ],
    // What takes half a minute and judges what others judge quicker: `npm run test:long`.
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    allowOnly: false,
    // Most tests wait for processes a good part of their time; the default leaves one of two processors idle.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
