// <similar-customers data-url="…" data-fields="company postcode"><div hidden><ul></ul></div></similar-customers> within a
// form: says who is like the customer being typed. GET data-url?company=… answers [{"url", "name", "about"}, …].
import { ask, askLater } from "../ask.js";

const PAUSE = 350;

class SimilarCustomers extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.fields = this.dataset.fields.split(" ");
    this.form.addEventListener("input", (event) => {
      if (!this.fields.includes(event.target.name)) return;
      askLater(this, PAUSE, () => this.look());
    });
  }

  // Without an answer the saved record will say it.
  async look() {
    const typed = new FormData(this.form);
    const found = await ask(this, Object.fromEntries(this.fields.map((name) => [name, typed.get(name) ?? ""])));
    if (found) this.say(found);
  }

  say(customers) {
    const lines = customers.map(({ url, name, about }) => {
      const link = Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener" });
      link.append(Object.assign(document.createElement("bdi"), { textContent: name }));
      const line = document.createElement("li");
      line.append(link, `, ${about}`);
      return line;
    });
    this.querySelector("ul").replaceChildren(...lines);
    this.querySelector("div").hidden = !lines.length;
  }
}

customElements.define("similar-customers", SimilarCustomers);
