// <drop-menu><details>…</details></drop-menu>: closes on Escape (focus goes back) and on a click or focus outside.
class DropMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.outside = (event) => {
      if (this.details.open && !this.contains(event.target)) this.details.open = false;
    };
    document.addEventListener("pointerdown", this.outside);
    document.addEventListener("focusin", this.outside);
    this.addEventListener("keydown", this.keydown);
  }

  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("focusin", this.outside);
  }

  keydown(event) {
    if (event.key !== "Escape" || !this.details.open) return;
    event.stopPropagation();
    this.details.open = false;
    this.details.querySelector("summary").focus();
  }
}

customElements.define("drop-menu", DropMenu);
