// <passkey-sign-in data-question="/frage" data-failed="…" hidden><form><input name="answer"><button>…</button><p role="status"></form></passkey-sign-in>
// Lets the browser answer with a passkey when the form is sent. Stays hidden where the browser knows none.
class PasskeySignIn extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.hidden = false;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => {
      if (this.form.elements.answer.value) return;
      event.preventDefault();
      this.ask();
    });
    // Coming back by the browser's own button shows the page as it was left.
    window.addEventListener("pageshow", () => (this.form.elements.answer.value = ""));
  }

  async ask() {
    const status = this.querySelector("[role=status]");
    status.textContent = "";
    try {
      const asked = await fetch(this.dataset.question, { headers: { Accept: "application/json" } });
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
      const shown = await navigator.credentials.get({ publicKey });
      this.form.elements.answer.value = JSON.stringify(shown.toJSON());
      this.form.requestSubmit();
    } catch {
      status.textContent = this.dataset.failed;
    }
  }
}

customElements.define("passkey-sign-in", PasskeySignIn);
