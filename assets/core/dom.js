/** Creation, lookup and update of the page's elements. */

/**
 * Create an element: `makeElement("a", { href }, child, "text", ...)`. A name in `properties` that the element has as a
 * property is set as one, any other becomes an attribute. Undefined values, and undefined or empty children, are left
 * out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function makeElement(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name in element && name !== "list") Object.assign(element, { [name]: value }); // `list` is read-only
    else element.setAttribute(attributeName(name), value);
  }
  for (const child of children) if (child !== undefined && child !== "") element.append(child);
  return element;
}

/**
 * Return the attribute of a property: "aria-label" for "ariaLabel", which some browsers lack as a property.
 * @param {string} name
 */
const attributeName = (name) => name.replace(/^aria(?=[A-Z])/, "aria-").toLowerCase();

/**
 * Create a button.
 * @param {string} label
 * @param {(event: MouseEvent) => void} onClick
 * @param {Record<string, any>} [properties]
 * @returns {HTMLButtonElement}
 */
export function makeButton(label, onClick, properties = {}) {
  const button = makeElement("button", { type: "button", className: "button", ...properties }, label);
  button.addEventListener("click", onClick);
  return button;
}

/**
 * Create a select element.
 * @param {(readonly [string | number, string])[]} options pairs of value and label
 * @param {string | number} value the selected value
 * @returns {HTMLSelectElement}
 */
export function makeSelect(options, value) {
  const select = makeElement("select", {}, ...options.map(([key, label]) => new Option(label, String(key))));
  select.value = String(value);
  return select;
}

/**
 * Create a label around an input.
 * @param {string} label
 * @param {HTMLElement} input
 * @returns {HTMLLabelElement}
 */
export const makeField = (label, input) =>
  makeElement("label", { className: "field" }, makeElement("span", {}, label), input);

/**
 * Set the text of a node, unless it has this text already: an unchanged text costs no layout.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Return the element with an id.
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} if the page has no such element
 */
export function getById(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element #${id}.`);
  return element;
}

/**
 * Return the first element in `root` that matches a selector.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 * @throws {Error} if no element matches
 */
export function findElement(root, selector) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`No element in the given root matches ${selector}.`);
  return element;
}

/**
 * Return the nearest element that matches a selector: the target of an event, or one around it; null if none does.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function closest(event, selector) {
  const element = event.target instanceof Element ? event.target.closest(selector) : null;
  return element instanceof HTMLElement ? element : null;
}

/**
 * Return the 2D drawing context of a canvas.
 * @param {HTMLCanvasElement} canvas
 * @returns {CanvasRenderingContext2D}
 * @throws {Error} if the browser has none
 */
export function getContext2d(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser has no 2D canvas.");
  return context;
}
