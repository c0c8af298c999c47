// <task-board><p role="status"></p> a .board of cards, each with a form of buttons „zug“ </task-board>: moves cards
// without leaving the page. Arrow keys on a card press its buttons; <drag-cards> says where a card was dropped. The
// server answers every move with the board as it is now, and with the sentence that is read out.
const KEYS = { ArrowUp: "hoeher", ArrowDown: "tiefer", ArrowLeft: "links", ArrowRight: "rechts" };
const TURNED = { links: "rechts", rechts: "links" };

class TaskBoard extends HTMLElement {
  connectedCallback() {
    this.moved = Promise.resolve();
    this.addEventListener("submit", (event) => {
      if (!event.target.matches(".moves")) return;
      event.preventDefault();
      this.soon(event.target, { zug: event.submitter.value });
    });
    this.addEventListener("keydown", (event) => this.keydown(event));
    this.addEventListener("dropped", ({ target, detail }) => this.soon(target, detail));
  }

  keydown(event) {
    const step = KEYS[event.key];
    if (!step || !event.target.matches(".task-card") || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const turned = getComputedStyle(this).direction === "rtl" && TURNED[step];
    this.soon(event.target, { zug: turned || step });
  }

  // One after the other: each needs the board that the one before has left.
  soon(element, where) {
    const { id } = element.closest(".task-card");
    this.moved = this.moved.then(() => this.move(id, where));
  }

  async move(id, where) {
    const form = document.getElementById(id)?.querySelector(".moves");
    if (!form || (where.zug && !form.querySelector(`[value="${where.zug}"]`))) return;
    const data = new FormData(form);
    for (const [name, value] of Object.entries(where)) data.set(name, value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
      if (!answer.ok) throw new Error(answer.status);
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      document.getElementById(id)?.focus();
    } catch {
      // Gone meanwhile, signed out or offline: the page says so by itself.
      location.reload();
    }
  }

  show(page) {
    const board = document.adoptNode(page.querySelector("task-board .board"));
    for (const { id, value } of this.querySelectorAll(".quick-add input[id]")) {
      const same = board.querySelector(`#${id}`);
      if (same) same.value = value;
    }
    this.querySelector(".board").replaceWith(board);
    this.querySelector("[role=status]").textContent = page.querySelector(".flash")?.textContent.trim() ?? "";
  }
}

customElements.define("task-board", TaskBoard);
