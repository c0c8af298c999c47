// <shortcut-choice hidden><label><input type="checkbox">…</label></shortcut-choice>: whether the key „/“ leads into the
// search, for this browser.
class ShortcutChoice extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input");
    box.checked = localStorage.getItem("search-shortcut") !== "off";
    box.addEventListener("change", () => localStorage.setItem("search-shortcut", box.checked ? "on" : "off"));
    this.hidden = false;
  }
}

customElements.define("shortcut-choice", ShortcutChoice);
