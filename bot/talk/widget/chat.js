// <ownvoice-chat>: the panel, what is open in it, and how one gets in, about and out.
const MODES = ["corner", "inline", "page"];
const ESCAPE_AGAIN = 800; // milliseconds in which a second Esc means "out of here"
const EXIT = "https://www.weather.gov/";
const LOOK = makeLook();

class OwnVoiceChat extends HTMLElement {
  static observedAttributes = ["title", "greeting", "language", "colour", "color", "mode"];

  connectedCallback() {
    if (this.talk) return; // moved on the page
    this.server = (this.getAttribute("server") || SERVER).replace(/\/+$/, "");
    this.root = this.shadowRoot || this.attachShadow({ mode: "open" });
    this.view = "talk";
    this.talk = new Talk(this.server, {
      changed: () => this.show(),
      heard: (messages) => this.hear(messages),
      left: () => this.go("talk"),
    });
    this.build();
    this.onkey = (event) => this.hearKey(event);
    this.onresize = () => this.fitScreen();
    document.addEventListener("keydown", this.onkey, true);
    window.visualViewport?.addEventListener("resize", this.onresize);
    if (this.talk.keep.get("open") || this.hasAttribute("open")) this.open(false);
    else if (this.mode !== "corner" && this.talk.agreed) this.talk.run();
  }

  disconnectedCallback() {
    setTimeout(() => {
      if (this.isConnected) return;
      document.removeEventListener("keydown", this.onkey, true);
      window.visualViewport?.removeEventListener("resize", this.onresize);
      this.talk?.close();
      this.talk = null;
    });
  }

  attributeChangedCallback(name, before, now) {
    // `title` is what the chat is called, not a tip that follows the pointer over all of it.
    if (name === "title" && now !== null) {
      this.heading = now;
      this.removeAttribute("title");
    }
    if (this.talk && before !== now) this.build();
  }

  get mode() {
    const mode = this.getAttribute("mode");
    return MODES.includes(mode) ? mode : "corner";
  }

  get language() {
    const wanted = (this.getAttribute("language") || this.closest("[lang]")?.lang || "en").slice(0, 2).toLowerCase();
    return TEXTS[wanted] ? wanted : "en";
  }

  get isOpen() {
    return this.mode !== "corner" || this.panel.hasAttribute("open");
  }

  // --- building -----------------------------------------------------------------------------------------------------

  build() {
    const { mode, language } = this;
    const texts = (this.texts = { ...TEXTS[language] });
    if (this.heading) texts.title = this.heading;
    if (this.getAttribute("greeting")) texts.greeting = this.getAttribute("greeting");
    const wasOpen = this.panel?.hasAttribute("open");
    this.messages = new Messages({
      texts,
      language,
      server: this.server,
      pick: (choice) => this.pick(choice),
      retry: () => this.talk.run(),
      open: (words) => this.go("sheet", words),
    });
    this.composer = new Composer(texts, {
      send: (words) => this.say(words),
      draft: this.talk.keep.get("draft"),
      keepDraft: (draft) => this.talk.agreed && this.talk.keep.put({ draft }),
    });
    this.notice = make("div", { class: "notice", hidden: true });
    this.status = make("div", { class: "sr", role: "status" });
    this.body = make("div", { class: "body" });
    const panel = { class: `panel ${mode}`, lang: language, "aria-label": texts.title };
    this.panel = make(mode === "corner" ? "dialog" : "section", panel, makeHead(this), this.body, makeStrip(this), this.status);
    this.panel.addEventListener("cancel", (event) => event.preventDefault()); // Esc is ours, see hearKey
    this.panel.addEventListener("close", () => this.dock && this.showDock());
    this.root.replaceChildren(this.panel);
    if (mode === "corner") this.root.append((this.dock = makeDock(this)));
    dress(this.root, this.server);
    paint(this.panel, this.dock, this.getAttribute("colour") || this.getAttribute("color"));
    if (wasOpen) this.open(false);
    this.fitScreen();
    this.shown = null;
    this.show();
  }

