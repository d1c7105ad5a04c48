/** Trails and balls that look solid, for the surface: trails as lit tubes with a halo, balls with light and shade. */
import { getContext2d } from "fallline/core/dom.js";
import { drawBall } from "fallline/painters/marks.js";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{ picture: HTMLCanvasElement, side: number }} Sprite a picture of a ball, and its side in px */

const HALO_WIDTH_PX = 4; // more than that of the tube; likewise the edge's
const EDGE_WIDTH_PX = 1.6;
const HALO_OPACITY = 0.6;
const EDGE_COLOUR = "rgba(0, 0, 0, 0.5)";
const GLOSS_COLOUR = "rgba(255, 255, 255, 0.55)";
const GLOSS_SHARE = 0.28; // of the tube's width; the gloss lies to the upper left of its middle by another share
const GLOSS_OFFSET = 0.17;
const SPRITE_MARGIN_PX = 8; // around a ball, for its casing and shadow

/** @type {Map<string, Sprite>} */
const sprites = new Map();

/**
 * Draw a path as a tube that is lit from the upper left, with a halo in the colour of the background.
 * @param {Context} context
 * @param {Path2D} path
 * @param {string} colour
 * @param {string} background
 * @param {number} width px
 */
export function strokeTube(context, path, colour, background, width) {
  context.lineJoin = context.lineCap = "round";
  context.globalAlpha = HALO_OPACITY;
  stroke(context, path, background, width + HALO_WIDTH_PX);
  context.globalAlpha = 1;
  stroke(context, path, EDGE_COLOUR, width + EDGE_WIDTH_PX);
  stroke(context, path, colour, width);
  const offset = -GLOSS_OFFSET * width;
  context.translate(offset, offset);
  stroke(context, path, GLOSS_COLOUR, GLOSS_SHARE * width);
  context.translate(-offset, -offset);
  context.lineCap = "butt";
}

/**
 * @param {Context} context
 * @param {Path2D} path
 * @param {string} colour
 * @param {number} width
 */
function stroke(context, path, colour, width) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke(path);
}

/**
 * Draw shaded balls of a run at the places [[x, y], ...].
 * @param {Context} context
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {readonly (readonly number[])[]} places
 * @param {number} radius px
 */
export function drawSolidBalls(context, shape, colour, casing, places, radius) {
  if (!places.length) return;
  const { picture, side } = ballSprite(shape, colour, casing, radius);
  for (const [x, y] of places) context.drawImage(picture, x - side / 2, y - side / 2, side, side);
}

/**
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {number} radius
 * @returns {Sprite}
 */
function ballSprite(shape, colour, casing, radius) {
  const pixelRatio = window.devicePixelRatio || 1;
  const key = [shape, colour, casing, radius, pixelRatio].join(" ");
  const cached = sprites.get(key);
  if (cached) return cached;
  const sprite = drawSprite(shape, colour, casing, radius, pixelRatio);
  sprites.set(key, sprite);
  return sprite;
}

/**
 * @param {string} shape
 * @param {string} colour
 * @param {string} casing
 * @param {number} radius
 * @param {number} pixelRatio
 * @returns {Sprite}
 */
function drawSprite(shape, colour, casing, radius, pixelRatio) {
  const picture = document.createElement("canvas");
  const side = 2 * Math.ceil(1.4 * radius + SPRITE_MARGIN_PX);
  picture.width = picture.height = Math.ceil(side * pixelRatio);
  const context = getContext2d(picture);
  context.setTransform(picture.width / side, 0, 0, picture.height / side, 0, 0);
  context.translate(side / 2, side / 2);
  drawBall(context, shape, colour, "transparent", 0, 0, radius);
  context.globalCompositeOperation = "source-atop";
  context.fillStyle = lightAndShade(context, radius);
  context.fillRect(-side / 2, -side / 2, side, side);
  context.globalCompositeOperation = "destination-over";
  Object.assign(context, { shadowColor: "rgba(0, 0, 0, 0.45)", shadowBlur: 4 * pixelRatio, shadowOffsetY: 1.5 * pixelRatio });
  drawBall(context, shape, colour, casing, 0, 0, radius);
  return { picture, side };
}

/**
 * @param {Context} context
 * @param {number} radius
 */
function lightAndShade(context, radius) {
  const gradient = context.createRadialGradient(-0.35 * radius, -0.4 * radius, 0, 0, 0, 1.3 * radius);
  gradient.addColorStop(0, "rgba(255, 255, 255, 0.85)");
  gradient.addColorStop(0.18, "rgba(255, 255, 255, 0.4)");
  gradient.addColorStop(0.45, "rgba(255, 255, 255, 0)");
  gradient.addColorStop(0.7, "rgba(0, 0, 0, 0)");
  gradient.addColorStop(1, "rgba(0, 0, 0, 0.4)");
  return gradient;
}
