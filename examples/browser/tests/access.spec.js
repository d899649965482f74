/**
 * What pages of other sites can do with an emulator on this machine. The emulator
 * logs each control call that it refuses. That line shows that the browser did send
 * the call: without the emulator's rules these tests fail.
 */

import { expect } from '@playwright/test';

import { call, embed, jobs, listen, submit, test } from './sites.js';

const fault = '{"name":"evil","reply":{"status":500,"body":"="}}';
const json = { 'Content-Type': 'application/json' };
const advance = { method: 'POST', headers: json, body: '{"to":"end"}' };
/** A post that a browser sends without a preflight. */
const plain = { method: 'POST', mode: 'no-cors' };

/** What a page learns of an answer that it may not read. */
const unreadable = { error: 'TypeError' };
const opaque = { type: 'opaque', status: 0, body: '' };

/** Everything that a control call can change. */
async function state(control) {
  const urls = [new URL('/_emulator/projects', control), `${control}/snapshot`];
  return Promise.all(urls.map(async (url) => (await fetch(url)).text()));
}

/** The control calls that an emulator has refused, from its log. */
function refused(emulator) {
  const lines = emulator.log.matchAll(/ msg="control call refused" (.*)/g);
  return Array.from(lines, ([, line]) => line);
}

const attempts = [
  {
    title: 'a plain post',
    calls: ['POST …/faults'],
    run: async ({ page, control }) => {
      const init = { ...plain, headers: { 'Content-Type': 'text/plain' }, body: fault };
      expect(await call(page, `${control}/faults`, init)).toEqual(opaque);
    },
  },
  {
    title: 'a beacon',
    calls: ['POST …/reset'],
    run: ({ page, control }) =>
      page.evaluate((url) => navigator.sendBeacon(url), `${control}/reset`),
  },
  {
    title: 'a form',
    calls: ['POST …/faults'],
    // It sends name=value, which together is JSON.
    run: ({ page, control }) => submit(page, `${control}/faults`, ...fault.split('=')),
  },
  {
    title: 'calls that take a preflight',
    calls: ['OPTIONS …/clock/advance', 'OPTIONS …'],
    run: async ({ page, control }) => {
      expect(await call(page, `${control}/clock/advance`, advance)).toEqual(unreadable);
      expect(await call(page, control, { method: 'DELETE' })).toEqual(unreadable);
    },
  },
  {
    title: 'reading',
    calls: ['GET …/clock', 'GET …/snapshot'],
    run: async ({ page, control }) => {
      expect(await call(page, `${control}/clock`)).toEqual(unreadable);
      const init = { credentials: 'include' };
      expect(await call(page, `${control}/snapshot`, init)).toEqual(unreadable);
    },
  },
  {
    title: 'following events',
    calls: ['GET …/events'],
    run: async ({ page, control }) => {
      expect(await listen(page, `${control}/events`)).toBe('error');
    },
  },
  {
    title: 'embedding answers',
    calls: ['GET …/jobs', 'GET …/clock', 'GET …/faults', 'GET …/polling', 'GET …/verify'],
    from: '""', // the browser tells the site alone
    run: async ({ page, control }) => {
      expect(await embed(page, 'script', { src: `${control}/jobs` })).toBe('error');
      expect(await embed(page, 'img', { src: `${control}/clock` })).toBe('error');
      const style = { rel: 'stylesheet', href: `${control}/faults` };
      expect(await embed(page, 'link', style)).toBe('error');
      await embed(page, 'iframe', { src: `${control}/polling` });
      const read = () => document.querySelector('iframe').contentDocument;
      expect(await page.evaluate(read)).toBeNull();
      expect(await call(page, `${control}/verify`, { mode: 'no-cors' })).toEqual(opaque);
    },
  },
  {
    title: 'posts of frames without an origin',
    calls: ['POST …/faults', 'POST …/faults'],
    from: 'null',
    run: async ({ page, control }) => {
      const init = JSON.stringify({ ...plain, body: fault });
      const script = `<script>fetch('${control}/faults', ${init})</script>`;
      await embed(page, 'iframe', { sandbox: 'allow-scripts', srcdoc: script });
      await embed(page, 'iframe', { src: `data:text/html,${encodeURIComponent(script)}` });
    },
  },
  {
    title: 'a redirect by a server of this machine',
    calls: ['POST …/faults'],
    from: 'null',
    run: async ({ page, control, sites }) => {
      const to = new URLSearchParams({ to: `${control}/faults` });
      const url = `${sites.origin('localhost')}/redirect?${to}`;
      expect(await call(page, url, { ...plain, body: fault })).toEqual(opaque);
    },
  },
  {
    title: 'reading metrics',
    calls: ['GET /metrics'],
    run: async ({ page, emulator }) => {
      expect(await call(page, `${emulator.url}/metrics`)).toEqual(unreadable);
    },
  },
  {
    title: 'embedding metrics',
    calls: ['GET /metrics'],
    from: '""',
    run: async ({ page, emulator }) => {
      expect(await embed(page, 'script', { src: `${emulator.url}/metrics` })).toBe('error');
    },
  },
];

