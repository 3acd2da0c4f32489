// What this device keeps of a chat: a token, words not sent yet and a draft, for this tab only, or for nobody at all.
class Keep {
  constructor(server) {
    this.key = `ov:${server}`;
    this.saves = true;
    this.record = {};
    try {
      this.record = JSON.parse(sessionStorage.getItem(this.key)) || {};
    } catch {
      this.saves = false; // storage is blocked, or holds what we did not write
    }
  }

  get(name) {
    return this.record[name];
  }

  put(changes) {
    Object.assign(this.record, changes);
    if (!this.saves) return;
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.record));
    } catch {
      this.saves = false; // full or blocked: the chat goes on in memory
    }
  }

  saveNothing() {
    this.erase();
    this.saves = false;
  }

  clear() {
    this.record = {};
    this.erase();
  }

  erase() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // blocked storage has nothing to erase
    }
  }
}

// Several tabs of one browser agree: a new tab asks who has a chat, each tells the others what happened.
class Tabs {
  constructor(server, hear) {
    if (!("BroadcastChannel" in window)) return; // old browsers: each tab is a chat of its own
    this.channel = new BroadcastChannel(`ov:${server}`);
    this.channel.onmessage = (event) => hear(event.data || {});
  }

  tell(kind, more) {
    this.channel?.postMessage({ kind, ...more });
  }

  close() {
    this.channel?.close();
  }
}
