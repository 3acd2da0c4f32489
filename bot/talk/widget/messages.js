// The conversation as it is shown: one node for each message, kept as long as the message is.
const LONG = 280;

class Messages {
  // `pick(choice)` when a choice is tapped, `retry()` when a waiting message is, `open(words)` for a page of its own.
  constructor({ texts, language, server, pick, retry, open }) {
    Object.assign(this, { texts, language, server, pick, retry, open });
    this.nodes = new WeakMap();
    this.typing = make("div", { class: "turn bot typing", hidden: true, "aria-hidden": "true" }, make("div", { class: "bubble" }, make("i"), make("i"), make("i")));
    this.node = make("div", { class: "log", role: "log", "aria-live": "off", "aria-label": texts.log, tabindex: "0" }, this.typing);
    this.more = make("div", { class: "more", hidden: true }, makeIconButton(texts.newest, "down", () => this.scroll()));
    this.node.addEventListener("scroll", () => this.showMore(), { passive: true });
  }

  // Show these messages, in this order. Only the last words of the bot carry their choices.
  show(said, waiting, writing) {
    const all = [...said, ...waiting];
    const nodes = all.map((message) => this.findNode(message));
    const keep = new Set([...nodes, this.typing]);
    for (const node of [...this.node.children]) if (!keep.has(node)) node.remove();
    nodes.forEach((node, at) => {
      if (this.node.children[at] !== node) this.node.insertBefore(node, this.node.children[at]);
    });
    waiting.forEach((item) => this.showState(this.nodes.get(item), item));
    said.filter((item) => item.id).forEach((item) => this.showState(this.nodes.get(item), item));
    this.showChoices(said, waiting.length > 0);
    this.typing.hidden = !writing;
    requestAnimationFrame(() => this.showMore());
  }

  findNode(message) {
    if (!this.nodes.has(message)) this.nodes.set(message, this.makeNode(message));
    return this.nodes.get(message);
  }

  makeNode(message) {
    const { texts } = this;
    const fromBot = message.from === "bot";
    const links = message.links || [];
    const spoken = guessLanguage(message.text);
    const bubble = make("div", { class: "bubble", lang: spoken !== this.language && spoken }, ...makeParagraphs(message.text, fromBot));
    const turn = make("div", { class: `turn ${message.from}` }, make("span", { class: "sr" }, `${fromBot ? texts.bot : texts.peer}: `), bubble);
    if (links.length) {
      turn.classList.add("card");
      bubble.append(make("div", { class: "links" }, ...links.map((link) => makeLink(link, this.server, texts))));
    } else if (fromBot && /\n\s*\n/.test(message.text)) {
      turn.classList.add("sheet-like");
      bubble.append(makeButton(texts.sheet, "page", () => this.open(message.text), { class: "quiet" }));
    }
    if (message.text.length > LONG) turn.classList.add("long");
    return turn;
  }

  showState(node, item) {
    const { texts } = this;
    const state = item.state || "";
    if (node.dataset.state === state) return;
    node.dataset.state = state;
    node.querySelector(".state")?.remove();
    if (!state) return;
    node.append(
      make("div", { class: "state" }, make("span", null, texts[state]), state === "waiting" && make("button", { type: "button", class: "plain", onclick: this.retry }, texts.try_now)),
    );
  }

  // Numbers go on over all messages of one turn, as the server counts them when one is typed.
  showChoices(said, hide) {
    const lastPeer = said.map((message) => message.from).lastIndexOf("peer");
    const offering = hide ? [] : said.slice(lastPeer + 1).filter((message) => message.choices?.length);
    const wanted = new Set(offering.map((message) => this.nodes.get(message)));
    for (const old of this.node.querySelectorAll(".choices")) if (!wanted.has(old.parentNode)) old.remove();
    let number = 0;
    for (const message of offering) {
      const node = this.nodes.get(message);
      const first = number;
      number += message.choices.length;
      if (node.querySelector(".choices")) continue;
      node.append(make("div", { class: "choices", role: "group", "aria-label": this.texts.choices }, ...message.choices.map((choice, at) => this.makeChoice(choice, first + at + 1))));
    }
  }

  makeChoice(choice, number) {
    return make("button", { type: "button", class: "choice", onclick: () => this.pick(choice) }, make("b", { "aria-hidden": "true" }, String(number)), make("span", null, choice.label));
  }

  showMore() {
    const { node } = this;
    this.more.hidden = node.scrollHeight - node.scrollTop - node.clientHeight < 48;
  }

  // A short answer: down to its end. A long one: to where it begins, so that nobody has to scroll back to read it.
  scroll(first) {
    const { node } = this;
    const from = first && this.nodes.get(first);
    const bottom = node.scrollHeight - node.clientHeight;
    const top = from ? Math.min(bottom, from.offsetTop - node.offsetTop - 12) : bottom;
    node.scrollTo({ top, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
}

// What the status node says of new words: the words, then what can be chosen.
function tellAloud(messages, texts) {
  return messages
    .map((message) => {
      const options = [...(message.choices || []), ...(message.links || [])].map((option) => option.label);
      return options.length ? `${message.text}\n${texts.choices}: ${options.join(", ")}.` : message.text;
    })
    .join("\n");
}
