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
    { name: 'firefox', ...excludedFrom('firefox') },
  ],
})
