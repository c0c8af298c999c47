// <passkey-create data-options="{…}" data-failed="…"><form><input name="answer">…<button class="primary" hidden>…</button><p role="status"></form></passkey-create>
// Has the browser make a passkey when the form is sent, and puts its answer in. Without script the button stays hidden.
class PasskeyCreate extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
    this.form = this.querySelector("form");
    this.form.querySelector("button.primary").hidden = false;
    this.status = this.querySelector("[role=status]");
    this.status.textContent = "";
    this.form.addEventListener("submit", (event) => {
      if (this.form.elements.answer.value || !this.form.checkValidity()) return;
      event.preventDefault();
      this.make();
    });
  }

  async make() {
    try {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(this.dataset.options));
      const made = await navigator.credentials.create({ publicKey });
      this.form.elements.answer.value = JSON.stringify(made.toJSON());
      this.form.requestSubmit();
    } catch {
      this.status.textContent = this.dataset.failed;
    }
  }
}

customElements.define("passkey-create", PasskeyCreate);