  // --- showing ------------------------------------------------------------------------------------------------------

  show() {
    const { talk, view } = this;
    const shown = view === "talk" ? (talk.agreed ? "talk" : "consent") : view;
    if (shown !== this.shown) {
      this.shown = shown;
      this.body.replaceChildren(...this.makeView(shown));
      this.panel.dataset.view = shown;
      if (shown === "talk") {
        this.composer.grow();
        requestAnimationFrame(() => this.messages.scroll());
      }
    }
    if (shown === "talk") {
      this.messages.show(talk.said, [...talk.stuck, ...talk.queue], talk.writing);
      this.showNotice();
    }
    if (this.dock) this.showDock();
  }

  makeView(name) {
    const { texts, talk } = this;
    const back = () => this.go("talk");
    if (name === "consent") {
      const forced = this.hasAttribute("nothing-saved");
      const may = { keepsNothing: forced || !talk.keep.saves, mayChoose: !forced && talk.keep.saves };
      return [makeConsent(texts, may, (saves) => this.begin(saves))];
    }
    if (name === "help") return [makeHelp(texts, LINES[this.language], this.server, back)];
    if (name === "sheet") return [makeSheet(texts, this.words, back, (words) => this.tell(words))];
    if (name === "about") {
      const kept = talk.agreed ? (talk.keep.saves ? "about_tab" : "about_nothing") : "about_not_yet";
      return [makeAbout(texts, kept, back, talk.agreed && (() => this.clear()))];
    }
    return [this.messages.node, this.messages.more, this.notice, this.composer.node];
  }

  // What is wrong, with a way out of it and a person's number.
  showNotice() {
    const { texts, talk, notice } = this;
    if (notice.dataset.trouble === talk.trouble) return;
    if (notice.dataset.trouble && !talk.trouble) this.tell(texts.connected);
    notice.dataset.trouble = talk.trouble;
    notice.hidden = !talk.trouble;
    if (!talk.trouble) return;
    const wayOut =
      talk.trouble === "expired"
        ? makeButton(texts.start_new, null, () => this.renew(), { class: "quiet" })
        : make("p", { class: "person" }, texts.person_now, makeButton(texts.help, null, () => this.go("help"), { class: "plain" }));
    notice.replaceChildren(make("p", null, texts[talk.trouble]), wayOut);
    this.tell(texts[talk.trouble]);
  }

  showDock() {
    const open = this.panel.hasAttribute("open");
    this.dock.classList.toggle("away", open);
    this.dock.querySelector(".leave").hidden = !this.talk.agreed;
  }

  go(view, words) {
    const from = this.view;
    this.words = words;
    this.view = view;
    this.show();
    if (!this.isOpen) return;
    if (view === "talk" && from !== "talk") {
      const last = { help: ".help-now", about: '[aria-label="' + CSS.escape(this.texts.about) + '"]' }[from];
      (last ? this.panel.querySelector(last) : this.messages.node).focus({ preventScroll: true });
    } else if (view !== "talk") {
      this.focusHeading();
    }
  }

  focusHeading() {
    this.body.querySelector("h2")?.focus({ preventScroll: true });
    this.body.firstElementChild?.scrollTo(0, 0);
  }

  // --- opening and closing ------------------------------------------------------------------------------------------

  open(takeFocus = true, view = "talk") {
    if (this.mode === "corner" && !this.panel.hasAttribute("open")) {
      // On a phone the panel covers the page, so the page behind it must not be reachable either.
      const covers = matchMedia("(max-width: 520px), (max-height: 480px)").matches;
      if (covers && takeFocus && this.panel.showModal) this.panel.showModal();
      else this.panel.setAttribute("open", ""); // unlike show(), this leaves the focus where it is
    }
    this.view = view;
    if (this.talk.agreed) {
      this.talk.keep.put({ open: true });
      this.talk.run();
    }
    this.show();
    if (!takeFocus) return;
    if (this.shown === "talk" && matchMedia("(pointer: fine)").matches) this.composer.field.focus();
    else if (this.shown === "talk") this.messages.node.focus();
    else this.focusHeading();
  }

