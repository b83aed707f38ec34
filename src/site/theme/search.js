// Looks through the entries of search-data.js: [title, address, words, formulas, is a display]. What is found is shown as
// text, never as HTML.
'use strict';

const MOST = 60;
const SIGNS = {
  '−': '-', '·': '\\cdot', '×': '\\times', '∂': '\\partial', '∇': '\\nabla', '∑': '\\sum', '∏': '\\prod', '∞': '\\infty',
  '≤': '\\le', '≥': '\\ge', '≠': '\\ne', '∈': '\\in', 'ℒ': '\\mathcal{L}', 'ℝ': '\\mathbb{R}', 'α': '\\alpha',
  'β': '\\beta', 'γ': '\\gamma', 'δ': '\\delta', 'ε': '\\varepsilon', 'η': '\\eta', 'θ': '\\theta', 'λ': '\\lambda',
  'μ': '\\mu', 'π': '\\pi', 'σ': '\\sigma', 'τ': '\\tau', 'φ': '\\phi', 'ω': '\\omega', 'Σ': '\\sum',
};

/** LaTeX without what only spaces and groups it, so that `s_{j} - y_j` is `s_j-y_j`. */
function bare(tex) {
  const named = [...tex].map((sign) => SIGNS[sign] ?? sign).join('');
  return named.replace(/\\(left|right|,|;|:|!|quad|qquad|displaystyle|textstyle|big|Big|bigg|Bigg)(?![a-zA-Z])/g, '').replace(/[\s{}]/g, '');
}

const tokens = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const entries = globalThis.quodSearch.map(([title, address, words, tex, formula]) => ({
  title, address, words, tex, formula, bare: tex.map(bare),
  known: tokens(`${title} ${words} ${tex.join(' ')}`), named: tokens(title),
}));

/** The entries that a query finds, best first. A query with a sign of mathematics in it is LaTeX. */
function find(query) {
  const wanted = bare(query);
  if (/[_^\\=+*/<>(){}|−∂∑∇ℒ-]/.test(query) && wanted) {
    const found = entries.filter((it) => it.bare.some((tex) => tex.includes(wanted)));
    const rank = (it) => (it.formula ? 0 : 2) + (it.bare.includes(wanted) ? 0 : 1);
    if (found.length) return found.sort((a, b) => rank(a) - rank(b));
  }
  const parts = tokens(query);
  if (!parts.length) return [];
  const holds = (known) => parts.every((part) => known.some((token) => token.startsWith(part)));
  const rank = (it) => (holds(it.named) ? 0 : 1);
  return entries.filter((it) => holds(it.known)).sort((a, b) => rank(a) - rank(b));
}

/** An item of the results. */
function item(it) {
  const line = document.createElement('li');
  const link = line.appendChild(document.createElement('a'));
  // A place on this site, whatever its name looks like.
  link.href = `./${it.address}`;
  link.textContent = it.title || it.address;
  const said = line.appendChild(document.createElement(it.formula ? 'code' : 'span'));
  said.textContent = it.formula ? it.tex[0] ?? '' : it.words.slice(0, 140);
  return line;
}

function show(query) {
  const found = find(query);
  const more = found.length > MOST ? `, of which the first ${MOST} are shown` : '';
  const count = found.length === 1 ? '1 place' : `${found.length} places`;
  document.getElementById('count').textContent = query.trim() ? `${count}${more}` : '';
  document.getElementById('results').replaceChildren(...found.slice(0, MOST).map(item));
}

const field = document.getElementById('query');
document.getElementById('search').hidden = false;
field.addEventListener('input', () => show(field.value));
if (field.value) show(field.value);
