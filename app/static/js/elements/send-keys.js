// <send-keys><form>…</form></send-keys>: Ctrl+Enter (Cmd+Enter) in a field sends the form, as the button does.
class SendKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
      if (!event.target.form || event.target.localName === "button") return;
      event.preventDefault();
      event.target.form.requestSubmit();
    });
  }
}

customElements.define("send-keys", SendKeys);
