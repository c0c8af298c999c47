// <mail-editor data-subject="id"> around a textarea and buttons that write into it. A button says what it writes:
//   data-put="…"                            in place of the selection; in the subject, if somebody worked there last
//   data-before, data-after, data-sample    around the selection, or around the sample; pressed again, off it
//   data-line="…"                           before each line of the selection („1. “ counts); pressed again, off them
//   data-then="…"                           what is selected afterwards, where there was a selection
//   data-block                              as a paragraph of its own
//   data-undo                               takes the last step back
// All goes through the browser's own editing, so its undo knows every step. aria-keyshortcuts work in the textarea.
const PASSING = ["Tab", "Shift"]; // who only comes by a field does not mean it

class MailEditor extends HTMLElement {
  connectedCallback() {
    this.text = this.field = this.querySelector("textarea");
    const subject = document.getElementById(this.dataset.subject);
    for (const field of [this.text, subject])
      for (const sign of ["input", "pointerdown", "keydown"])
        field?.addEventListener(sign, ({ key }) => PASSING.includes(key) || (this.field = field));
    // a click on a button leaves the caret where it is
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.addEventListener("click", ({ target }) => target.closest("button[type=button]") && this.use(target.closest("button")));
    this.text.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
      const button = this.querySelector(`[aria-keyshortcuts="Control+${CSS.escape(event.key.toUpperCase())}"]`);
      if (!button) return;
      event.preventDefault();
      this.use(button);
    });
  }

  use({ dataset: { put, before, after = "", sample = "", line, then, block, undo } }) {
    const field = put === undefined ? this.text : this.field;
    const { selectionStart: start, selectionEnd: end, value } = field;
    field.focus();
    if (undo !== undefined) document.execCommand("undo");
    else if (put !== undefined) this.write(field, start, end, block === undefined ? put : this.apart(put, value, start, end));
    else if (line !== undefined) this.lines(line, start, end, value);
    else if (before !== undefined) this.around({ before, after, sample, then, block }, start, end, value);
  }

  around({ before, after, sample, then, block }, start, end, value) {
    const [from, to] = [start - before.length, end + after.length];
    if (value.slice(Math.max(from, 0), to) === before + value.slice(start, end) + after && before === after)
      return this.write(this.text, from, to, value.slice(start, end), 0, end - start);
    const words = value.slice(start, end) || sample;
    const whole = before + words + after;
    const written = block === undefined ? whole : this.apart(whole, value, start, end);
    const chosen = start < end && then ? then : words;
    const at = start < end && then ? written.lastIndexOf(then) : written.indexOf(whole) + before.length;
    this.write(this.text, start, end, written, at, at + chosen.length);
  }

  apart(words, value, start, end) {
    const gap = (side) => "\n".repeat(side && Math.max(0, 2 - side.match(/^\n*/)[0].length));
    const turned = [...value.slice(Math.max(0, start - 2), start)].reverse().join("");
    return (start ? gap(turned) : "") + words + (end < value.length ? gap(value.slice(end)) : "\n\n");
  }

  lines(sign, start, end, value) {
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const to = value.indexOf("\n", end) < 0 ? value.length : value.indexOf("\n", end);
    const known = /^(#+|-|\d+\.) /;
    const rows = value.slice(from, to).split("\n");
    const sort = (row) => row.match(known)?.[0].replace(/\d+/, "1");
    const off = rows.every((row) => sort(row) === sign);
    const written = rows.map((row, index) => (off ? "" : sign.replace("1", index + 1)) + row.replace(known, "")).join("\n");
    this.write(this.text, from, to, written, rows.length > 1 ? 0 : written.length, written.length);
  }

  write(field, start, end, words, from = words.length, to = from) {
    field.setSelectionRange(start, end);
    document.execCommand(words ? "insertText" : "delete", false, words);
    field.setSelectionRange(start + from, start + to);
  }
}

customElements.define("mail-editor", MailEditor);
