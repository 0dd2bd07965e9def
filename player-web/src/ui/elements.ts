/** The element of the page with this id; its absence is a mistake of ours. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Writes text only when it changed: the page is drawn several times a second. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Shows another symbol of the page's sprite in a button. */
export function setIcon(button: HTMLElement, symbol: string): void {
  const use = button.querySelector('use');
  if (use !== null && use.getAttribute('href') !== `#${symbol}`) use.setAttribute('href', `#${symbol}`);
}
