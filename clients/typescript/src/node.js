/** For Node's own test runner: test('an import', withGes(async ({ project }) => { … })). */
import { Session } from './session.js';

export function withGes(fn) {
  return async (t) => {
    const session = new Session(t.name);
    try {
      await fn(session.ges, t);
      await session.check();
    } catch (error) {
      t.diagnostic(await session.describe());
      throw error;
    }
  };
}
