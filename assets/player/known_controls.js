/** The known values of the controls, so that a control that Dash has just created does not count as changed. */

/** @import { Controls } from "fallline/types.js" */

/** @type {Map<string, string>} the value as JSON, by the control's property: "height.value" */
const knownValues = new Map();

/**
 * Replace the known values by those with which the controls of a race are created.
 * @param {Controls} controls
 */
export function setKnownControls(controls) {
  knownValues.clear();
  addComponent(controls.sidebar);
  knownValues.set("height.value", JSON.stringify(controls.height));
  knownValues.set("theme.value", JSON.stringify(controls.theme));
}

/**
 * Add the values of a Dash component and of its descendants.
 * @param {any} component a component, or a list of them
 */
function addComponent(component) {
  if (Array.isArray(component)) return component.forEach(addComponent);
  if (!component || !component.props) return undefined;
  const { id, children } = component.props;
  for (const name of id ? ["value", "checked"] : []) {
    const value = component.props[name];
    if (value !== undefined) knownValues.set(`${idText(id)}.${name}`, JSON.stringify(value));
  }
  return addComponent(children);
}

/**
 * Return a control's id as Dash writes it in a property: as JSON with sorted keys.
 * @param {string | Record<string, unknown>} id
 */
function idText(id) {
  if (typeof id === "string") return id;
  return JSON.stringify(Object.fromEntries(Object.entries(id).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * Record the value that a control reports, and return whether the value is new. A new control reports the value with
 * which it was created, which is not new; a click on a button always is.
 * @param {{ prop_id: string, value: unknown }} report
 * @returns {boolean}
 */
export function recordReportedValue({ prop_id, value }) {
  const reported = JSON.stringify(value);
  if (knownValues.get(prop_id) === reported) return false;
  if (!prop_id.endsWith(".n_clicks")) knownValues.set(prop_id, reported);
  return true;
}
