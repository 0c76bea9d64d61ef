// A long quotation that opens when it is pressed, as in Telegram's apps: three lines, then all.

export function foldQuote(quote) {
  const fold = (folded) => {
    quote.classList.toggle("folded", folded);
    quote.setAttribute("aria-expanded", String(!folded));
  };
  const turn = () => { if (quote.tabIndex === 0) fold(!quote.classList.contains("folded")); };
  fold(true);
  quote.addEventListener("click", (event) => { if (!event.target.closest("a, button, code")) turn(); });
  quote.addEventListener("keydown", (event) => {
    if (event.target !== quote || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    turn();
  });
  new ResizeObserver(() => {
    if (!quote.classList.contains("folded")) return;
    const long = quote.scrollHeight > quote.clientHeight + 1;
    quote.classList.toggle("long", long);
    quote.tabIndex = long ? 0 : -1;
    if (long) quote.setAttribute("role", "button");
  }).observe(quote);
}
