/** Builds the emulator of this repository, for its own examples only. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const repository = path.resolve(import.meta.dirname, '../../..');

/**
 * The emulator to test with: what GES_EMULATOR_BIN names, or a fresh build.
 *
 * @returns {Promise<{binary: string, remove: () => Promise<void>}>}
 */
export async function emulatorBinary() {
  if (process.env.GES_EMULATOR_BIN) {
    return { binary: process.env.GES_EMULATOR_BIN, remove: async () => {} };
  }
  const directory = await mkdtemp(path.join(tmpdir(), 'ges-emulator-'));
  const binary = path.join(directory, 'ges-emulator');
  await promisify(execFile)('go', ['build', '-o', binary, './cmd/ges-emulator'], {
    cwd: repository,
  });
  return { binary, remove: () => rm(directory, { recursive: true }) };
}
