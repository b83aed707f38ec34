// Sliders for figures: what they show is recomputed by the functions of `proved.js`, which are compiled from the terms
// that were proved. Without this script a figure shows the same numbers at the logits that the chapter gives.
(() => {
  'use strict';
  const proved = globalThis.quodProved || {};

  /** A number as the page writes it: so many decimals, a true minus, and no signed zero. */
  const decimal = (value, decimals) => {
    const text = value.toFixed(decimals);
    return /^[-0.]*$/.test(text) ? text.replace('-', '') : text.replace('-', '\u2212');
  };

  /** How dense the colour of an entry is; the same as where the page is built. */
  const shade = (value) => (0.04 + 0.4 * Math.min(4 * Math.abs(value), 1)).toFixed(3);

  const array = (values) => (k) => values[k - 1];

  /** Writes every entry of every quantity of a figure into its cells. */
  const show = (figure, state) => {
    const variables = Object.fromEntries(Object.entries(state).map(([name, values]) => [name, array(values)]));
    const count = Object.values(state)[0].length;
    for (const [key, compute] of Object.entries(proved[figure.id])) {
      const entry = compute(Object.fromEntries(compute.sizes.map((name) => [name, count])), variables);
      for (const cell of figure.querySelectorAll(`[data-of="${key}"]`)) {
        const value = entry(...cell.dataset.at.split(' ').map(Number));
        if (cell.tagName === 'rect') {
          cell.setAttribute('fill-opacity', shade(value));
          cell.setAttribute('class', value < 0 ? 'cell below' : 'cell above');
        } else {
          cell.textContent = decimal(value, 4);
        }
      }
    }
  };

  /** A labelled slider for one entry. */
  const slider = (figure, label, value, change) => {
    const line = document.createElement('label');
    const name = document.createElement('span');
    const input = document.createElement('input');
    const output = document.createElement('output');
    name.textContent = label;
    Object.assign(input, { type: 'range', min: -5, max: 5, step: 0.1, value });
    const tell = () => { output.value = decimal(input.valueAsNumber, 1); };
    input.addEventListener('input', () => { tell(); change(input.valueAsNumber); });
    tell();
    line.append(name, input, output);
    return line;
  };

  const below = (number) => String(number).replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit)));

  for (const figure of document.querySelectorAll('[data-live]')) {
    if (!proved[figure.id]) continue;
    const state = JSON.parse(figure.dataset.live);
    const name = figure.dataset.slide;
    const box = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = 'Move the logits';
    box.className = 'sliders';
    box.append(legend);
    state[name].forEach((value, at) => {
      box.append(slider(figure, name + below(at + 1), value, (now) => { state[name][at] = now; show(figure, state); }));
    });
    figure.querySelector('svg').after(box);
  }
})();
