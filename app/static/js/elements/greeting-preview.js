// <greeting-preview data-url="…"><output></output></greeting-preview> within a form: shows how mails will begin while a
// name is typed. The server makes the greeting: GET data-url?first_name=… answers {"greeting": "…"}.
const FIELDS = ["salutation", "title", "first_name", "last_name", "language", "address_form"];
const PAUSE = 250;

class GreetingPreview extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.form.addEventListener("input", (event) => {
      if (!FIELDS.includes(event.target.name)) return;
      clearTimeout(this.timer);
      this.asking?.abort();
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
  }

  async ask() {
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    const typed = new FormData(this.form);
    for (const name of FIELDS) url.searchParams.set(name, typed.get(name) ?? "");
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.querySelector("output").textContent = (await answer.json()).greeting;
    } catch {
      // Aborted by the next letter, or offline: what stands there is only a preview.
    }
  }
}

customElements.define("greeting-preview", GreetingPreview);
