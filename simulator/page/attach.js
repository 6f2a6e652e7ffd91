// What goes along with a text: pictures, chosen and shown before they leave, or the place one is at.

import { h, icon } from "./dom.js";
import { say } from "./i18n.js";

const KINDS = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const BUILT_IN = ["bike", "tyre"];
const MOST = 5;
const LARGEST = 5_000_000; // bytes: what Twilio takes of an MMS

export class Attach {
  /** `changed()` is called as pictures come and go, `place()` to send where one is, `problem(line)` to complain. */
  constructor(id, { changed, place, problem }) {
    this.changed = changed;
    this.problem = problem;
    this.pictures = []; // {name, kind, size, url}: the bytes stand in the URL
    this.words = new Map(); // element → its words
    this.button = h("button", { type: "button", class: "tool", "aria-expanded": "false", "aria-controls": `${id}-tray` }, icon("clip"));
    this.button.addEventListener("click", () => this.open(this.tray.hidden));
    this.file = h("input", { type: "file", accept: KINDS.join(), multiple: true, hidden: true, tabIndex: -1 });
    this.file.addEventListener("change", () => this.chose());
    const choose = h("button", { type: "button", class: "offer" }, icon("picture"), this.worded("span", "aFile"));
    choose.addEventListener("click", () => this.file.click());
    this.place = h("button", { type: "button", class: "offer" }, icon("place"), this.worded("span", "sendPlace"));
    this.place.addEventListener("click", () => {
      this.open(false);
      place();
    });
    this.tray = h("div", { class: "tray", id: `${id}-tray`, role: "group", hidden: true }, ...BUILT_IN.map((name) => this.offer(name)), choose, this.place, this.file);
    this.tray.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.open(false);
    });
    this.chosen = h("ul", { class: "chosen", hidden: true });
  }

  worded(tag, name) {
    const element = h(tag);
    this.words.set(element, name);
    return element;
  }

  /** One of the pictures that are here already. */
  offer(name) {
    const image = h("img", { src: `/pictures/${name}.jpg`, width: 480, height: 360 });
    this.words.set(image, name);
    const button = h("button", { type: "button", class: "offer" }, image);
    button.addEventListener("click", async () => {
      try {
        const answer = await fetch(image.src);
        this.add(`${name}.jpg`, await answer.blob());
      } catch {
        this.problem(say().notSent);
      }
    });
    return button;
  }

  open(open) {
    if (!open && this.tray.contains(document.activeElement)) this.button.focus();
    this.tray.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.tray.querySelector("button").focus({ preventScroll: true });
  }

  chose() {
    for (const file of this.file.files) this.add(file.name, file);
    this.file.value = "";
  }

  /** Takes a picture in, and shows it; what no phone would send is refused in words. */
  async add(name, blob) {
    if (!KINDS.includes(blob.type)) return this.problem(say().noPicture);
    if (this.pictures.reduce((sum, { size }) => sum + size, blob.size) > LARGEST) return this.problem(say().tooLarge);
    if (this.pictures.length >= MOST) return this.problem(say().tooMany);
    this.pictures.push({ name, kind: blob.type, size: blob.size, url: await asUrl(blob) });
    this.open(false);
    this.draw();
    this.changed({ focus: true });
  }

  /** Puts other pictures in place of those chosen. */
  put(pictures) {
    this.pictures = pictures;
    this.draw();
    this.changed();
  }

  /** Whether a place can be sent where this goes. */
  allowPlace(allowed) {
    this.place.hidden = !allowed;
  }

  draw() {
    this.chosen.hidden = !this.pictures.length;
    this.chosen.replaceChildren(...this.pictures.map((picture) => {
      const remove = h("button", { type: "button", class: "remove", "aria-label": `${say().removePicture} ${picture.name}` }, icon("close"));
      remove.addEventListener("click", () => {
        this.pictures = this.pictures.filter((one) => one !== picture);
        this.draw();
        this.changed({ focus: true });
      });
      return h("li", {}, h("img", { src: picture.url, alt: picture.name }), remove);
    }));
  }

  translate() {
    for (const [element, name] of this.words) {
      if (element.localName === "img") element.alt = say()[name];
      else element.textContent = say()[name];
    }
    this.button.setAttribute("aria-label", say().attach);
    this.button.title = say().attach;
    this.tray.setAttribute("aria-label", say().attach);
    this.draw();
  }
}

function asUrl(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(blob);
  });
}
