/**
 * Starts emulators from tests, each a process of its own on a free port, moves their
 * time and reads their log, which is what these tests are about. For a test suite of your
 * own there is the package in clients/typescript.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;

/**
 * @typedef {object} Change
 * @property {string} jobId
 * @property {string | null} from null: the job was not there
 * @property {string | null} to null: the job is not there any more
 * @property {string} at
 */

/**
 * Starts an emulator and waits until it listens, a matter of milliseconds.
 *
 * @param {string} scenario the name of a built-in scenario, or a file's path
 * @param {{binary?: string, args?: string[]}} [options]
 */
export async function startEmulator(scenario, options = {}) {
  const { binary = process.env.GES_EMULATOR_BIN ?? 'ges-emulator', args = [] } = options;
  const child = spawn(binary, ['serve', scenario, '--addr', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child, 'spawn'); // rejects if there is no such binary
  const closed = once(child, 'close');

  const log = [];
  child.stderr.setEncoding('utf8').on('data', (text) => log.push(text));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill); // a test run that crashes leaves nothing behind
  child.once('close', () => process.off('exit', kill));

  const timer = setTimeout(kill, START_TIMEOUT_MS);
  const line = await firstLine(child.stdout);
  clearTimeout(timer);
  const url = line?.match(/^listening on (http:\S+)$/)?.[1];
  if (url === undefined) {
    kill();
    await closed;
    throw new Error(`${binary} ${scenario} does not start: ${line ?? log.join('')}`);
  }
  return new Emulator(url, child, closed, log);
}

/** @param {import('node:stream').Readable} stream */
async function firstLine(stream) {
  for await (const line of createInterface({ input: stream })) return line;
  return undefined; // it ended without a line
}

export class Emulator {
  #process;
  #closed;
  #log;

  /**
   * @param {string} url where it listens, such as http://127.0.0.1:40001
   * @param {import('node:child_process').ChildProcess} process
   * @param {Promise<unknown>} closed
   * @param {string[]} log
   */
  constructor(url, process, closed, log) {
    this.url = url;
    this.#process = process;
    this.#closed = closed;
    this.#log = log;
  }

  /** What it has logged so far. */
  get log() {
    return this.#log.join('');
  }

  /**
   * One project, with jobs, a clock and counters of its own.
   *
   * @param {string} id
   */
  project(id) {
    return new Project(this.url, id);
  }

  /** Ends the process. */
  async stop() {
    this.#process.kill();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#closed;
    clearTimeout(timer);
  }
}

export class Project {
  #url;

  /**
   * @param {string} url
   * @param {string} id
   */
  constructor(url, id) {
    this.id = id;
    this.#url = `${url}/_emulator/projects/${encodeURIComponent(id)}`;
  }

  /**
   * Moves the project's time: {by: '30s'}, {to: '2018-12-17T12:56:00'},
   * {to: 'next'}, {to: 'end'} or {until: {jobId, status}}.
   *
   * @param {object} target
   * @returns {Promise<{now: string, changes: Change[]}>}
   */
  advance(target) {
    return this.#post('clock/advance', target);
  }

  /** Puts the project back to the scenario's start. */
  reset() {
    return this.#post('reset');
  }

  /**
   * @param {string} call
   * @param {object} [body]
   */
  async #post(call, body) {
    const response = await fetch(`${this.#url}/${call}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
