// <search-shortcut><form>…<input type="search">…</form></search-shortcut>: the key „/“ leads into the field, unless
// somebody is typing or has switched the key off (WCAG 2.1.4; see shortcut-choice).
class SearchShortcut extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    if (matchMedia("(hover: hover)").matches && localStorage.getItem("search-shortcut") !== "off") {
      this.field.placeholder = this.dataset.placeholder;
    }
    this.press = (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (localStorage.getItem("search-shortcut") === "off" || document.querySelector("dialog[open]")) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      // On small screens the field lies in the drawer.
      if (!this.field.checkVisibility()) this.closest("[popover]")?.showPopover();
      this.field.focus();
      this.field.select();
    };
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }
}

customElements.define("search-shortcut", SearchShortcut);