test.describe('a page of another site', () => {
  test.beforeEach(async ({ page, sites, control }) => {
    await page.goto(sites.origin('evil.example'));
    // The browser lets it call this machine, and the emulated API is open to it.
    const answer = await call(page, new URL(jobs, control).href);
    expect(answer).toMatchObject({ type: 'cors', status: 200 });
  });

  for (const { title, calls, from, run } of attempts) {
    test(`it is refused: ${title}`, async ({ page, sites, emulator, control }) => {
      const before = await state(control);

      await run({ page, sites, emulator, control });

      const { host, pathname } = new URL(control);
      const origin = from ?? sites.origin('evil.example');
      const lines = calls.map((line) => {
        const [method, path] = line.split(' ');
        const uri = path.replace('…', pathname);
        return `method=${method} uri=${uri} status=403 host=${host} origin=${origin} site=cross-site`;
      });
      await expect.poll(() => refused(emulator)).toEqual(lines);
      expect(await state(control)).toEqual(before);
    });
  }

  test('it is refused by any name and number of this machine', async ({
    page,
    emulator,
    control,
  }) => {
    const before = await state(control);
    const { port } = new URL(control);
    const answers = {
      localhost: 403,
      'localhost.': 403,
      'a.localhost': 403,
      2130706433: 403, // which a browser writes as 127.0.0.1
      '0.0.0.0': 421,
      '[::ffff:7f00:1]': 421,
    };

    for (const name of Object.keys(answers)) {
      const url = control.replace('127.0.0.1', name);
      expect(await call(page, `${url}/reset`, plain)).toEqual(opaque);
    }

    const expected = Object.entries(answers).map(
      ([name, status]) => `${status} ${name === '2130706433' ? '127.0.0.1' : name}:${port}`,
    );
    const seen = () =>
      new Set(
        refused(emulator).map((line) => line.replace(/.* status=(\d+) host=(\S+) .*/, '$1 $2')),
      );
    await expect.poll(seen).toEqual(new Set(expected)); // Chromium repeats what is answered 421
    expect(await state(control)).toEqual(before);
  });

  test('it may link to an answer, and cannot read it', async ({ page, emulator, control }) => {
    const popup = page.waitForEvent('popup');
    await page.evaluate((url) => {
      window.opened = window.open(url);
    }, `${control}/clock`);

    await expect((await popup).locator('body')).toContainText('"now":"2018-12-17T12:55:00"');
    const read = page.evaluate(() => window.opened.document.body.textContent);
    await expect(read).rejects.toThrow('SecurityError');
    expect(refused(emulator)).toEqual([]);
  });
});

