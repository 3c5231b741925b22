/** What is told of the place under the pointer. All of it is text. */
export class Tip {
  static #shared;

  constructor() {
    if (Tip.#shared === undefined) {
      Tip.#shared = document.createElement("div");
      Tip.#shared.className = "tip";
      Tip.#shared.hidden = true;
      document.body.append(Tip.#shared);
    }
  }

  /** Shows lines beside the pointer, the first one as a title; hides where there are none. */
  show(lines, event) {
    const box = Tip.#shared;
    if (lines === undefined || lines.length === 0) return this.hide();
    box.replaceChildren(
      ...lines.slice(0, 12).map((line, index) => {
        const part = document.createElement(index === 0 ? "strong" : "div");
        part.textContent = line;
        return part;
      }),
    );
    box.hidden = false;
    const { clientX = 0, clientY = 0 } = event?.touches?.[0] ?? event ?? {};
    const { width, height } = box.getBoundingClientRect();
    const left = clientX + 14 + width > innerWidth ? clientX - width - 14 : clientX + 14;
    box.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
    box.style.top = `${Math.max(4, Math.min(clientY + 14, innerHeight - height - 4))}px`;
  }

  hide() {
    Tip.#shared.hidden = true;
  }
}
