/** What the page is about. */
export const data = JSON.parse(document.getElementById("data").textContent);
