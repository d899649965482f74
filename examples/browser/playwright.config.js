import { defineConfig, devices } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/build.js',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    channel: 'chromium', // the browser itself, not its headless shell
    // A Chromium that is on the machine; without it, Playwright's own.
    launchOptions: { executablePath: process.env.CHROMIUM_BIN || undefined },
    trace: 'retain-on-failure',
  },
});
