// Small comforts of every page: choices take effect at once, the print button prints.
// Without scripts each choice has its own button, and browsers print by themselves.

document.documentElement.classList.add("scripted");

// On narrow screens the row of pages scrolls: the page one is on stands in view.
const row = document.querySelector(".pages");
const here = row && row.querySelector("[aria-current]");
if (here) {
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.clientWidth) / 2;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) {
    event.target.form.submit();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    window.print();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) {
      menu.removeAttribute("open");
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  }
});

window.addEventListener("beforeprint", () => {
  for (const twin of document.querySelectorAll("details.twin")) {
    twin.setAttribute("open", "");
  }
});
