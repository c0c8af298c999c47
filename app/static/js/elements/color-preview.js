// <color-preview data-sheet="…/farben.css"> below a field for a colour: a picker that fills the field, and the samples on
// the page follow what is typed. Without script its button does.
class ColorPreview extends HTMLElement {
  connectedCallback() {
    const field = this.closest(".field").querySelector("input");
    const picker = this.querySelector("input");
    this.sheet = document.querySelector(`link[href^="${this.dataset.sheet}"]`);
    this.querySelector("button").remove(); // hidden, it would still be what Enter presses
    picker.hidden = false;
    const follow = () => {
      if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.show(field.value), 150);
    };
    field.addEventListener("input", follow);
    picker.addEventListener("input", () => {
      field.value = picker.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    follow();
  }

  show(color) {
    const next = document.createElement("link");
    next.rel = "stylesheet";
    next.href = `${this.dataset.sheet}?${new URLSearchParams({ farbe: color })}`;
    const former = this.sheet;
    next.addEventListener("load", () => former.remove());
    this.sheet = next;
    document.head.append(next);
  }
}

customElements.define("color-preview", ColorPreview);
