import { defineConfig, devices } from '@playwright/test';

export default defineConfig({
	testDir: '.',
	globalSetup: './build.js',
	fullyParallel: true,
	workers: 2,
	forbidOnly: Boolean(process.env.CI),
	reporter: 'list',
	timeout: 60_000,
	expect: { timeout: 15_000 },
	use: {
		...devices['Desktop Chrome'],
		viewport: { width: 1280, height: 800 },
		colorScheme: 'light',
		reducedMotion: 'reduce',
		channel: 'chromium', // the browser itself, not its headless shell
		launchOptions: {
			executablePath: process.env.CHROMIUM_BIN || undefined,
			args: ['--host-resolver-rules=MAP *.example 127.0.0.1', '--no-proxy-server'],
		},
		permissions: ['clipboard-read', 'clipboard-write'],
		trace: 'retain-on-failure',
	},
});
