// <contact-pick data-url="…"><select></select><button></button></contact-pick> in a form with a select „customer“:
// offers the contacts of the customer that is chosen. GET data-url?kunde=… answers [{"value", "label", "chosen"}, …].
class ContactPick extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    const customer = this.closest("form").elements.customer;
    if (!this.select || !customer || customer.type === "hidden") return;
    this.querySelector("button").hidden = true;
    customer.addEventListener("change", () => this.ask(customer.value));
  }

  async ask(customer) {
    this.asking?.abort();
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("kunde", customer);
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.offer(await answer.json());
    } catch {
      // Chosen anew meanwhile, or offline: „Haupt-Ansprechpartner“ fits every customer.
      this.offer([]);
    }
  }

  offer(contacts) {
    const fixed = [...this.select.options].filter((option) => !option.value || option.value === "haupt");
    const theirs = contacts.map(({ value, label, chosen }) => new Option(label, value, chosen, chosen));
    this.select.replaceChildren(...fixed, ...theirs);
    if (!theirs.some((option) => option.selected)) this.select.value = "haupt";
  }
}

customElements.define("contact-pick", ContactPick);
