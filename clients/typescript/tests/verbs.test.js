/** Every verb, against an emulator. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

import { ControlError, shared, start, StartError } from 'ges-emulator';
import { withGes } from 'ges-emulator/node';

const get = async (url, headers = {}) => (await fetch(url, { headers })).json();
const imported = async (project) => (await project.jobs()).find((job) => job.jobName === 'ImportGraph');

after(async () => (await shared()).close());

test(
  'time moves both ways',
  withGes(async (ges) => {
    const project = await ges.project({ scenario: 'import-lifecycle' });
    assert.equal(await project.now(), '2018-12-17T12:55:00');
    const changes = await project.advance('15s');
    assert.deepEqual(
      changes.filter((c) => c.jobId).map((c) => [c.from, c.to]),
      [['waiting', 'running']],
    );
    await project.advance(-15_000);
    assert.equal((await imported(project)).status, 'waiting');
    await project.next();
    assert.equal(await project.now(), '2018-12-17T12:55:15');
    await project.end();
    assert.equal((await imported(project)).status, 'success');
    await project.previous();
    await project.start();
    assert.equal(await project.now(), '2018-12-17T12:55:00');
    await project.until((await imported(project)).jobId, 'success');
    assert.equal(await project.now(), '2018-12-17T12:56:07');
    await project.advanceTo('2018-12-17T12:55:01');
    assert.equal((await project.clock({ mode: 'realtime', rate: 2 })).rate, 2);
  }),
);

test(
  'jobs and graphs are changed',
  withGes(async (ges) => {
    const project = await ges.project({ scenario: 'empty' });
    assert.equal(
      (await project.addJob('ExportGraph', 'movies', { running: 'forever', jobId: 'mine' })).end,
      null,
    );
    assert.equal((await project.patchJob('mine', { outcome: 'failed', endAt: 'now' })).status, 'failed');
    assert.equal(await project.undo(), 'patch job mine');
    await project.removeJob('mine');
    await assert.rejects(project.removeJob('mine'), (e) => e instanceof ControlError && e.status === 404);
    const graph = await project.addGraph('own', { status: 'stopped' });
    assert.equal((await project.patchGraph(graph.graphId, 'frozen')).state, 'frozen');
    assert.ok((await project.graphs()).some((g) => g.name === 'own'));
    await project.addSubmitRule('fails', { jobName: 'ImportGraph', outcome: 'failed' });
    await project.removeSubmitRule('fails');
  }),
);

test(
  'faults break calls',
  withGes(async (ges) => {
    const project = await ges.project({ scenario: 'empty' });
    assert.equal(await project.addFault('GES.9999', { calls: 1 }), 'fault-1');
    await project.addFault(503, { calls: 2 });
    await project.addFault({ connection: 'reset', name: 'mine' }, { calls: 3 });
    const statuses = [];
    for (let i = 0; i < 4; i++)
      statuses.push(
        await fetch(`${project.url}/graphs/jobs`).then(
          (r) => r.status,
          () => 0,
        ),
      );
    assert.deepEqual(statuses, [400, 503, 0, 200]);
    assert.deepEqual(
      (await project.faults()).map((f) => f.applied),
      [1, 1, 1],
    );
    await project.removeFault('mine');
    assert.deepEqual(
      (await project.calls({ status: 503 })).map((c) => c.fault),
      ['fault-2'],
    );
  }),
);

test(
  'what clients did',
  withGes(async (ges) => {
    ges.allowViolations = true;
    const project = await ges.project({ scenario: 'import-lifecycle' });
    await get(`${project.url}/graphs/jobs?limt=3`, { 'X-Auth-Token': 'secret' });
    await get(`${project.url}/graphs/jobs`, { 'X-Auth-Token': 'secret' });
    assert.equal((await project.calls()).length, 2);
    assert.equal((await project.calls({ violations: true })).length, 1);
    assert.ok(!JSON.stringify(await project.calls()).includes('secret'));
    assert.match((await project.violations())[0].message, /did you mean limit/);
    assert.equal((await project.polling())[0].calls, 2);
    await assert.rejects(project.verify({ minGap: '1m' }), /too eager/);
    await assert.rejects(project.verify({ mingap: '1m' }), ControlError);
  }),
);

test(
  'state is saved and restored, scenarios come in every kind',
  withGes(async (ges) => {
    const project = await ges.project({ scenario: 'import-lifecycle' });
    await project.advance('40s');
    const other = await ges.project();
    await other.restore(await project.snapshot());
    assert.deepEqual(await other.jobs(), await project.jobs());
    const taken = await ges.project({ scenario: await project.scenario() });
    await taken.advanceTo(await project.now());
    assert.deepEqual(await taken.jobs(), await project.jobs());
    await project.reset();
    assert.equal(await project.now(), '2018-12-17T12:55:00');
    assert.equal(JSON.parse(await other.report()).project, other.id);
    const text =
      'version: 1\nprojects:\n  "*":\n    jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s}]\n';
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'ges-')), 'mine.yaml');
    await writeFile(file, text);
    for (const scenario of [
      text,
      file,
      { version: 1, projects: { '*': { jobs: [{ jobName: 'StopGraph', relatedGraph: 'g', begin: '0s' }] } } },
    ]) {
      assert.deepEqual(
        (await (await ges.project({ scenario })).jobs()).map((j) => j.jobName),
        ['StopGraph'],
      );
    }
    await writeFile(file, text.replace('begin', 'begn'));
    await assert.rejects(ges.project({ scenario: file }), /mine\.yaml:4:.*did you mean begin/);
  }),
);

test('an emulator of its own, one that runs already, and one that does not start', async () => {
  const emulator = await start({ scenario: 'empty', flags: ['--control-token', 's3cret'] });
  await assert.rejects((await emulator.project()).now(), /needs its token/);
  Object.assign(process.env, { GES_EMULATOR_URL: emulator.url, GES_EMULATOR_CONTROL_TOKEN: 's3cret' });
  const connected = await start();
  assert.equal(connected.pid, undefined);
  assert.equal(await (await connected.project()).now(), '2018-12-17T12:55:00');
  delete process.env.GES_EMULATOR_URL;
  delete process.env.GES_EMULATOR_CONTROL_TOKEN;
  await emulator.close();
  await assert.rejects(
    start({ scenario: 'import-lifecyle' }),
    (e) => e instanceof StartError && /did you mean/.test(e.message),
  );
  const binary = process.env.GES_EMULATOR_BIN;
  process.env.GES_EMULATOR_BIN = '/nowhere/ges-emulator';
  await assert.rejects(start(), /go install/);
  process.env.GES_EMULATOR_BIN = binary;
});

const here = import.meta.dirname;
const run = (command, args, env = {}) =>
  promisify(execFile)(command, args, {
    cwd: path.join(here, 'suites'),
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    (error) => ({ code: error.code, text: error.stdout + error.stderr }),
  );

for (const [name, command] of [
  ['node', ['node', ['--test', 'node.suite.js']]],
  ['vitest, threads', ['npx', ['vitest', 'run', '--pool=threads']]],
  ['vitest, forks', ['npx', ['vitest', 'run', '--pool=forks']]],
  ['playwright', ['npx', ['playwright', 'test', '--workers=2']]],
]) {
  test(`a suite of ${name}: what is good passes, a violation fails, a failure shows its calls`, async () => {
    const reports = await mkdtemp(path.join(tmpdir(), 'ges-'));
    const { code, text } = await run(...command, { GES_EMULATOR_REPORTS: reports });
    assert.equal(code, 1, text);
    assert.match(text, /the client violated the contract/);
    assert.match(text, /\/graphs\/jobs\?status=running -> 503 by fault fault-1/);
    const files = await readdir(reports);
    const report = files.find((f) => f.startsWith('fails'));
    assert.equal(JSON.parse(await readFile(path.join(reports, report), 'utf8')).count, 1, files.join());
    assert.doesNotMatch(text, /good \d+ failed|✗ good|not ok .* good/);
  });
}

test("the README's example passes", async () => {
  const { code, text } = await run('npx', ['vitest', 'run', 'import.vitest.js']);
  assert.equal(code, 0, text);
  assert.match(text, /1 passed/);
});

const vitest = path.join(here, '../node_modules/vitest/vitest.mjs');

for (const [name, command] of [
  ['a program', ['long.js']],
  ['vitest, threads', [vitest, 'run', 'long.vitest.js', '--pool=threads']],
  ['vitest, forks', [vitest, 'run', 'long.vitest.js', '--pool=forks']],
]) {
  test(`${name}, killed, leaves no emulator`, async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'ges-')), 'pid');
    const child = spawn('node', command, {
      cwd: path.join(here, 'suites'),
      stdio: 'ignore',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, LONG: file },
    });
    const pid = Number(
      await until(() => readFile(file, 'utf8').catch(() => ''), 30_000, 'no emulator is started'),
    );
    child.kill('SIGKILL');
    await until(() => !lives(pid), 3000, 'the emulator lives three seconds after its runner was killed');
  });
}

function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Asks again until there is a value, for so many milliseconds. */
async function until(value, ms, otherwise) {
  for (const deadline = Date.now() + ms; ;) {
    const found = await value();
    if (found) return found;
    assert.ok(Date.now() < deadline, otherwise);
    await new Promise((done) => setTimeout(done, 50));
  }
}
