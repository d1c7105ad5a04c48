/** What each control says, so that a control that was just made does not count as turned. */

/** @import { Controls } from "fallline/types.js" */

/** @type {Map<string, string>} JSON by the name of a control's property, "height.value" */
const known = new Map();

/**
 * Learns what the controls of a race say.
 * @param {Controls} controls
 */
export function learn(controls) {
  known.clear();
  learnComponent(controls.rail);
  known.set("height.value", JSON.stringify(controls.height));
  known.set("theme.value", JSON.stringify(controls.theme));
}

/** @param {any} component one of Dash's, or a list of them */
function learnComponent(component) {
  if (Array.isArray(component)) return component.forEach(learnComponent);
  if (!component || !component.props) return undefined;
  const { id, children } = component.props;
  for (const name of id ? ["value", "checked"] : []) {
    if (component.props[name] !== undefined) known.set(`${nameOf(id)}.${name}`, JSON.stringify(component.props[name]));
  }
  return learnComponent(children);
}

/**
 * A control's id as Dash writes it: the keys in order.
 * @param {string | Record<string, unknown>} id
 */
function nameOf(id) {
  if (typeof id === "string") return id;
  return JSON.stringify(Object.fromEntries(Object.entries(id).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * Notes what a control reports. Returns whether that is news: a control that was just made reports what it was made with,
 * while a button says something new with every press.
 * @param {{ prop_id: string, value: unknown }} report
 * @returns {boolean}
 */
export function noteReport({ prop_id, value }) {
  const said = JSON.stringify(value);
  if (known.get(prop_id) === said) return false;
  if (!prop_id.endsWith(".n_clicks")) known.set(prop_id, said);
  return true;
}
