// <drag-cards><… class="column"><ol class="cards" data-status="…"><li class="task-card" data-task="…">: drags cards with
// mouse or pen, with a finger by the grip. The card moves along in the page; where it is let go it fires „dropped“ with
// detail {status, vor} or {status, nach}: the column, and the neighbour below or above. Escape puts it back.
const NEAR = 6;

class DragCards extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", (event) => this.press(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", () => this.release());
    this.addEventListener("pointercancel", () => this.putBack());
    this.escape = (event) => event.key === "Escape" && this.putBack();
    document.addEventListener("keydown", this.escape);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.escape);
  }

  press(event) {
    const card = event.target.closest(".task-card");
    const byGrip = event.target.closest(".grip");
    if (!card?.hasAttribute("tabindex") || event.button || event.target.closest("button, summary, .panel")) return;
    if (event.pointerType === "touch" && !byGrip) return;
    this.start = { card, x: event.clientX, y: event.clientY };
  }

  drag(event) {
    if (!this.start) return;
    const { card, x, y } = this.start;
    if (!this.home) {
      if (Math.hypot(event.clientX - x, event.clientY - y) < NEAR) return;
      this.home = { list: card.parentElement, next: card.nextElementSibling };
      this.setPointerCapture(event.pointerId);
      card.classList.add("dragged");
      this.classList.add("dragging");
    }
    const list = document.elementFromPoint(event.clientX, event.clientY)?.closest(".column")?.querySelector(".cards");
    if (!list || !this.contains(list)) return;
    const others = [...list.children].filter((other) => other !== card);
    const below = others.find((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.y + box.height / 2;
    });
    if (card.parentElement !== list || card.nextElementSibling !== (below ?? null)) list.insertBefore(card, below ?? null);
  }

  release() {
    const { card } = this.start ?? {};
    const home = this.home;
    this.stop();
    if (!home || (card.parentElement === home.list && card.nextElementSibling === home.next)) return;
    const [below, above] = [card.nextElementSibling, card.previousElementSibling];
    const beside = below ? { vor: below.dataset.task } : above ? { nach: above.dataset.task } : {};
    const detail = { status: card.parentElement.dataset.status, ...beside };
    card.dispatchEvent(new CustomEvent("dropped", { bubbles: true, detail }));
  }

  putBack() {
    if (this.home) this.home.list.insertBefore(this.start.card, this.home.next);
    this.stop();
  }

  stop() {
    this.start?.card.classList.remove("dragged");
    this.classList.remove("dragging");
    this.start = this.home = null;
  }
}

customElements.define("drag-cards", DragCards);
