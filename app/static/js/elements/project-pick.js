// <project-pick data-url="…"><select></select><button></button></project-pick> in a form with a select „customer“:
// offers the projects of the customer that is chosen. GET data-url?kunde=… answers [{"value", "label"}, …].
class ProjectPick extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    const customer = this.closest("form").elements.customer;
    if (!this.select || customer.type === "hidden") return;
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
      // Chosen anew meanwhile, or offline: the server refuses a project of somebody else.
    }
  }

  offer(projects) {
    const before = this.select.value;
    const none = [...this.select.options].filter((option) => !option.value);
    this.select.replaceChildren(...none, ...projects.map(({ value, label }) => new Option(label, value)));
    this.select.value = projects.some(({ value }) => value === before) ? before : "";
  }
}

customElements.define("project-pick", ProjectPick);
