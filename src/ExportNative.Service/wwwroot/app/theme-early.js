// In front of everything else, so that a page in the chosen colours is the first that is seen.
try {
  const theme = localStorage.getItem("exportnative.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's colours are as good.
}
