import { defineConfig } from 'playwright/test'
import { excludedFrom } from './one-browser.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/playwright',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  reporter: 'list',
  projects: [
    { name: 'chromium', ...excludedFrom('chromium') },
    // Some tests start Firefox twice, and it takes longer than Chromium to be ready.
    { name: 'firefox', timeout: 120_000, ...excludedFrom('firefox') },
  ],
})
