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
    launchOptions: {
      executablePath: process.env.CHROMIUM_BIN || undefined,
      // Other sites, all on this machine: http://evil.example:PORT
      args: ['--host-resolver-rules=MAP *.example 127.0.0.1', '--no-proxy-server'],
    },
    trace: 'retain-on-failure',
  },
});
