// <mail-preview data-url="…" data-form="id" data-fields="a b"><iframe name="…"></iframe></mail-preview>: shows the mail as
// it would go, while it is typed. The form is sent into a fresh frame, which takes the old one's place once it has come: so
// nothing flickers, and going back leaves the page at once. What is chosen within the element is shown at once. A .refresh
// does it without script.
const PAUSE = 400;

class MailPreview extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.dataset.form);
    this.fields = this.dataset.fields.split(" ");
    for (const button of this.querySelectorAll(".refresh")) button.hidden = true;
    this.form.addEventListener("input", ({ target }) => this.fields.includes(target.name) && this.later(PAUSE));
    this.addEventListener("change", ({ target }) => target.name && this.later(0));
    this.later(0);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), pause);
  }

  show() {
    this.coming?.remove();
    const shown = this.querySelector("iframe");
    const frame = (this.coming = shown.cloneNode());
    frame.removeAttribute("src");
    frame.name = `${shown.name.replace(/-\d+$/, "")}-${(this.count = (this.count ?? 0) + 1)}`;
    frame.classList.add("coming");
    shown.after(frame);
    const form = document.createElement("form");
    Object.assign(form, { action: this.dataset.url, method: "post", target: frame.name, hidden: true });
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value !== "string") continue;
      form.append(Object.assign(document.createElement("textarea"), { name, value }));
    }
    document.body.append(form);
    frame.addEventListener("load", () => this.swap(shown, frame));
    form.submit(); // without a „submit“ of the form itself: nothing is saved
    form.remove();
  }

  swap(shown, frame) {
    if (frame !== this.coming) return;
    this.coming = null;
    frame.classList.remove("coming");
    shown.remove();
  }
}

customElements.define("mail-preview", MailPreview);
