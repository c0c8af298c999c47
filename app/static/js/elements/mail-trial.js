// <mail-trial><button form="id" formaction="…">…</button><output></output></mail-trial>: sends a mail to whoever writes it,
// and the page stays as it is. The server answers {said, id}: what became of it, and the name of the next such mail. What
// it refuses, and what does not reach it, the form is sent for as ever.
class MailTrial extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", (event) => this.send(event));
  }

  async send(event) {
    if (this.refused) return;
    event.preventDefault();
    if (this.asking) return;
    this.asking = true;
    this.querySelector("output").textContent = "";
    const { form, formAction } = this.button;
    const options = { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } };
    const answer = await fetch(formAction, options).catch(() => null);
    this.asking = false;
    if (!answer?.ok || answer.redirected) return this.again(form);
    const { said, id } = await answer.json();
    form.elements.id.value = id;
    this.querySelector("output").textContent = said;
  }

  again(form) {
    this.refused = true;
    form.requestSubmit(this.button);
  }
}

customElements.define("mail-trial", MailTrial);
