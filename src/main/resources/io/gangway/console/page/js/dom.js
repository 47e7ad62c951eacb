// Builds elements. Text is always text: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element.
 *
 * @param {string} name of the element, with classes: `div.bar.end`
 * @param {object} properties `on…` are listeners, `class` adds classes, null and false are left out, true is an empty
 *     attribute, everything else is an attribute
 * @param {...(Node|string|number|null|Array)} children null is left out
 */
export function el(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  return fill(document.createElement(tag), classes, properties, children);
}

/** The same for an element of SVG. */
export function svg(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  return fill(document.createElementNS(SVG, tag), classes, properties, children);
}

function fill(element, classes, properties, children) {
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (key === 'class') {
      element.classList.add(...value.split(' ').filter(Boolean));
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets the text if it differs, so that an unchanged page costs no layout. */
export function setText(element, text) {
  const value = String(text);
  if (element.firstChild?.nodeType === Node.TEXT_NODE && element.childNodes.length === 1) {
    if (element.firstChild.data !== value) {
      element.firstChild.data = value;
    }
  } else {
    element.textContent = value;
  }
}

/** Sets or removes an attribute if it differs. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) {
      element.removeAttribute(name);
    }
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}
