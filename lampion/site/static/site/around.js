// "Around me": asks the browser for its position, once, when the person presses the button.
for (const form of document.querySelectorAll("[data-around]")) {
  if (!("geolocation" in navigator)) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.lat.value) return;
    event.preventDefault();
    const problem = form.querySelector("[data-around-problem]");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(3);
        form.elements.lon.value = coords.longitude.toFixed(3);
        form.submit();
      },
      () => { problem.textContent = problem.dataset.aroundProblem; },
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}
