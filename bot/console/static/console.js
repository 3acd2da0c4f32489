// Keyboard reading: j/k through the turns, n/p through the findings, r to the review. Nothing else needs script.
(() => {
  "use strict";
  const move = (selector, step) => {
    const stops = [...document.querySelectorAll(selector)];
    if (!stops.length) return;
    const at = stops.findIndex((stop) => stop.contains(document.activeElement));
    let next;
    if (at >= 0) next = at + step;
    else {
      const top = stops.findIndex((stop) => stop.getBoundingClientRect().top >= 0);
      next = step > 0 ? Math.max(top, 0) : (top < 0 ? stops.length : top) - 1;
    }
    const stop = stops[Math.min(Math.max(next, 0), stops.length - 1)];
    stop.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stop.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };
  const keys = {
    j: () => move(".turn", 1),
    k: () => move(".turn", -1),
    n: () => move(".turn.noticed", 1),
    p: () => move(".turn.noticed", -1),
    r: () => document.getElementById("review-link")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, summary, [contenteditable]")) return;
    const act = document.body.classList.contains("reading") && keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  // The count of what is urgent, in the tab's own title.
  const title = document.title;
  document.body.addEventListener("htmx:oobAfterSwap", () => {
    const count = document.getElementById("count-safety")?.firstChild?.textContent.trim();
    document.title = count ? `(${count}) ${title}` : title;
  });
})();
