// One script tag is enough: without an element of its own on the page, a chat is added in the corner. Its settings are
// the tag's data- attributes: <script src=".../ownvoice.js" data-colour="#1f5d57" data-position="left" async>.
if (!customElements.get("ownvoice-chat")) {
  customElements.define("ownvoice-chat", OwnVoiceChat);
  if (TAG && !("manual" in TAG.dataset)) {
    const addCorner = () => {
      if (document.querySelector("ownvoice-chat")) return;
      const settings = Object.entries(TAG.dataset).map(([name, value]) => [name.replace(/[A-Z]/g, (big) => `-${big.toLowerCase()}`), value]);
      document.body.append(make("ownvoice-chat", Object.fromEntries(settings)));
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", addCorner);
    else addCorner();
  }
}