  close() {
    if (this.mode !== "corner") return;
    if (this.panel.close) this.panel.close();
    else this.panel.removeAttribute("open");
    this.view = "talk";
    if (this.talk.agreed) this.talk.keep.put({ open: false });
    this.show();
    this.dock.querySelector(".launch").focus();
  }

  // On phones the keyboard takes half of the screen; the panel keeps to the rest, so that its strip stays in sight.
  fitScreen() {
    const seen = window.visualViewport;
    const squeezed = seen && seen.scale === 1 && innerHeight - seen.height > 80;
    this.panel.style.setProperty("--seen-height", squeezed ? `${seen.height}px` : "");
    this.panel.style.setProperty("--seen-top", squeezed ? `${seen.offsetTop}px` : "");
  }

  hearKey(event) {
    if (event.key !== "Escape" || event.repeat || event.isComposing) return;
    const again = event.timeStamp - (this.escapedAt ?? -Infinity) < ESCAPE_AGAIN;
    const inUse = this.isOpen || this.talk.agreed;
    if (again && (inUse || this.wasInUse)) return this.leave();
    this.escapedAt = event.timeStamp;
    this.wasInUse = inUse;
    if (!event.composedPath().includes(this)) return;
    event.stopPropagation();
    if (this.view !== "talk") this.go("talk");
    else if (this.mode === "corner" && this.isOpen) this.close();
    else this.tell(this.texts.leave_again);
  }

  // Out: nothing of the chat stays on this page or device, and Back does not return here.
  leave() {
    this.composer.forget();
    this.talk.forget();
    document.documentElement.hidden = true;
    document.head.append(make("meta", { name: "referrer", content: "no-referrer" }));
    const exit = readAddress(this.getAttribute("exit-url") || EXIT, location.href);
    location.replace(exit?.startsWith("http") ? exit : EXIT);
  }

  clear() {
    this.composer.forget();
    this.talk.forget();
    this.go("talk");
    this.focusHeading();
    this.tell(this.texts.cleared);
  }

  // --- talking ------------------------------------------------------------------------------------------------------

  begin(saves) {
    this.talk.begin(saves && !this.hasAttribute("nothing-saved"));
    this.talk.keep.put({ open: true });
    if (matchMedia("(pointer: fine)").matches) this.composer.field.focus();
    else this.messages.node.focus();
  }

  renew() {
    this.talk.renew();
    this.messages.node.focus();
  }

  say(words) {
    // A typed number is shown as what it stands for, as the server keeps it too. A label that is a number comes first.
    const { offered } = this.talk;
    const number = /^#?\s*(\d{1,2})\s*[.)]?$/.exec(words);
    const choice = number && !offered.some((option) => option.label === words) && offered[number[1] - 1];
    if (choice) this.talk.say(choice.label, choice.id);
    else this.talk.say(words);
    this.messages.scroll();
  }

  pick(choice) {
    // The tapped button goes away. The focus waits where the next ones will be, without a keyboard popping up.
    this.messages.node.focus({ preventScroll: true });
    this.talk.say(choice.label, choice.id);
    this.messages.scroll();
  }

  hear(messages) {
    this.show();
    requestAnimationFrame(() => this.messages.scroll(messages[0]));
    this.tell(tellAloud(messages, this.texts));
  }

  // Said once to those who listen: the node is emptied first, so that the same words count as new. What comes quickly one
  // after the other is said together; nothing is left out.
  tell(words) {
    const { status } = this;
    status.textContent = "";
    this.untold = [...(this.untold || []), words];
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      status.textContent = this.untold.join("\n");
      this.untold = [];
    }, 60);
  }
}
