// Renews the code when its slot ends, keeps the screen on, and adds up the heads. By the server's clock alone: it says
// in how many seconds a slot ends.
const code = document.getElementById("code");
const RETRY_S = 5;
let waiting;
let wake;

function show(told) {
  document.getElementById("shown").hidden = !told.typable;
  document.getElementById("message").hidden = Boolean(told.typable);
  document.getElementById("message").textContent = told.message || "";
  if (!told.typable) return;
  document.getElementById("typable").textContent = told.typable;
  const picture = new DOMParser().parseFromString(told.svg, "image/svg+xml").documentElement;
  document.getElementById("qr").replaceChildren(picture);
}

function say(isOld) {
  code.classList.toggle("old", isOld);
  document.getElementById("stale").hidden = !isOld;
}

async function renew() {
  let lasts = RETRY_S;
  try {
    const query = new URLSearchParams({ lang: document.documentElement.lang });
    const answer = await fetch(`${code.dataset.url}?${query}`, { cache: "no-store" });
    // A link that has expired says so on the page itself.
    if (answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    show(told);
    say(false);
    lasts = told.lasts_s;
  } catch {
    say(true);
  }
  wait(lasts);
}

function wait(seconds) {
  clearTimeout(waiting);
  waiting = setTimeout(renew, seconds * 1000 + 200);
}

async function stayAwake() {
  try {
    wake = await navigator.wakeLock?.request("screen");
  } catch {
    wake = undefined; // a phone that saves its battery says no
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  renew();
  stayAwake();
});
wait(Number(code.dataset.lasts));
stayAwake();

const fields = [...document.querySelectorAll(".door-cells input")];
document.querySelector("#heads form")?.addEventListener("input", () => {
  const filled = fields.filter((field) => /^\d+$/.test(field.value));
  const total = filled.reduce((sum, field) => sum + Number(field.value), 0);
  document.getElementById("total").textContent = filled.length ? total : "–";
});
