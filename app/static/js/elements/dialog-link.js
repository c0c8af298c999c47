// <dialog-link><a href="…">…</a></dialog-link>: opens the <dialog> of the page behind the link over the present page.
class DialogLink extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    this.link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open().catch(() => location.assign(this.link.href));
    });
  }

  async open() {
    const answer = await fetch(this.link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const dialog = document.adoptNode(page.querySelector("dialog"));
    dialog.removeAttribute("open");
    for (const form of dialog.querySelectorAll("form:not([action])")) form.action = this.link.href;
    document.body.append(dialog);
    // Every link that leads back to where the window was opened just closes it.
    const back = dialog.querySelector("[data-close]")?.getAttribute("href");
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("a")?.getAttribute("href") !== back) return;
      event.preventDefault();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.link.focus();
    });
    dialog.showModal();
    // Into what is asked, not onto the closing cross that comes first.
    dialog.querySelector("input:checked, footer a, footer button")?.focus();
  }
}

customElements.define("dialog-link", DialogLink);
