// Builds what is shown. Words become text nodes and nothing else: what a peer or the bot writes can never turn into markup.
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  voice: "M6 10.5v3M10 7.5v9M14 9.5v5M18 10.5v3",
  down: "M12 5v14M5.5 12.5 12 19l6.5-6.5",
  chat: "M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12ZM8.5 12h.01M12.5 12h.01M16.5 12h.01",
  send: "M12 20V5M5.5 11.5 12 5l6.5 6.5",
  close: "M6 6l12 12M18 6 6 18",
  back: "M19 12H5M11 6l-6 6 6 6",
  about: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5M12 8h.01",
  help: "M20.3 5.7a5 5 0 0 0-7.1 0L12 6.9l-1.2-1.2a5 5 0 0 0-7.1 7.1L12 21l8.3-8.2a5 5 0 0 0 0-7.1Z",
  leave: "M14 4h5v16h-5M4 12h10M10 8l4 4-4 4",
  tel: "M5 4h4l1.5 5-2.3 1.6a12 12 0 0 0 5.2 5.2L15 13.5l5 1.5v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1Z",
  sms: "M4 5h16v11H9l-5 4V5ZM8 9.5h8M8 12.5h5",
  map: "M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.8 7 11 7 11ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  link: "M9 6H5v13h13v-4M13 5h6v6M19 5l-8 8",
  page: "M6 3h8l4 4v14H6V3ZM9 11h6M9 15h6",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7v-6Z",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  copy: "M9 9h11v11H9V9ZM5 15H4V4h11v1",
};

// Numbers and addresses worth a tap. 911 and 988 alone among the short ones: other short numbers are just numbers.
const FINDABLE =
  /https:\/\/[^\s<>"]+[^\s<>".,;:!?)]|(?:\b1[- ])?(?:\(\d{3}\) ?|\b\d{3}[- ])\d{3}-\d{4}\b|\b(?:988|911)\b(?!-|\.?\d)|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|gov|com|net)\b(?:\/[^\s]*[^\s.,;:!?)])?/gi;
const SPANISH = /[¿¡ñáéíóú]|\b(?:el|los|que|por|para|una|con|usted)\b.*\b(?:el|la|los|que|de|por|para|una|con)\b/i;

function make(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  return node;
}

function makeIcon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const look = { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false", class: "icon" };
  for (const [key, value] of Object.entries(look)) svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function makeButton(label, iconName, act, props) {
  return make("button", { type: "button", onclick: act, ...props }, iconName && makeIcon(iconName), make("span", null, label));
}

// An icon without words beside it: its name is for those who hear the page, and a tip for those who point.
function makeIconButton(label, iconName, act, props) {
  return make("button", { type: "button", "aria-label": label, title: label, onclick: act, ...props }, makeIcon(iconName));
}

// The address when it is one a button may open, else null. `javascript:` and its kin never are.
function readAddress(url, server) {
  try {
    const address = new URL(url, server);
    return ["https:", "http:", "tel:", "sms:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

function nameLinkIcon(href) {
  const scheme = href.slice(0, href.indexOf(":"));
  if (scheme === "tel" || scheme === "sms") return scheme;
  return /\/\/(?:[a-z.]*\.)?(?:openstreetmap|maps\.|google\.[a-z.]+\/maps|maps\.apple)/i.test(href) ? "map" : "link";
}

// One tappable link of a card. A link that may not be opened still says its words.
function makeLink({ label, url }, server, texts, props) {
  const href = readAddress(url, server);
  if (!href) return make("span", { class: "dead" }, label);
  const away = href.startsWith("http");
  return make(
    "a",
    { class: "link", href, target: away && "_blank", rel: away && "noopener noreferrer", ...props },
    makeIcon(nameLinkIcon(href)),
    make("span", null, label),
    away && make("span", { class: "sr" }, ` (${texts.opens_new})`),
  );
}

// The words as nodes, with phone numbers and web addresses made tappable.
function linkWords(words) {
  const nodes = [];
  let done = 0;
  for (const found of words.matchAll(FINDABLE)) {
    const said = found[0];
    const dials = /^[\d(][\d() -]*$/.test(said);
    const href = dials ? `tel:${said.replace(/\D/g, "")}` : said.startsWith("https:") ? said : `https://${said}`;
    nodes.push(words.slice(done, found.index), make("a", { href, target: !dials && "_blank", rel: !dials && "noopener noreferrer" }, said));
    done = found.index + said.length;
  }
  return [...nodes, words.slice(done)];
}

// Blank lines part paragraphs, line breaks part rows.
function makeParagraphs(words, tappable) {
  return words
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => make("p", null, ...part.split("\n").map((row) => make("span", { class: "row" }, ...(tappable ? linkWords(row) : [row])))));
}

function guessLanguage(words) {
  return SPANISH.test(words) ? "es" : "en";
}

function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
