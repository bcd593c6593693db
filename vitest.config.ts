import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{packages/*,extension,demo,tools,bench,faults}/src/**/*.test.ts',
      'extension/build/**/*.test.ts',
      'e2e/*.test.ts',
    ],
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
