/** The projects of one test, and what is to say of them when it ends. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { shared } from './index.js';

const maxCalls = 50; // that a failing test shows

export class Session {
  #projects = [];

  /** @param {string} name of the test */
  constructor(name) {
    this.name = name;
    /** What the test gets. */
    this.ges = {
      /** Whether the test's client may violate the contract. */
      allowViolations: false,
      project: async (options = {}) => {
        const emulator = await shared();
        const project = await emulator.project({ name, ...options });
        this.#projects.push(project);
        return project;
      },
    };
  }

  /** Throws if a client has violated the contract. */
  async check() {
    if (this.ges.allowViolations) return;
    const found = [];
    for (const project of this.#projects) {
      for (const v of await project.violations()) {
        if (v.severity === 'error')
          found.push(`- ${v.message} (${v.count} times, first in call ${v.firstCall})`);
      }
    }
    if (found.length > 0) throw new Error(`the client violated the contract:\n${found.join('\n')}`);
  }

  /** Describes the projects of a failed test, and writes their reports. */
  async describe() {
    const texts = [];
    for (const project of this.#projects) {
      try {
        texts.push(await describe(project, this.name));
      } catch (error) {
        texts.push(`project ${project.id} cannot be shown: ${error}`);
      }
    }
    return texts.join('\n');
  }
}

async function describe(project, name) {
  const calls = await project.calls();
  const lines = [`ges-emulator, project ${project.id}: now ${await project.now()}, ${calls.length} calls`];
  for (const c of calls.slice(-maxCalls)) {
    const query = c.query ? `?${c.query}` : '';
    lines.push(
      `  ${c.now} ${c.method} ${c.path}${query} -> ${c.status ?? 'broken'}${c.fault ? ` by fault ${c.fault}` : ''}`,
    );
    lines.push(...c.violations.map((v) => `    ! ${v.message}`));
  }
  const folder = process.env.GES_EMULATOR_REPORTS ?? '.ges-reports';
  const file = path.join(
    folder,
    `${name.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(-100)}-${project.id.slice(-12)}.json`,
  );
  await mkdir(folder, { recursive: true });
  await writeFile(file, await project.report());
  lines.push(`open it in the console, at the emulator's address: ${file}`);
  return lines.join('\n');
}
