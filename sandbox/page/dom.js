// Small makers of elements. Text goes in as text, never as HTML.

export function make(tag, { className, text, attributes = {}, on = {} } = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const [event, react] of Object.entries(on)) element.addEventListener(event, react);
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  svg.firstChild.setAttribute("href", `#icon-${name}`);
  return svg;
}

export function badge(element, count, label) {
  element.hidden = count === 0;
  element.textContent = count > 99 ? "99+" : count || "";
  element.setAttribute("aria-label", label);
}
