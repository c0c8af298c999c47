// <mail-marks data-words="anrede link …"><textarea></textarea></mail-marks>: lays a copy of the text under the textarea in
// which placeholders, conditions and what stands in braces without being known are marked. The copy also gives the
// textarea its height. Names that a „for“ of the text brings are known; the server has the last word when it checks.
const PARTS = /\{\{[^{}]*\}\}|\{%[^{}%]*%\}|\{\{|\{%/g;
const TAGS = ["if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "for", "endfor", "comment", "endcomment"];
const LOOPS = /\{%-?\s*for\s+(\w+)\s+in\b/g;

class MailMarks extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.copy = Object.assign(document.createElement("div"), { className: "marks", dir: this.text.dir, lang: this.text.lang });
    this.copy.setAttribute("aria-hidden", "true");
    this.prepend(this.copy);
    this.text.addEventListener("input", () => this.draw());
    addEventListener("pageshow", () => this.draw()); // a browser that goes back fills the field late
    this.draw();
  }

  draw() {
    const { value } = this.text;
    const words = ["forloop", ...this.dataset.words.split(" "), ...[...value.matchAll(LOOPS)].map((found) => found[1])];
    const pieces = [];
    let done = 0;
    for (const { 0: part, index } of value.matchAll(PARTS)) {
      const mark = Object.assign(document.createElement("mark"), { textContent: part, className: this.kind(part, words) });
      pieces.push(value.slice(done, index), mark);
      done = index + part.length;
    }
    this.copy.replaceChildren(...pieces, `${value.slice(done)}\n`);
  }

  kind(part, words) {
    const name = part.match(/^..-?\s*(\w+)/)?.[1];
    if (part.length < 4) return "bad";
    if (part.startsWith("{%")) return TAGS.includes(name) ? "condition" : "bad";
    return words.includes(name) ? "" : "bad";
  }
}

customElements.define("mail-marks", MailMarks);
