// Reads the values that the server put into the page.

export function dataOf(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export function element(name, classes, text) {
  const made = document.createElement(name);
  if (classes) {
    made.className = classes;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
