// The page's own buttons put a question to the widget, as any host page may.
for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => window.DomIQ?.send(button.dataset.ask));
}
