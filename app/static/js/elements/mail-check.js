// <mail-check data-url="…"><div id="…" aria-live="polite">…</div></mail-check> within a form: what the server says about
// the text while it is typed. POST data-url with the form answers HTML, which takes the place of what the div holds. A
// <button type="button" data-wrong="…" data-meant="…" hidden> in it writes the second in place of the first.
const PAUSE = 500;
const plain = (part) => part.textContent.replace(/\s+/g, " ").trim();

class MailCheck extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.words = this.querySelector("[aria-live]");
    for (const part of this.querySelectorAll("noscript")) part.remove();
    this.fields = this.dataset.fields.split(" ").map((name) => this.form.elements[name]);
    this.form.addEventListener("input", ({ target }) => this.fields.includes(target) && this.later());
    this.addEventListener("click", ({ target }) => this.mend(target.closest("[data-wrong]")));
    this.offer();
  }

  later() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  // Without an answer what was said stays; whoever saves hears it then.
  async ask() {
    this.asking = new AbortController();
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(this.dataset.url, { method: "POST", body, signal: this.asking.signal });
      if (answer.ok && !answer.redirected) this.say(await answer.text());
    } catch {
      // typed on meanwhile, or offline
    }
  }

  // What says the same again is left alone, lest it be read aloud twice; who stands in it stays there.
  say(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of page.querySelectorAll("noscript")) part.remove();
    if (plain(page.body) === plain(this.words)) return;
    const stop = this.words.contains(document.activeElement) && document.activeElement.id;
    this.words.replaceChildren(...page.body.childNodes);
    this.offer();
    if (stop) document.getElementById(stop)?.focus();
  }

  offer() {
    for (const button of this.querySelectorAll("[data-wrong]")) button.hidden = false;
  }

  mend(button) {
    if (!button) return;
    const { wrong, meant } = button.dataset;
    const field = this.fields.find(({ value }) => value.includes(wrong));
    if (!field) return;
    const at = field.value.indexOf(wrong);
    field.focus();
    field.setSelectionRange(at, at + wrong.length);
    document.execCommand("insertText", false, meant);
  }
}

customElements.define("mail-check", MailCheck);
