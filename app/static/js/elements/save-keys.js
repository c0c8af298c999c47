// <save-keys><form>…</form></save-keys>: Ctrl+S (Cmd+S) anywhere on the page saves the form, as its primary button does.
class SaveKeys extends HTMLElement {
  connectedCallback() {
    this.pressed = (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      const { elements } = this.querySelector("form");
      const button = [...elements].find((element) => element.matches("button.primary"));
      if (!event.repeat && !document.querySelector("dialog[open]")) button.form.requestSubmit(button);
    };
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }
}

customElements.define("save-keys", SaveKeys);
