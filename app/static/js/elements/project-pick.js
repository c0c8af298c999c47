// <project-pick data-url="…"><select></select><button></button></project-pick> in a form with a select „customer“:
// offers the projects of the customer that is chosen. GET data-url?kunde=… answers [{"value", "label"}, …].
// When the answer does not come, the server refuses a project of somebody else.
import { OfCustomer } from "../of-customer.js";

class ProjectPick extends OfCustomer {
  offer(projects) {
    const before = this.select.value;
    const none = [...this.select.options].filter((option) => !option.value);
    this.select.replaceChildren(...none, ...projects.map(({ value, label }) => new Option(label, value)));
    this.select.value = projects.some(({ value }) => value === before) ? before : "";
  }
}

customElements.define("project-pick", ProjectPick);
