import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { ControlError } from './control.js';

const all = 2_147_483_647;

/** One project of an emulator, with jobs, a clock and counters of its own. */
export class Project {
  #control;
  #path;

  constructor(control, endpoint, id) {
    this.id = id;
    this.endpoint = endpoint;
    this.url = `${endpoint}/v1.0/${id}`;
    this.ak = 'ges-emulator-ak';
    this.sk = 'ges-emulator-sk';
    this.#control = control;
    this.#path = `projects/${encodeURIComponent(id)}`;
  }

  env() {
    return {
      HUAWEICLOUD_SDK_AK: this.ak,
      HUAWEICLOUD_SDK_SK: this.sk,
      HUAWEICLOUD_SDK_PROJECT_ID: this.id,
      HUAWEICLOUD_SDK_IAM_ENDPOINT: this.endpoint,
    };
  }

  // Time

  async now() {
    return (await this.clock()).now;
  }
  clock(changes) {
    return changes ? this.#send('PATCH', 'clock', changes) : this.#get('clock');
  }
  advance(by) {
    return this.#advance({ by: typeof by === 'number' ? `${by}ms` : by });
  }
  advanceTo(time) {
    return this.#advance({ to: time });
  }
  next() {
    return this.#advance({ to: 'next' });
  }
  previous() {
    return this.#advance({ to: 'previous' });
  }
  start() {
    return this.#advance({ to: 'start' });
  }
  end() {
    return this.#advance({ to: 'end' });
  }
  until(jobId, status) {
    return this.#advance({ until: { jobId, status } });
  }
  async #advance(target) {
    return (await this.#send('POST', 'clock/advance', target)).changes;
  }

  // Jobs, graphs, and what becomes of submissions

  async jobs(query = {}) {
    return (await this.#get('jobs', { limit: all, ...query })).jobs;
  }
  addJob(jobName, relatedGraph, keys = {}) {
    return this.#send('POST', 'jobs', { jobName, relatedGraph, ...keys });
  }
  patchJob(jobId, patch) {
    return this.#send('PATCH', `jobs/${encodeURIComponent(jobId)}`, patch);
  }
  removeJob(jobId) {
    return this.#send('DELETE', `jobs/${encodeURIComponent(jobId)}`);
  }
  async graphs() {
    return (await this.#get('graphs', { limit: all })).graphs;
  }
  addGraph(name, keys = {}) {
    return this.#send('POST', 'graphs', { name, ...keys });
  }
  patchGraph(graphId, status) {
    return this.#send('PATCH', `graphs/${encodeURIComponent(graphId)}`, { status });
  }
  addSubmitRule(name, keys) {
    return this.#send('POST', 'submit-rules', { name, ...keys });
  }
  removeSubmitRule(name) {
    return this.#send('DELETE', `submit-rules/${encodeURIComponent(name)}`);
  }

  // Faults

  async addFault(fault, when) {
    let keys;
    if (typeof fault === 'string') keys = { reply: { errorCode: fault } };
    else if (typeof fault === 'number') keys = { reply: { status: fault } };
    else keys = { ...fault };
    if (when) keys.when = { ...keys.when, ...when };
    keys.name ??= `fault-${(await this.faults()).length + 1}`;
    return (await this.#send('POST', 'faults', keys)).name;
  }
  async faults() {
    return (await this.#get('faults')).faults;
  }
  removeFault(name) {
    return this.#send('DELETE', `faults/${encodeURIComponent(name)}`);
  }

  // What clients did

  async calls(query = {}) {
    return (await this.#get('requests', query)).requests;
  }
  async violations() {
    return (await this.#get('violations')).violations;
  }
  async polling() {
    return (await this.#get('polling')).pollers;
  }
  async verify(rules = {}) {
    try {
      await this.#get('verify', rules);
    } catch (failure) {
      if (!(failure instanceof ControlError) || failure.status !== 409) throw failure;
      const problems = failure.body.problems.map((p) => `- ${p.message}`).join('\n');
      throw new Error(`project ${this.id}: ${failure.error}\n${problems}`, { cause: failure });
    }
  }

  // State

  snapshot() {
    return this.#get('snapshot');
  }
  async restore(snapshot) {
    await this.#send('PUT', 'snapshot', snapshot);
  }
  async reset() {
    await this.#send('POST', 'reset');
  }
  async undo() {
    return (await this.#send('POST', 'undo')).undone.what;
  }
  async load(scenario) {
    if (typeof scenario !== 'string') return void (await this.#send('PUT', 'scenario', scenario));
    if (!scenario.includes('\n') && /\.(ya?ml|json)$/.test(scenario)) {
      const query = new URLSearchParams({ file: path.basename(scenario) });
      return void (await this.#send('PUT', `scenario?${query}`, await readFile(scenario, 'utf8')));
    }
    const isText = /[\n:]/.test(scenario);
    await this.#send('PUT', 'scenario', isText ? scenario : { builtin: scenario });
  }
  scenario() {
    return this.#control.text('GET', `${this.#path}/scenario`);
  }
  report() {
    return this.#control.text('GET', `${this.#path}/report`);
  }

  #get(rest, query = {}) {
    const params = new URLSearchParams(query);
    return this.#control.json('GET', `${this.#path}/${rest}${params.size > 0 ? `?${params}` : ''}`);
  }
  #send(method, rest, body) {
    return this.#control.json(method, `${this.#path}/${rest}`, body);
  }
}
