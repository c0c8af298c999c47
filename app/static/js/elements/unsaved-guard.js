// <unsaved-guard><form>…</form></unsaved-guard>: the browser asks before a changed form is left. With data-unsaved it is a
// changed one from the beginning.
class UnsavedGuard extends HTMLElement {
  connectedCallback() {
    this.ask = (event) => event.preventDefault();
    this.addEventListener("input", () => addEventListener("beforeunload", this.ask));
    this.addEventListener("submit", () => removeEventListener("beforeunload", this.ask));
    // The server gave the form back with what was typed: still not saved.
    if ("unsaved" in this.dataset || this.querySelector("[aria-invalid=true]")) addEventListener("beforeunload", this.ask);
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.ask);
  }
}

customElements.define("unsaved-guard", UnsavedGuard);
