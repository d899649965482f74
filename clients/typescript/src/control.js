/** Calls of the control API. */

/** An answer of the control API that is an error: what is wrong, and what to do. */
export class ControlError extends Error {
  constructor(call, status, error, hint, body) {
    super(`${call}: ${status} ${error}${hint ? `\n${hint}` : ''}`);
    this.name = 'ControlError';
    this.status = status;
    this.error = error;
    this.hint = hint;
    this.body = body;
  }
}

/** The control API of an emulator. */
export class Control {
  #url;
  #headers;

  constructor(url, token) {
    this.#url = url;
    this.#headers = token ? { Authorization: `Bearer ${token}` } : {};
  }

  /** Makes a call below /_emulator/, and returns the text of its answer. */
  async text(method, path, body) {
    const init = { method, headers: { ...this.#headers } };
    if (body !== undefined) {
      init.body = typeof body === 'string' ? body : JSON.stringify(body);
      init.headers['Content-Type'] = 'application/json';
    }
    const answer = await fetch(`${this.#url}/_emulator/${path}`, init);
    const text = await answer.text();
    if (answer.ok) return text;
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = { error: text.slice(0, 500), hint: '' };
    }
    throw new ControlError(`${method} ${path}`, answer.status, parsed.error, parsed.hint ?? '', parsed);
  }

  /** Makes a call, and returns its answer; undefined if that is empty. */
  async json(method, path, body) {
    const text = await this.text(method, path, body);
    return text === '' ? undefined : JSON.parse(text);
  }
}
