/**
 * What the tests of access have: sites on names of their own, a tab to open them in,
 * and what a page can try.
 */

import { createServer } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';

import { test as base } from './fixtures.js';

export const jobs = '/v1.0/p1/graphs/jobs';

export const test = base.extend({
  scenario: path.join(import.meta.dirname, 'import.yaml'),

  /** Servers of empty pages: sites.origin('evil.example') */
  sites: [
    async ({}, use) => {
      const { origin, stop } = await serveSites();
      await use({ origin });
      await stop();
    },
    { scope: 'worker' },
  ],

  /** An empty tab. */
  page: async ({ context }, use) => {
    await use(await context.newPage());
  },

  /** The URL of the control calls for a project that was called. */
  control: async ({ emulator, project }, use) => {
    await fetch(emulator.url + jobs);
    await use(`${emulator.url}/_emulator/projects/${project.id}`);
  },
});

/** Serves all names of *.example (see playwright.config.js) and of this machine. */
async function serveSites() {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/redirect') {
      response.writeHead(307, { Location: searchParams.get('to') ?? '/' }).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>A site');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    /** @param {string} host */
    origin: (host) => `http://${host}:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Makes a call from a page, and returns what the page learns of the answer. */
export function call(page, url, init = {}) {
  return page.evaluate(
    async ([url, init]) => {
      try {
        const response = await fetch(url, init);
        return { type: response.type, status: response.status, body: await response.text() };
      } catch (error) {
        return { error: error.name };
      }
    },
    [url, init],
  );
}

/** Adds an element to a page, and returns its first event: load or error. */
export function embed(page, name, attributes) {
  return page.evaluate(
    ([name, attributes]) =>
      new Promise((resolve) => {
        const element = Object.assign(document.createElement(name), attributes);
        element.onload = element.onerror = ({ type }) => resolve(type);
        document.body.append(element);
      }),
    [name, attributes],
  );
}

/** Listens to events in a page, and returns what happens first: open or error. */
export function listen(page, url) {
  return page.evaluate(async (url) => {
    const events = new EventSource(url);
    const first = await new Promise((resolve) => {
      events.onopen = events.onerror = ({ type }) => resolve(type);
    });
    events.close();
    return first;
  }, url);
}

/** Sends a form from a page; the browser leaves the page for the answer. */
export function submit(page, action, name, value) {
  return page.evaluate(
    ([action, name, value]) => {
      const form = document.createElement('form');
      Object.assign(form, { action, method: 'post', enctype: 'text/plain' });
      form.append(Object.assign(document.createElement('input'), { name, value }));
      document.body.append(form);
      form.submit();
    },
    [action, name, value],
  );
}
