import { defineConfig } from 'vitest/config'

/** The tests that are too long for every change: `npm run test:long`. */
export default defineConfig({
  test: { include: ['{packages/*,bench}/src/**/*.long.test.ts'], allowOnly: false, testTimeout: 120_000 },
})
