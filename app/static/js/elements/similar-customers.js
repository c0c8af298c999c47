// <similar-customers data-url="…" data-fields="company postcode"><div hidden><ul></ul></div></similar-customers> within a
// form: says who is like the customer being typed. GET data-url?company=… answers [{"url", "name", "about"}, …].
const PAUSE = 350;

class SimilarCustomers extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.fields = this.dataset.fields.split(" ");
    this.form.addEventListener("input", (event) => {
      if (!this.fields.includes(event.target.name)) return;
      clearTimeout(this.timer);
      this.asking?.abort();
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
  }

  async ask() {
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    const typed = new FormData(this.form);
    for (const name of this.fields) url.searchParams.set(name, typed.get(name) ?? "");
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.say(await answer.json());
    } catch {
      // Aborted by the next letter, or offline: the saved record will say it.
    }
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
