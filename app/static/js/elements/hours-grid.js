// <hours-grid><table>…<input type="checkbox" value="day-hour">…</table></hours-grid>: arrow keys wander, with Shift they
// draw the choice on, and so does the mouse. What a drawing covers takes one value, what it leaves is as it was before.
// One Tab leads into the table and one out of it. Fires „change“ after a drawing.
import { neighbour } from "../neighbour.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const between = (one, a, b) => one >= Math.min(a, b) && one <= Math.max(a, b);
const place = (box) => box.value.split("-").map(Number);
const boxAt = (element) => element?.closest("td")?.querySelector("input");

class HoursGrid extends HTMLElement {
  connectedCallback() {
    this.stops = [...this.querySelectorAll("input, button")];
    this.boxes = this.stops.filter((stop) => stop.type === "checkbox");
    for (const stop of this.stops) stop.tabIndex = -1;
    this.stopAt(this.querySelector("[autofocus]") ?? this.querySelector("input:checked") ?? this.boxes[8]);
    this.querySelector(".keys").hidden = false;
    this.addEventListener("focusin", (event) => this.stopAt(event.target));
    this.addEventListener("keydown", (event) => event.key in ARROWS && this.wander(event));
    this.addEventListener("change", ({ target }) => target !== this && ([this.touched, this.drawn] = [target, null]));
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("pointermove", (event) => this.pressed && this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, () => (this.pressed = null));
    this.addEventListener("click", (event) => this.dragged && (event.preventDefault(), event.stopPropagation()), true);
  }

  stopAt(stop) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = stop;
    stop.tabIndex = 0;
  }

  wander(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const from = event.target;
    const to = neighbour(from, this.stops, ARROWS[event.key]);
    event.preventDefault();
    if (!to) return;
    if (!event.shiftKey || to.type !== from.type) this.drawn = null;
    else if (to.type === "checkbox") this.draw(to, this.drawn ?? { from, value: from !== this.touched || from.checked });
    to.focus();
  }

  press(event) {
    this.dragged = this.drawn = null;
    const box = boxAt(event.target);
    if (box && !event.button && event.pointerType !== "touch") this.pressed = { from: box, value: !box.checked };
  }

  drag(event) {
    const box = boxAt(document.elementFromPoint(event.clientX, event.clientY));
    if (!box || !this.contains(box) || (box === this.pressed.from && !this.dragged)) return;
    if (!this.dragged) this.setPointerCapture(event.pointerId);
    this.dragged = true;
    this.draw(box, this.pressed);
  }

  draw(to, drawing) {
    drawing.before ??= this.boxes.map((box) => box.checked);
    this.drawn = drawing;
    const [[day, hour], [lastDay, lastHour]] = [place(drawing.from), place(to)];
    this.boxes.forEach((box, index) => {
      const within = between(place(box)[0], day, lastDay) && between(place(box)[1], hour, lastHour);
      box.checked = within ? drawing.value : drawing.before[index];
    });
    for (const said of ["input", "change"]) this.dispatchEvent(new Event(said, { bubbles: true }));
  }
}

customElements.define("hours-grid", HoursGrid);
