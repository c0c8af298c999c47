// <customer-pick data-url="…"><input type="search"><button><p role="status"></p><select></select></customer-pick>
// Narrows the select while a search is typed: GET data-url?q=… answers [{"value": id, "label": name}, …].
const PAUSE = 250;

class CustomerPick extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]");
    this.select = this.querySelector("select");
    if (!this.input) return;
    this.querySelector("button").hidden = true;
    this.status = this.querySelector("[role=status]");
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.select.focus();
    });
  }

  async ask() {
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", this.input.value);
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.offer(await answer.json());
    } catch {
      // Aborted by the next letter, or offline: the customers that stand there can still be chosen.
    }
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
