// Who holds the phones: the switch between customers, the front desk's name, who has something unread.
import { make, badge } from "./dom.js";
import { word } from "./words.js";

const LANGUAGES = { ko: "한국어", en: "English" };

function face(person) {
  const avatar = make("span", {
    className: `avatar tint-${person.id % 4}`, text: person.first_name.slice(0, 1), attributes: { "aria-hidden": "true" },
  });
  const name = make("span", { className: "person-name", text: person.first_name.replace(/\s*\(.*\)$/, "") });
  return [avatar, name];
}

export function drawCustomers(root, customers, { chosen, unread, choose }) {
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.personId : null;
  root.replaceChildren(...customers.map((person) => {
    const count = person.id === chosen ? 0 : unread(person.id);
    const mark = make("span", { className: "badge" });
    badge(mark, count, word("unread")(count));
    const pressed = String(person.id === chosen);
    return make("button", {
      className: "person",
      attributes: {
        type: "button", "aria-pressed": pressed, "data-testid": "person-switch", "data-person-id": person.id,
        title: `${person.first_name} · ${LANGUAGES[person.language_code] ?? person.language_code}`,
      },
      on: { click: () => choose(person.id) },
    }, ...face(person), mark);
  }));
  root.querySelector(`[data-person-id="${focused}"]`)?.focus();
}

export function drawAdmin(root, admin) {
  root.replaceChildren(make("div", { className: "person only" }, ...face(admin),
    make("small", { text: word("adminRole") })));
}
