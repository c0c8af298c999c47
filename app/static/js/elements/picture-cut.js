// <picture-cut><input type="file"><div hidden><canvas></canvas><label>… <input type="range"></label></div></picture-cut>:
// shows the square that will be cut out of the chosen picture, and lets it be moved along the longer side. The server
// cuts the same part; without script it takes the middle.
class PictureCut extends HTMLElement {
  connectedCallback() {
    this.file = this.querySelector('input[type="file"]');
    this.slider = this.querySelector('input[type="range"]');
    this.canvas = this.querySelector("canvas");
    this.file.addEventListener("change", () => this.choose());
    this.slider.addEventListener("input", () => this.draw());
    this.choose();
  }

  async choose() {
    const [file] = this.file.files;
    this.picture = file && (await createImageBitmap(file).catch(() => null));
    this.canvas.parentElement.hidden = !this.picture;
    if (!this.picture) return;
    const { width, height } = this.picture;
    this.slider.parentElement.hidden = width === height;
    this.draw();
  }

  draw() {
    const { width, height } = this.picture;
    const side = Math.min(width, height);
    const part = this.slider.value / 100;
    const { canvas } = this;
    canvas.width = canvas.height = 160;
    const from = [(width - side) * part, (height - side) * part, side, side];
    canvas.getContext("2d").drawImage(this.picture, ...from, 0, 0, canvas.width, canvas.height);
  }
}

customElements.define("picture-cut", PictureCut);
