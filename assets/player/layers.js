/** Which arrows of a step are shown ("inside this step"); the visitor and the link say which. */

/** The layers that are shown, by their names in a link. */
export let layers = /** @type {readonly string[]} */ ([]);

/**
 * Shows some layers and no others.
 * @param {readonly string[]} names
 */
export function setLayers(names) {
  layers = [...names];
}

/**
 * Shows a layer, or hides it where it is shown.
 * @param {string} name
 */
export function toggleLayer(name) {
  layers = layers.includes(name) ? layers.filter((each) => each !== name) : [...layers, name];
}
