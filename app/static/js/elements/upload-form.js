// <upload-form data-interrupted data-refused><form enctype="multipart/form-data">… <div class="sending" hidden> with a
// <progress> and a button to stop</div></form></upload-form>: sends files with a bar. The server answers {location} or
// {errors: {field: [sentence]}}, which stand beside the fields; what was chosen stays chosen. With {token} the form holds
// a fresh one. Without files the form is sent as ever.
class UploadForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.querySelector("input[type=file]");
    this.sending = this.querySelector(".sending");
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("chosen", () => this.say(this.input, this.input.validationMessage));
    this.sending.querySelector("button").addEventListener("click", () => this.request.abort());
  }

  submit(event) {
    if (!this.input.files.length) return;
    event.preventDefault();
    if (this.request) return;
    if (this.input.validationMessage) return this.input.focus();
    const data = new FormData(this.form);
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
    const bar = this.sending.querySelector("progress");
    const request = (this.request = new XMLHttpRequest());
    request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = loaded / total));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.say(this.input, this.dataset.interrupted));
    request.addEventListener("loadend", () => this.show(false));
    request.open("POST", this.form.getAttribute("action") || location.href);
    request.setRequestHeader("Accept", "application/json");
    this.show(true);
    request.send(data);
  }

  show(busy) {
    this.sending.hidden = !busy;
    this.form.setAttribute("aria-busy", String(busy));
    if (busy) return this.sending.querySelector("button").focus();
    this.request = null;
  }

  answered(request) {
    const answer = request.getResponseHeader("Content-Type") === "application/json" ? JSON.parse(request.response) : {};
    if (answer.location) return this.goTo(answer.location);
    if (!answer.errors && request.status < 400) return location.assign(request.responseURL);
    if (answer.token) this.form.elements.csrf_token.value = answer.token;
    const said = Object.entries(answer.errors ?? { [this.input.name]: [this.dataset.refused] });
    for (const field of this.form.elements) this.say(field, "");
    for (const [name, sentences] of said) this.say(this.form.elements[name] ?? this.input, sentences.join(" "));
    this.form.querySelector("[aria-invalid=true]")?.focus();
  }

  goTo(address) {
    const same = new URL(address, location.href).href.split("#")[0] === location.href.split("#")[0];
    location.assign(address);
    if (same) location.reload();
  }

  say(field, sentence) {
    if (!field.id) return;
    const known = document.getElementById(`${field.id}-fault`);
    if (known && !sentence) known.remove();
    if (!sentence) return field.removeAttribute("aria-invalid");
    const fault = known ?? Object.assign(document.createElement("p"), { className: "fault", id: `${field.id}-fault` });
    fault.textContent = sentence;
    field.after(fault);
    field.setAttribute("aria-invalid", "true");
    const about = new Set([...(field.getAttribute("aria-describedby") ?? "").split(" "), fault.id]);
    field.setAttribute("aria-describedby", [...about].join(" ").trim());
  }
}

customElements.define("upload-form", UploadForm);
