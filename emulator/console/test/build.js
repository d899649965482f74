import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Builds the emulator once for all tests, unless GES_EMULATOR_BIN names one. */
export default async function build() {
	if (process.env.GES_EMULATOR_BIN) return undefined;
	const directory = await mkdtemp(path.join(tmpdir(), 'ges-emulator-'));
	const binary = path.join(directory, 'ges-emulator');
	const repository = path.resolve(import.meta.dirname, '../../..');
	await promisify(execFile)('go', ['build', '-o', binary, './cmd/ges-emulator'], { cwd: repository });
	process.env.GES_EMULATOR_BIN = binary; // the workers inherit it
	return () => rm(directory, { recursive: true });
}
