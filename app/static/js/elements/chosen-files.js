// <chosen-files data-count data-size data-words data-remove><input type="file" multiple><ul></ul></chosen-files>: shows
// what is chosen with names and sizes, lets single files go again, takes what is dropped onto the form, keeps what was
// chosen before when more is chosen, and says at once when it is too much.
class ChosenFiles extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.form = this.input.form;
    this.input.addEventListener("change", () => this.add(this.input.files));
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      this.form.addEventListener(kind, (event) => this.drag(event));
    }
    this.kept = [...this.input.files];
    if (this.kept.length) this.list();
  }

  drag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.form.classList.toggle("over", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") this.add(event.dataTransfer.files);
  }

  add(files) {
    const same = (one) => (other) => ["name", "size", "lastModified"].every((key) => one[key] === other[key]);
    this.choose([...this.kept, ...[...files].filter((file) => !this.kept.some(same(file)))]);
  }

  choose(files) {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    this.input.files = chosen.files;
    this.list();
  }

  list() {
    const files = [...this.input.files];
    const { count, size, words } = this.dataset;
    this.kept = files;
    this.querySelector("ul").replaceChildren(...files.map((file) => this.row(file)));
    this.input.setCustomValidity(files.length > count || files.some((file) => file.size > size) ? words : "");
    this.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  row(file) {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("bdi"), { textContent: file.name });
    const size = Object.assign(document.createElement("small"), { textContent: this.inWords(file.size) });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small quiet" });
    const hidden = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    hidden.textContent = ` ${file.name}`;
    button.append(this.dataset.remove, hidden);
    button.addEventListener("click", () => {
      this.choose([...this.input.files].filter((other) => other !== file));
      this.input.focus();
    });
    row.append(name, size, button);
    return row;
  }

  inWords(bytes) {
    const [unit, factor] = bytes < 1e3 ? ["byte", 1] : bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    const look = { style: "unit", unit, maximumFractionDigits: 1 };
    return new Intl.NumberFormat(document.documentElement.lang, look).format(bytes / factor);
  }
}

customElements.define("chosen-files", ChosenFiles);
