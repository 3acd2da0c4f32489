// What frames the panel in every state: its head, the strip at its foot, and the dock when it is closed.
function makeHead(chat) {
  const { texts } = chat;
  return make(
    "div",
    { class: "head" },
    make("span", { class: "mark" }, makeIcon("voice")),
    make("div", { class: "names" }, make("strong", null, texts.title), make("span", null, texts.subtitle)),
    makeIconButton(texts.about, "about", () => chat.go(chat.view === "about" ? "talk" : "about")),
    chat.mode === "corner" && makeIconButton(texts.close, "close", () => chat.close()),
  );
}

// The way out and the way to a person: in the same place whatever else is shown.
function makeStrip(chat) {
  const { texts } = chat;
  return make(
    "div",
    { class: "strip" },
    makeButton(texts.leave, "leave", () => chat.leave(), { class: "leave", title: texts.leave_means }),
    makeButton(texts.help, "help", () => chat.go(chat.view === "help" ? "talk" : "help"), { class: "help-now" }),
  );
}

function makeDock(chat) {
  const { texts } = chat;
  return make(
    "section",
    { class: "dock", lang: chat.language, "aria-label": texts.title },
    makeButton(texts.leave, "leave", () => chat.leave(), { class: "leave", title: texts.leave_means }),
    makeButton(texts.launch, "chat", () => chat.open(true), { class: "launch", "aria-haspopup": "dialog" }),
    makeButton(texts.help, "help", () => chat.open(true, "help"), { class: "help-now", "aria-haspopup": "dialog" }),
  );
}
