// <pick-all hidden><input type="checkbox"></pick-all> in a form whose rows have boxes of class „pick“: ticks them all, and
// shows whether all, some or none are ticked.
class PickAll extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.form = this.closest("form");
    this.box = this.querySelector("input");
    this.box.addEventListener("change", () => {
      for (const pick of this.picks) pick.checked = this.box.checked;
    });
    this.form.addEventListener("change", () => this.show());
    this.form.addEventListener("reset", () => setTimeout(() => this.show()));
    this.show();
  }

  get picks() {
    return [...this.form.querySelectorAll(".pick")];
  }

  show() {
    const ticked = this.picks.filter((pick) => pick.checked).length;
    this.box.checked = ticked > 0 && ticked === this.picks.length;
    this.box.indeterminate = ticked > 0 && !this.box.checked;
  }
}

customElements.define("pick-all", PickAll);