test.describe('a name that points at this machine (DNS rebinding)', () => {
  /** Opens a page that has, to the browser, the emulator's own origin. */
  async function rebind(page, emulator) {
    const url = emulator.url.replace('127.0.0.1', 'rebound.example');
    const response = await page.goto(url + jobs);
    expect(response.status(), 'the emulated API takes any name').toBe(200);
    return url;
  }

  test('it is refused', async ({ page, emulator, control }) => {
    const url = await rebind(page, emulator);
    const before = await state(control);

    const answers = [
      await call(page, '/_emulator/projects/p1/clock'),
      await call(page, '/_emulator/projects/p1/clock/advance', advance),
      await call(page, '/_emulator/projects/p1/reset', { method: 'POST' }),
      await call(page, '/_emulator/projects/p1', { method: 'DELETE' }),
      await call(page, '/metrics'),
    ];

    for (const answer of answers) {
      expect(answer).toMatchObject({ type: 'basic', status: 421 });
      expect(JSON.parse(answer.body).hint).toContain('--allowed-host');
    }
    expect(await listen(page, '/_emulator/projects/p1/events')).toBe('error');
    await page.goto(`${url}/_emulator/projects/p1/snapshot`);
    await expect(page.locator('body')).toContainText('"error":"the control API is not called by');
    expect(await state(control)).toEqual(before);
  });

  test.describe('--allowed-host', () => {
    test.use({ emulatorArgs: ['--allowed-host', 'Rebound.example'] });

    test('it lets the name through', async ({ page, emulator, control, sites }) => {
      const url = await rebind(page, emulator);

      const { status, body } = await call(page, '/_emulator/projects/p1/clock/advance', advance);

      expect(status).toBe(200);
      expect(JSON.parse(body).now).toBe('2018-12-17T12:56:02');
      expect(await call(page, '/metrics')).toMatchObject({ type: 'basic', status: 200 });
      expect(await listen(page, '/_emulator/projects/p1/events')).toBe('open');

      await page.goto(sites.origin('evil.example'));
      const before = await state(control);
      const reset = `${url}/_emulator/projects/p1/reset`;
      expect(await call(page, reset, plain), 'but no page of another site').toEqual(opaque);
      await expect.poll(() => refused(emulator).length).toBe(1);
      expect(await state(control)).toEqual(before);
    });
  });
});

test.describe('pages that may use the control API', () => {
  /** Has a page of a site use it, and returns the statuses that the page learns. */
  async function use(page, site, control, init = {}) {
    await page.goto(site);
    const answers = [
      await call(page, `${control}/clock`, init),
      await call(page, `${control}/clock/advance`, { ...advance, ...init }),
      await call(page, new URL('/metrics', control).href, init),
    ];
    return answers.map(({ status, error }) => status ?? error);
  }
  const allowed = [200, 200, 200];
  const denied = ['TypeError', 'TypeError', 'TypeError'];

  test('those of this machine, by default', async ({ page, sites, control, emulator }) => {
    for (const host of ['127.0.0.1', 'localhost', 'app.localhost']) {
      expect(await use(page, sites.origin(host), control), host).toEqual(allowed);
      expect(await listen(page, `${control}/events`), host).toBe('open');
    }
    expect(refused(emulator)).toEqual([]);
  });

  test.describe('--cors-origin', () => {
    test.use({
      emulatorArgs: async ({ sites }, use) => {
        await use(['--cors-origin', sites.origin('other.example').toUpperCase()]);
      },
    });

    test('those that are named, and the own ones', async ({ page, sites, control, emulator }) => {
      const withCookies = { credentials: 'include' };
      const other = sites.origin('other.example');
      expect(await use(page, other, control, withCookies)).toEqual(allowed);
      expect(await use(page, emulator.url + jobs, control)).toEqual(allowed);
      expect(refused(emulator)).toEqual([]);

      for (const host of ['evil.example', 'a.other.example', 'localhost']) {
        expect(await use(page, sites.origin(host), control), host).toEqual(denied);
        const answer = await call(page, new URL(jobs, control).href);
        expect(answer, `the emulated API, to ${host}`).toEqual(unreadable);
      }
      await expect.poll(() => refused(emulator).length).toBe(3 * denied.length);
    });
  });

  test.describe("--cors-origin '*'", () => {
    test.use({ emulatorArgs: ['--cors-origin', '*'] });

    test('all, and they may embed it', async ({ page, sites, control, emulator }) => {
      expect(await use(page, sites.origin('evil.example'), control)).toEqual(allowed);

      const response = page.waitForResponse(`${control}/polling`);
      await embed(page, 'iframe', { src: `${control}/polling` });

      expect((await response).status()).toBe(200);
      expect(refused(emulator)).toEqual([]);
    });
  });
});
