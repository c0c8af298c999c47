// <drag-order><ul>…: what stands in the list changes places when it is dragged by its .grip, with mouse, pen or finger.
// Where it is let go, its first form is sent with that place as „platz“, counted from 0. Escape puts it back. Lists may
// lie in lists.
class DragOrder extends HTMLElement {
  connectedCallback() {
    this.list = this.firstElementChild;
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", () => this.drop());
    this.addEventListener("pointercancel", () => this.putBack());
    this.escape = (event) => event.key === "Escape" && this.putBack();
    document.addEventListener("keydown", this.escape);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.escape);
  }

  take(event) {
    const grip = event.target.closest(".grip");
    if (!grip || event.button || grip.closest("drag-order") !== this) return;
    this.item = [...this.list.children].find((child) => child.contains(grip));
    this.next = this.item.nextElementSibling;
    this.setPointerCapture(event.pointerId);
    this.item.classList.add("dragged");
    event.preventDefault();
  }

  drag(event) {
    if (!this.item) return;
    const below = [...this.list.children].find((other) => {
      const box = other.getBoundingClientRect();
      return other !== this.item && event.clientY < box.y + box.height / 2;
    });
    if (this.item.nextElementSibling !== (below ?? null)) this.list.insertBefore(this.item, below ?? null);
  }

  drop() {
    const { item, next } = this;
    this.stop();
    if (!item || item.nextElementSibling === next) return;
    const form = item.querySelector("form");
    const place = Object.assign(document.createElement("input"), { type: "hidden", name: "platz" });
    place.value = [...this.list.children].indexOf(item);
    form.append(place);
    form.submit();
  }

  putBack() {
    if (this.item) this.list.insertBefore(this.item, this.next);
    this.stop();
  }

  stop() {
    this.item?.classList.remove("dragged");
    this.item = this.next = null;
  }
}

customElements.define("drag-order", DragOrder);
