import type { TestContext } from 'node:test';
import type { Ges } from './index.js';

/** A test of Node's own runner that gets the emulator. */
export function withGes(
  fn: (ges: Ges, t: TestContext) => void | Promise<void>,
): (t: TestContext) => Promise<void>;
