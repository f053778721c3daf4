// What a mailed link is for stands behind the "#": `verify`, `reset` or `invite`, and its token. It is taken out of the
// address at once, so that it stays in no history; a mail scanner that opens the page uses nothing up.
const [purpose, token] = location.hash.slice(1).split("=", 2);
history.replaceState(null, "", location.pathname);

const said = document.getElementById("said");
const DONE = {
  verify: "Thank you. You can sign in now.",
  password: "Your password is set. You can sign in now.",
  forgot: "If this address has a login, a mail is on its way.",
};

async function send(form, path, body) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(`/api/v1/auth/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    said.textContent = answer.ok ? DONE[form.id] : (await answer.json()).error.message;
    form.hidden = answer.ok;
  } catch {
    said.textContent = "The server cannot be reached. Try again in a moment.";
  } finally {
    button.disabled = false;
  }
}

const field = (id) => document.getElementById(id).value;
const forms = {
  verify: () => ["verify-email", { token }],
  password: () => ["password-reset-confirm", { token, new_password: field("new") }],
  forgot: () => ["password-reset-request", { email: field("email") }],
};
for (const [id, request] of Object.entries(forms)) {
  const form = document.getElementById(id);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, ...request());
  });
}
const shown = { verify: "verify", reset: "password", invite: "password" }[purpose] ?? "forgot";
document.getElementById(shown).hidden = false;
