// What <contact-pick> and <project-pick> are made of, in a form with a select „customer“: asks data-url?kunde=… what
// there is of the customer that is chosen, and hands the answer to offer(). Without script a button does so.
export class OfCustomer extends HTMLElement {
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
      this.missed();
    }
  }

  // Chosen anew meanwhile, or offline.
  missed() {}
}
