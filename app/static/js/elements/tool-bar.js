// <tool-bar role="toolbar" aria-label="…" hidden>…buttons…</tool-bar>: shown with script alone, for without it the buttons
// do nothing. One Tab leads in and one out; arrow keys, Home and End wander (ARIA Authoring Practices, toolbar).
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

class ToolBar extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.stops = [...this.querySelectorAll("button")];
    for (const stop of this.stops) stop.tabIndex = -1;
    this.stopAt(this.stops[0]);
    this.addEventListener("focusin", (event) => this.stops.includes(event.target) && this.stopAt(event.target));
    this.addEventListener("keydown", (event) => this.wander(event));
  }

  stopAt(stop) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = stop;
    if (stop) stop.tabIndex = 0;
  }

  wander(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.stops.includes(event.target)) return;
    const mirrored = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const from = this.stops.indexOf(event.target);
    const count = this.stops.length;
    let to = event.key === "Home" ? 0 : event.key === "End" ? count - 1 : null;
    if (event.key in STEPS) to = (from + STEPS[event.key] * mirrored + count) % count;
    if (to === null) return;
    event.preventDefault();
    this.stops[to].focus();
  }
}

customElements.define("tool-bar", ToolBar);
