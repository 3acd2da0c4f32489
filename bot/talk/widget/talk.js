// One conversation: what was said, what waits to be sent, and what is wrong at the moment. Knows nothing of the page.
const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const LONGEST = 4000;

class Talk {
  // `changed()` after every change; `heard(messages)` for new words of the bot.
  constructor(server, { changed, heard, left }) {
    this.line = new Line(server);
    this.keep = new Keep(server);
    this.changed = changed;
    this.heard = heard;
    this.left = left;
    this.said = []; // both sides, as the server knows it
    this.stuck = []; // words the server will not take
    // In order, not answered yet. Those from before a reload may have reached the server, see `sendFirst`.
    this.queue = (this.keep.get("queue") || []).map((item) => ({ ...item, from: "peer", again: true }));
    this.agreed = Boolean(this.keep.get("token") || this.keep.get("agreed"));
    this.loaded = false;
    this.writing = false;
    this.trouble = ""; // "", offline, unreachable, busy, expired, not_allowed
    this.misses = 0;
    this.life = 0; // grows when the chat is left, so that late answers fall into nothing
    this.tabs = new Tabs(server, (news) => this.hearTab(news));
    this.wake = () => this.agreed && this.run();
    this.lose = () => this.agreed && this.complain("offline");
    addEventListener("online", this.wake);
    addEventListener("offline", this.lose);
    if (!this.agreed) this.tabs.tell("who");
  }

  get token() {
    return this.keep.get("token");
  }

  // The peer agreed: from here on there may be a session.
  begin(saves) {
    if (!saves) this.keep.saveNothing();
    this.agreed = true;
    this.keep.put({ agreed: true });
    this.run();
  }

  say(text, choice) {
    const item = { from: "peer", id: makeId(), text, choice, at: Date.now() };
    this.queue.push(item);
    this.saveQueue();
    this.run();
  }

  // The choices on offer, in the order of their numbers; none while something is on its way.
  get offered() {
    const lastPeer = this.said.map((message) => message.from).lastIndexOf("peer");
    return this.queue.length ? [] : this.said.slice(lastPeer + 1).flatMap((message) => message.choices || []);
  }

  // Do what is left to do: open a session, read the history, send what waits. One at a time, in order.
  async run() {
    if (this.running || this.trouble === "expired" || this.trouble === "not_allowed") return this.changed();
    this.running = true;
    clearTimeout(this.timer);
    const life = this.life;
    try {
      await this.connect(life);
      while (this.queue.length && life === this.life) await this.sendFirst(life);
      if (this.stale && life === this.life) await this.load(life);
      if (life === this.life) this.recover();
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      if (life === this.life) this.stumble(trouble.kind);
    } finally {
      if (life === this.life) this.running = this.writing = false;
      this.changed();
    }
  }

  async connect(life) {
    if (!this.token) {
      this.writing = true;
      this.changed();
      const opened = await this.line.open();
      if (life !== this.life) return;
      this.keep.put({ token: opened.token });
      this.loaded = true;
      this.hear(opened.messages);
      this.tabs.tell("here", this.describe());
    } else if (!this.loaded) {
      await this.load(life);
    }
  }

  async load(life) {
    const told = await this.line.readHistory(this.token);
    if (life !== this.life) return;
    const before = this.loaded ? this.said.length : told.length;
    // What is shown already stays the same object, so that the page does not rebuild it.
    this.said = told.map((message, at) => (isSame(this.said[at], message) ? this.said[at] : message));
    this.loaded = true;
    this.stale = false;
    const news = this.said.slice(before).filter((message) => message.from === "bot");
    if (news.length) this.heard(news);
  }

  async sendFirst(life) {
    const item = this.queue[0];
    this.writing = true;
    this.changed();
    try {
      const replies = await this.line.say(this.token, item);
      if (life !== this.life) return;
      this.queue.shift();
      this.saveQueue();
      if (item.again) {
        await this.load(life); // an earlier attempt may stand in the history already: do not show it twice
      } else {
        item.state = "";
        this.said.push(item);
        this.hear(replies);
      }
      this.tabs.tell("said");
    } catch (trouble) {
      if (trouble.kind !== "refused" || life !== this.life) throw trouble;
      this.settle(item);
    }
  }

  // A choice that is not on offer any more is said in words; other words that are refused stay visible, marked as such.
  settle(item) {
    if (item.choice) {
      delete item.choice;
    } else {
      this.queue.shift();
      item.state = "refused";
      this.stuck.push(item);
    }
    this.saveQueue();
  }

  hear(messages) {
    const at = Date.now();
    const news = messages.map((message) => ({ ...message, from: "bot", at }));
    this.said.push(...news);
    this.writing = this.queue.length > 0;
    this.misses = 0;
    this.trouble = "";
    this.heard(news);
  }

  recover() {
    this.misses = 0;
    this.trouble = "";
    for (const item of this.queue) item.state = "";
  }

  stumble(kind) {
    const wait = WAITS[Math.min(this.misses++, WAITS.length - 1)];
    if (kind === "expired") this.keep.put({ token: undefined });
    if (kind === "away" || kind === "busy" || kind === "refused") {
      this.timer = setTimeout(() => this.run(), (kind === "busy" ? 5000 : 0) + wait + Math.random() * 300);
    }
    if (this.queue.length) this.queue[0].again = true;
    for (const item of this.queue) item.state = "waiting";
    this.complain({ away: navigator.onLine ? "unreachable" : "offline", refused: "unreachable" }[kind] || kind);
  }

  complain(trouble) {
    this.trouble = trouble;
    this.changed();
  }

  // After the session ran out: a new one, and what was not sent goes there.
  renew() {
    this.said = [];
    this.trouble = "";
    this.loaded = false;
    this.run();
  }

  // Forget the chat on this device, in all its tabs.
  forget(tellTabs = true) {
    this.life += 1;
    clearTimeout(this.timer);
    this.keep.clear();
    Object.assign(this, { said: [], stuck: [], queue: [], agreed: false, loaded: false, running: false, writing: false, trouble: "" });
    if (tellTabs) this.tabs.tell("left");
    this.changed();
  }

  hearTab(news) {
    if (news.kind === "who" && this.token) this.tabs.tell("here", this.describe());
    if (news.kind === "here" && news.token && !this.agreed) {
      if (!news.saves) this.keep.saveNothing();
      this.agreed = true;
      this.keep.put({ token: news.token });
      this.run();
    }
    if (news.kind === "said" && this.loaded) {
      this.stale = true;
      this.run();
    }
    if (news.kind === "left" && this.agreed) {
      this.forget(false);
      this.left();
    }
  }

  describe() {
    return { token: this.token, saves: this.keep.saves };
  }

  saveQueue() {
    this.keep.put({ queue: this.queue.map(({ id, text, choice, at }) => ({ id, text, choice, at })) });
  }

  close() {
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.lose);
    this.tabs.close();
  }
}

function isSame(one, other) {
  return Boolean(one) && one.from === other.from && one.text === other.text;
}

function makeId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
