// <live-part data-every="2000">…</live-part>: while it has data-every (milliseconds), asks for the page anew and shows
// its own part of it; when the answer has data-every no more, the whole page is loaded, for more of it has changed.
class LivePart extends HTMLElement {
  connectedCallback() {
    if (this.dataset.every) this.timer = setTimeout(() => this.renew(), Number(this.dataset.every));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async renew() {
    const answer = await fetch(location.href).catch(() => null);
    if (!this.isConnected) return;
    if (!answer?.ok) return this.connectedCallback();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("live-part");
    if (!part?.dataset.every) return location.reload();
    for (const name of ["[role=status]", "progress", ".tabs", ".list"]) this.show(name, part);
    this.connectedCallback();
  }

  // what has the focus, or is being read, stays as it is
  show(name, part) {
    const [mine, fresh] = [this.querySelector(name), part.querySelector(name)];
    if (mine && !fresh) return;
    if (!mine) return fresh && this.append(fresh);
    if (mine.matches("progress")) mine.value = fresh.value;
    else if (!mine.contains(document.activeElement)) mine.replaceChildren(...fresh.childNodes);
  }
}

customElements.define("live-part", LivePart);
