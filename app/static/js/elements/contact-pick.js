// <contact-pick data-url="…"><select></select><button></button></contact-pick> in a form with a select „customer“:
// offers the contacts of the customer that is chosen. GET data-url?kunde=… answers [{"value", "label", "chosen"}, …].
import { OfCustomer } from "../of-customer.js";

class ContactPick extends OfCustomer {
  offer(contacts) {
    const fixed = [...this.select.options].filter((option) => !option.value || option.value === "haupt");
    const theirs = contacts.map(({ value, label, chosen }) => new Option(label, value, chosen, chosen));
    this.select.replaceChildren(...fixed, ...theirs);
    if (!theirs.some((option) => option.selected)) this.select.value = "haupt";
  }

  // „Haupt-Ansprechpartner“ fits every customer.
  missed() {
    this.offer([]);
  }
}

customElements.define("contact-pick", ContactPick);
