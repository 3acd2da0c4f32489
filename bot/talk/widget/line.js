// The talk server over HTTP (docs/api.md). Every failure becomes a Trouble of one of five kinds.
const PATIENCE = 40000; // longer than the slowest turn of the server
const KINDS = { 401: "expired", 403: "not_allowed", 429: "busy" };

class Trouble extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind; // away, busy, expired, not_allowed, refused
  }
}

class Line {
  constructor(server) {
    this.server = server;
  }

  open() {
    return this.ask("POST", "sessions");
  }

  async readHistory(token) {
    return (await this.ask("GET", "messages", token)).messages;
  }

  // `id` stays the same over all attempts, so that the server answers a repeat as it answered before.
  async say(token, { id, text, choice }) {
    return (await this.ask("POST", "messages", token, choice ? { id, choice } : { id, text })).messages;
  }

  async ask(method, path, token, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const answer = await fetch(`${this.server}/webhooks/widget/${path}`, {
        method,
        headers,
        body: body && JSON.stringify(body),
        signal: stop.signal,
        credentials: "omit",
        cache: "no-store",
      });
      if (answer.ok) return await answer.json();
      throw new Trouble(KINDS[answer.status] || (answer.status >= 500 ? "away" : "refused"));
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble("away");
    } finally {
      clearTimeout(timer);
    }
  }
}
