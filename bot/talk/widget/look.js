// How the style gets into the shadow without inline styles, which a strict content policy forbids.
function makeLook() {
  try {
    const look = new CSSStyleSheet();
    look.replaceSync(STYLE);
    return look;
  } catch {
    return null; // browsers of before 2023 take the style as a file instead
  }
}

function dress(root, server) {
  if (LOOK && "adoptedStyleSheets" in root) root.adoptedStyleSheets = [LOOK];
  else root.prepend(make("link", { rel: "stylesheet", href: `${server}/ownvoice.css` }));
}

// A programme's own colour, with black or white on it, whichever is easier to read.
function paint(panel, dock, colour) {
  const pen = make("canvas").getContext("2d");
  pen.fillStyle = colour || "";
  if (!colour || !/^#[0-9a-f]{6}$/.test(pen.fillStyle) || !CSS.supports("color", colour)) return;
  const [red, green, blue] = pen.fillStyle.match(/[0-9a-f]{2}/g).map((part) => {
    const share = parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  for (const part of [panel, dock]) {
    part?.style.setProperty("--accent", colour);
    part?.style.setProperty("--on-accent", light > 0.179 ? "#000" : "#fff");
  }
}
