"""Calls of the control API."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

TIMEOUT = 60.0  # seconds, real time


class ControlError(Exception):
    """An answer of the control API that is an error: what is wrong, and what to do."""

    def __init__(self, call: str, status: int, error: str, hint: str, body: Any):
        super().__init__(f"{call}: {status} {error}\n{hint}".rstrip())
        self.status = status
        self.error = error
        self.hint = hint
        self.body = body


class Control:
    """The control API of an emulator."""

    def __init__(self, url: str, token: str | None = None):
        self.url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        # The emulator is on this machine or beside it: no proxy of the environment.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def text(self, method: str, path: str, body: None | str | object = None) -> str:
        """Make a call below ``/_emulator/``, and return the text of its answer."""
        data = None
        headers = dict(self._headers)
        if body is not None:
            data = (body if isinstance(body, str) else json.dumps(body)).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(
            f"{self.url}/_emulator/{path}", data=data, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as failure:
            with failure:
                raise _control_error(f"{method} {path}", failure) from None

    def json(self, method: str, path: str, body: None | str | object = None) -> Any:
        """Make a call, and return its answer; None if that is empty."""
        text = self.text(method, path, body)
        return json.loads(text) if text else None


def _control_error(call: str, failure: urllib.error.HTTPError) -> ControlError:
    text = failure.read().decode(errors="replace")
    try:
        body = json.loads(text)
        return ControlError(call, failure.code, body["error"], body.get("hint", ""), body)
    except (ValueError, KeyError, TypeError):
        return ControlError(call, failure.code, text[:500], "", text)
