// Where the peer writes. Enter sends, Shift+Enter starts a new line; what is too long is never cut off.
class Composer {
  constructor(texts, { send, draft, keepDraft }) {
    this.texts = texts;
    this.send = send;
    this.keepDraft = keepDraft;
    this.field = make("textarea", { id: "words", rows: "1", placeholder: texts.write, enterkeyhint: "send", autocomplete: "off", "aria-describedby": "count" });
    this.field.value = draft || "";
    this.count = make("p", { class: "count", id: "count" });
    this.node = make(
      "form",
      { class: "composer", onsubmit: (event) => this.submit(event) },
      make("label", { class: "sr", for: "words" }, texts.write),
      this.field,
      make("button", { type: "submit", class: "send", "aria-label": texts.send, title: texts.send }, makeIcon("send")),
      this.count,
    );
    this.field.addEventListener("input", () => this.grow());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    });
  }

  submit(event) {
    event.preventDefault();
    const words = this.field.value.trim();
    if (!words || words.length > LONGEST) return;
    this.field.value = "";
    this.grow();
    this.send(words);
  }

  grow() {
    const { field, texts } = this;
    const left = LONGEST - field.value.trim().length;
    field.style.height = "auto";
    if (field.value) field.style.height = `${field.scrollHeight + 2}px`;
    field.setAttribute("aria-invalid", String(left < 0));
    this.count.textContent = left < 0 ? fill(texts.too_long, { count: -left }) : left < 300 ? fill(texts.left_to_write, { count: left }) : "";
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.keepDraft(field.value), 300);
  }

  forget() {
    clearTimeout(this.saving);
    this.field.value = "";
  }
}
