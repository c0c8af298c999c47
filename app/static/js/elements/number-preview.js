// <number-preview><output></output></number-preview> within a form: shows how the next number would be written while its
// format is typed. Numbers that are taken the server passes over.
class NumberPreview extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    form.addEventListener("input", ({ target }) => {
      if (target.name?.startsWith("number_")) this.show(new FormData(form));
    });
  }

  show(typed) {
    const prefix = typed.get("number_prefix").toUpperCase().trim();
    const figures = typed.get("number_next").trim().padStart(Number(typed.get("number_digits")), "0");
    this.querySelector("output").textContent = prefix + figures;
  }
}

customElements.define("number-preview", NumberPreview);
