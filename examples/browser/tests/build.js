import { emulatorBinary } from './binary.js';

/** Runs once before all tests; what it returns runs after them. */
export default async function build() {
  const { binary, remove } = await emulatorBinary();
  process.env.GES_EMULATOR_BIN = binary; // the workers inherit it
  return remove;
}
