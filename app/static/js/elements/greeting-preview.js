// <greeting-preview data-url="…"><output></output></greeting-preview> within a form: shows how mails will begin while a
// name is typed. The server makes the greeting: GET data-url?first_name=… answers {"greeting": "…", "lang": "de"}.
import { ask, askLater } from "../ask.js";

const FIELDS = ["salutation", "title", "first_name", "last_name", "language", "address_form"];
const PAUSE = 250;

class GreetingPreview extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.form.addEventListener("input", (event) => {
      if (!FIELDS.includes(event.target.name)) return;
      askLater(this, PAUSE, () => this.greet());
    });
  }

  async greet() {
    const typed = new FormData(this.form);
    const said = await ask(this, Object.fromEntries(FIELDS.map((name) => [name, typed.get(name) ?? ""])));
    if (!said) return;
    const output = this.querySelector("output");
    output.textContent = said.greeting;
    output.lang = said.lang;
  }
}

customElements.define("greeting-preview", GreetingPreview);
