// The rooms of the panel beside the conversation. Each is built from texts and what to do; none keeps anything.

// Before a session is opened: who answers, what is kept, and the choice to keep nothing here.
function makeConsent(texts, { keepsNothing, mayChoose }, start) {
  const id = "keep-nothing";
  const box = make("input", { type: "checkbox", id, checked: keepsNothing });
  return make(
    "div",
    { class: "room consent" },
    make("h2", { tabindex: "-1" }, texts.greeting),
    make("p", { class: "sentences" }, `${texts.consent_program} ${texts.consent_kept}`),
    make("p", { class: "honest" }, texts.honest, texts.answers_in && ` ${texts.answers_in}`),
    makeButton(texts.start, null, () => start(!box.checked), { class: "main" }),
    mayChoose && make("label", { class: "check", for: id }, box, make("span", null, texts.private, make("small", null, texts.private_means))),
    make("p", { class: "small" }, texts.nothing_yet),
  );
}

function makeHelp(texts, lines, server, back) {
  return make(
    "div",
    { class: "room help" },
    makeButton(texts.back, "back", back, { class: "plain back" }),
    make("h2", { tabindex: "-1" }, texts.help_title),
    ...lines.map((line) =>
      make(
        "section",
        { class: "line" },
        make("h3", null, line.name),
        line.about && make("p", null, line.about),
        make("div", { class: "links" }, ...line.links.map((link) => makeLink(link, server, texts))),
      ),
    ),
    make("p", { class: "small" }, texts.help_means),
  );
}

function makeAbout(texts, kept, back, clear) {
  return make(
    "div",
    { class: "room about" },
    makeButton(texts.back, "back", back, { class: "plain back" }),
    make("h2", { tabindex: "-1" }, texts.about),
    make("h3", null, texts.about_is_title),
    make("p", null, texts.about_is),
    make("h3", null, texts.about_kept_title),
    make("p", null, texts[kept]),
    make("p", null, texts.about_server),
    make("h3", null, texts.about_leave_title),
    make("p", null, texts.about_leave),
    make("p", null, texts.leave_means),
    clear && makeButton(texts.clear, "close", clear, { class: "quiet" }),
  );
}

// Words of the peer as a page: to read, print, keep as a file or copy. Made here, so that it works without the server.
function makeSheet(texts, words, back, tell) {
  const own = words.replace(/^[^\n]*:\s*\n\s*\n/, ""); // "Here it is in your words:" is ours, not theirs
  return make(
    "div",
    { class: "room sheet" },
    makeButton(texts.back, "back", back, { class: "plain back" }),
    make("article", null, make("h2", { tabindex: "-1" }, texts.sheet_title), ...makeParagraphs(own, false)),
    make(
      "div",
      { class: "links" },
      makeButton(texts.print, "print", () => printWords(texts.sheet_title, own), { class: "link" }),
      makeButton(texts.download, "download", () => downloadWords(texts.sheet_title, own), { class: "link" }),
      makeButton(texts.copy, "copy", () => navigator.clipboard?.writeText(own).then(() => tell(texts.copied)), { class: "link" }),
    ),
  );
}

// Only the words go to the printer, whatever page the widget lives on: a frame of their own, without markup or inline style.
function printWords(title, words) {
  const frame = make("iframe", { "aria-hidden": "true", tabindex: "-1", class: "printing", title });
  document.body.append(frame);
  Object.assign(frame.style, { position: "fixed", width: "0", height: "0", border: "0" });
  const page = frame.contentDocument;
  const heading = page.createElement("h1");
  heading.textContent = title;
  page.body.append(heading);
  for (const part of words.split(/\n{2,}/)) {
    const paragraph = page.createElement("p");
    paragraph.textContent = part;
    Object.assign(paragraph.style, { whiteSpace: "pre-line", margin: "0 0 1em" });
    page.body.append(paragraph);
  }
  Object.assign(page.body.style, { font: "14pt/1.6 Georgia, serif", margin: "0 auto", maxWidth: "32em" });
  page.title = title;
  frame.contentWindow.onafterprint = () => frame.remove();
  frame.contentWindow.print();
}

function downloadWords(title, words) {
  const url = URL.createObjectURL(new Blob([`${title}\n\n${words}\n`], { type: "text/plain;charset=utf-8" }));
  make("a", { href: url, download: `${title.toLowerCase().replace(/\s+/g, "-")}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
