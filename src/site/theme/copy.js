// Puts a button beside what one may want to copy. Without this script the text can be selected all the same.
'use strict';

/** Copies text, or selects it where the browser forbids copying. */
async function copy(source, told) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    told.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(source);
    told.textContent = 'Selected: copy it with your keyboard';
  }
}

function add(source, name) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = `Copy ${name}`;
  const told = document.createElement('span');
  told.setAttribute('role', 'status');
  button.addEventListener('click', () => copy(source, told));
  source.after(button, told);
}

for (const source of document.querySelectorAll('.cite pre, .evidence dd > .tex')) {
  add(source, source.closest('dd').previousElementSibling.textContent);
}
for (const source of document.querySelectorAll('.check > pre')) add(source, 'Rust');
