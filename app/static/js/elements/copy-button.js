// <copy-button><bdi>text</bdi><button hidden data-done="Kopiert">…</button><span role="status"></span></copy-button>
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.status = this.querySelector("[role=status]");
    if (!navigator.clipboard) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const text = this.querySelector(".copied");
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
    } catch {
      getSelection().selectAllChildren(text);
      return;
    }
    const label = this.button.querySelector("span");
    this.label ??= label.textContent;
    label.textContent = this.status.textContent = this.button.dataset.done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      label.textContent = this.label;
      this.status.textContent = "";
    }, 2000);
  }
}

customElements.define("copy-button", CopyButton);
