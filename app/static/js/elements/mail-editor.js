// <mail-editor data-subject="id"> around a textarea and buttons that write into it. A button says what it writes:
//   data-put="…"                            in place of the selection; in the subject, if somebody worked there last
//   data-before, data-after, data-sample    around the selection, or around the sample; pressed again, off it
//   data-line="…"                           before each line of the selection („1. “ counts); pressed again, off them
//   data-then="…"                           what is selected afterwards, where there was a selection
//   data-block                              as a paragraph of its own
//   data-undo                               takes the last step back
// All goes through the browser's own editing, so its undo knows every step. aria-keyshortcuts work in the textarea.
import { apart, around, signed } from "../markdown.js";

const PASSING = ["Tab", "Shift"]; // who only comes by a field does not mean it

class MailEditor extends HTMLElement {
  connectedCallback() {
    this.text = this.field = this.querySelector("textarea");
    for (const field of [this.text, document.getElementById(this.dataset.subject)])
      for (const sign of ["input", "pointerdown", "keydown"])
        field?.addEventListener(sign, ({ key }) => PASSING.includes(key) || (this.field = field));
    // a click on a button leaves the caret where it is
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.addEventListener("click", ({ target }) => this.use(target.closest("button[type=button]")));
    this.text.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
      const button = this.querySelector(`[aria-keyshortcuts="Control+${CSS.escape(event.key.toUpperCase())}"]`);
      if (button) event.preventDefault();
      this.use(button);
    });
  }

  use(button) {
    if (!button) return;
    const { put, before, after, line, block, undo } = button.dataset;
    const field = put === undefined ? this.text : this.field;
    const { selectionStart: start, selectionEnd: end, value } = field;
    field.focus();
    if (undo !== undefined) document.execCommand("undo");
    else if (put !== undefined) this.write(field, start, end, block === undefined ? put : apart(put, value, start, end));
    else if (line !== undefined) this.sign(line, start, end, value);
    else if (before === after && value.slice(start - before.length, end + after.length) === before + value.slice(start, end) + after)
      this.write(field, start - before.length, end + after.length, value.slice(start, end), 0, end - start);
    else this.write(field, start, end, ...around(button.dataset, value, start, end));
  }

  sign(sign, start, end, value) {
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const to = value.indexOf("\n", end) < 0 ? value.length : value.indexOf("\n", end);
    this.write(this.text, from, to, ...signed(value.slice(from, to), sign));
  }

  write(field, start, end, words, from = words.length, to = from) {
    field.setSelectionRange(start, end);
    document.execCommand(words ? "insertText" : "delete", false, words);
    field.setSelectionRange(start + from, start + to);
  }
}

customElements.define("mail-editor", MailEditor);
