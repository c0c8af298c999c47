// <customer-pick data-url="…"><input type="search"><button><p role="status"></p><select></select></customer-pick>
// Narrows the select while a search is typed: GET data-url?q=… answers [{"value": id, "label": name}, …].
import { ask, askLater } from "../ask.js";

const PAUSE = 250;

class CustomerPick extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    this.select = this.querySelector("select");
    if (!this.input) return;
    this.querySelector("button").hidden = true;
    this.status = this.querySelector("[role=status]");
    this.input.addEventListener("input", () => askLater(this, PAUSE, () => this.look()));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.select.focus();
    });
  }

  // Without an answer the customers that stand there can still be chosen.
  async look() {
    const found = await ask(this, { q: this.input.value });
    if (found) this.offer(found);
  }

  offer(customers) {
    const nobody = [...this.select.options].filter((option) => !option.value);
    const before = this.select.value;
    const found = customers.map(({ value, label }) => new Option(label, value));
    this.select.replaceChildren(...nobody, ...found);
    const only = found.length === 1 && this.input.value.trim() ? found[0].value : "";
    this.select.value = only || (found.some((option) => option.value === before) ? before : "");
    this.status.textContent = found.length ? this.status.dataset.found : this.status.dataset.none;
    if (this.select.value !== before) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("customer-pick", CustomerPick);
