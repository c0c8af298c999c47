// <hours-steps data-url="…">selects, buttons named „schritt“, <hours-grid>, <p role="status"></hours-steps>: does what the
// buttons say without sending the form, as app/availability/steps.py does, and lets the server say the hours in words.
// GET data-url?code=… answers {"counted": "50 Stunden gewählt", "words": "Mo–Fr 8–18 Uhr"}.
import { ask, askLater } from "../ask.js";

const PAUSE = 150;

class HoursSteps extends HTMLElement {
  connectedCallback() {
    this.boxes = [...this.querySelectorAll("input[name=hours]")];
    this.addEventListener("click", (event) => {
      const step = event.target.closest("button[name=schritt]");
      if (!step) return;
      event.preventDefault();
      this.take(...step.value.split(":"));
      this.dispatchEvent(new Event("input", { bubbles: true }));
      this.told();
    });
    this.addEventListener("change", () => this.told());
  }

  take(kind, value) {
    if (kind === "woche") this.boxes.forEach((box, index) => (box.checked = this.bit(value, index)));
    if (kind === "tag") this.turn((day) => day === value);
    if (kind === "stunde") this.turn((_day, hour) => hour === value);
    if (kind === "dazu" || kind === "weg") for (const box of this.stretch()) box.checked = kind === "dazu";
  }

  bit(code, index) {
    return ((parseInt(code[index >> 2] ?? "0", 16) >> (3 - (index & 3))) & 1) === 1;
  }

  turn(meant) {
    const row = this.boxes.filter((box) => meant(...box.value.split("-")));
    const all = row.every((box) => box.checked);
    for (const box of row) box.checked = !all;
  }

  // From the first day to the last, over Sunday too; to an hour that is not later means: of the next day.
  stretch() {
    const [first, last, start, end] = [...this.querySelectorAll(".range select")].map((select) => Number(select.value));
    const [days, length] = [((last - first + 7) % 7) + 1, ((end - start + 23) % 24) + 1];
    const slots = Array.from({ length: days * length }, (_, n) => (first - 1 + Math.floor(n / length)) * 24 + start + (n % length));
    return slots.map((slot) => this.boxes[slot % 168]);
  }

  told() {
    askLater(this, PAUSE, () => this.tell());
  }

  async tell() {
    const digit = (_, n) => parseInt(this.boxes.slice(4 * n, 4 * n + 4).map((box) => +box.checked).join(""), 2).toString(16);
    const said = await ask(this, { code: Array.from({ length: 42 }, digit).join("") });
    if (!said) return; // the grid itself shows what is chosen
    this.querySelector(".counted").textContent = said.counted;
    this.querySelector(".said").textContent = said.words;
  }
}

customElements.define("hours-steps", HoursSteps);
