/** Elements of the page, made and found. */

/**
 * Makes an element: `make("a", { href }, child, "text", ...)`. A fact that the element has as a property is set as one,
 * others become attributes; an undefined fact and an undefined or empty child are left out.
 * @template {keyof HTMLElementTagNameMap} Kind
 * @param {Kind} kind
 * @param {Record<string, any>} [facts]
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[Kind]}
 */
export function make(kind, facts = {}, ...children) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    if (name in made && name !== "list") Object.assign(made, { [name]: value });
    else made.setAttribute(attributeOf(name), value);
  }
  for (const child of children) if (child !== undefined && child !== "") made.append(child);
  return made;
}

/**
 * An attribute by the name of a property: "aria-label" of "ariaLabel", which not every browser has as a property.
 * @param {string} name
 */
const attributeOf = (name) => name.replace(/^aria(?=[A-Z])/, "aria-").toLowerCase();

/**
 * A button that does something when it is clicked.
 * @param {string} words
 * @param {(event: MouseEvent) => void} act
 * @param {Record<string, any>} [facts]
 * @returns {HTMLButtonElement}
 */
export function button(words, act, facts = {}) {
  const made = make("button", { type: "button", className: "button", ...facts }, words);
  made.addEventListener("click", act);
  return made;
}

/**
 * A choice of options, each [value, words].
 * @param {(readonly [string | number, string])[]} options
 * @param {string | number} value the one that is chosen
 * @returns {HTMLSelectElement}
 */
export function select(options, value) {
  const made = make("select", {}, ...options.map(([key, words]) => new Option(words, String(key))));
  made.value = String(value);
  return made;
}

/**
 * A labelled input.
 * @param {string} words
 * @param {HTMLElement} input
 * @returns {HTMLLabelElement}
 */
export const field = (words, input) => make("label", { className: "field" }, make("span", {}, words), input);

/**
 * Writes a text, if it is not there already: a text that stays costs no layout.
 * @param {Node} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * The element with an id that the page always has.
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} if there is none
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found;
}

/**
 * The first element in `root` that a selector finds, which must be there.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 * @throws {Error} if there is none
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`There is no element ${selector} here.`);
  return found;
}

/**
 * The element that an event happened in, or the nearest one around it, that a selector finds.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function closest(event, selector) {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/**
 * The drawing context of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 * @throws {Error} if the browser has none
 */
export function penOf(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser has no 2D canvas.");
  return pen;
}
