/** Starts ges-emulator from tests, moves its virtual time and breaks its answers. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';

import { Control, ControlError } from './control.js';
import { Project } from './project.js';

export { ControlError, Project };

const startTimeout = 10_000; // milliseconds, real time

/** The emulator does not start. */
export class StartError extends Error {
  name = 'StartError';
}

/** A running emulator. */
export class Emulator {
  #control;
  #child;

  constructor(url, control, child) {
    this.url = url;
    this.pid = child?.pid;
    this.#control = control;
    this.#child = child;
  }

  /** A new project, whose id begins with a name; or the one with an id. */
  async project({ id, scenario, name = '' } = {}) {
    const prefix = name.replace(/[^A-Za-z0-9]+/g, '').slice(0, 50); // what version 2 allows in an id
    const project = new Project(
      this.#control,
      this.url,
      id ?? `${prefix || 'p'}${randomBytes(6).toString('hex')}`,
    );
    if (scenario !== undefined) await project.load(scenario);
    return project;
  }

  /** Stops the emulator, if it was started here. It answers open calls first. */
  async close() {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.stdin.end(); // which ends it
    await once(child, 'exit');
  }

  async [Symbol.asyncDispose ?? Symbol.for('asyncDispose')]() {
    await this.close();
  }
}

/** Starts an emulator, or connects to the one that GES_EMULATOR_URL names. */
export async function start({ scenario = 'default', flags = [], env = {} } = {}) {
  const { GES_EMULATOR_URL, GES_EMULATOR_CONTROL_URL, GES_EMULATOR_CONTROL_TOKEN, GES_EMULATOR_BIN } =
    process.env;
  if (GES_EMULATOR_URL) {
    const [url, control] = [GES_EMULATOR_URL, GES_EMULATOR_CONTROL_URL ?? GES_EMULATOR_URL].map((u) =>
      u.replace(/\/$/, ''),
    );
    return new Emulator(url, new Control(control, GES_EMULATOR_CONTROL_TOKEN));
  }
  const args = ['serve', scenario, '--addr', '127.0.0.1:0', '--exit-on-stdin-eof', '--log-level', 'warn'];
  const child = spawn(GES_EMULATOR_BIN ?? 'ges-emulator', [...args, ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const url = await firstUrl(child);
  // It must not keep this process alive; its end closes the pipe, which ends the emulator.
  for (const part of [child, child.stdin, child.stdout, child.stderr]) part.unref();
  // A worker process whose runner was killed may live on, with a test that never ends.
  if (process.connected) process.once('disconnect', () => child.stdin.destroy());
  return new Emulator(url, new Control(url), child);
}

/** Reads the first line, which says where the emulator listens. */
function firstUrl(child) {
  return new Promise((resolve, reject) => {
    let out = '';
    let log = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeout);
    child.stdin.on('error', () => {}); // it has ended
    child.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-10_000)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
      const url = /^listening on (\S+)\n/.exec(out)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      const missing = 'code' in error && error.code === 'ENOENT';
      reject(
        new StartError(
          missing
            ? 'there is no ges-emulator: name it by GES_EMULATOR_BIN, or put it on the path with ' +
                '`go install github.com/ges-emulator/ges-emulator/cmd/ges-emulator@latest`; GES_EMULATOR_URL names one that runs already'
            : String(error),
        ),
      );
    });
    child.on('close', () => {
      clearTimeout(timer);
      reject(new StartError(`the emulator does not start: ${out}\n${log}`.trim()));
    });
  });
}

let own;

/** The emulator of this process, started when it is first needed. */
export function shared() {
  own ??= start();
  return own;
}
