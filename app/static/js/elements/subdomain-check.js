// <subdomain-check data-url="/subdomain"><input><output role="status"></output></subdomain-check>
// Says while typing whether a name is free: GET data-url?name=… answers {"free": true|false, "message": "…"}.
const PAUSE = 300;

class SubdomainCheck extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.output = this.querySelector("output");
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.say("");
      if (this.input.value.trim()) this.timer = setTimeout(() => this.check(), PAUSE);
    });
  }

  async check() {
    this.asking = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("name", this.input.value.trim());
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { free, message } = await answer.json();
      this.say(message, free ? "ok" : "bad");
    } catch {
      // Aborted by the next letter, or offline: the server says it when the form is sent.
    }
  }

  say(message, tone = "") {
    this.output.textContent = message;
    this.output.className = tone;
  }
}

customElements.define("subdomain-check", SubdomainCheck);
