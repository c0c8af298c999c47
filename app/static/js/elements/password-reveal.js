// <password-reveal><input type="password"><button hidden aria-pressed="false">…</button></password-reveal>
class PasswordReveal extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.show(this.input.type === "password"));
    // Sent as a password, so that the browser offers to keep it and never keeps it as ordinary text.
    this.input.form?.addEventListener("submit", () => this.show(false));
  }

  show(visible) {
    this.input.type = visible ? "text" : "password";
    this.button.setAttribute("aria-pressed", String(visible));
  }
}

customElements.define("password-reveal", PasswordReveal);
