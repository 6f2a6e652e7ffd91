// Small helpers around the document. Everything that people wrote goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: properties are set as such, `class`, `role` and names with a dash as attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class" || name === "role" || name.includes("-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A drawing of the page's sprite. */
export function icon(name, label = "") {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  svg.append(use);
  return svg;
}

/** A number as a phone shows it: +15145550100 → +1 514-555-0100. */
export function pretty(address) {
  const found = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return found ? `+1 ${found[1]}-${found[2]}-${found[3]}` : address;
}

/** Posts JSON to the server; throws where it was refused. */
export async function post(path, data) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
