// Asks the server while somebody types or chooses: GET data-url of `element`, with `values` as its arguments. Resolves to
// what the JSON answer says; to null when there is none, for a later question of the same element came, or the server
// refuses or is out of reach. What stands on the page then stays.
export async function ask(element, values) {
  hush(element);
  element.asking = new AbortController();
  const url = new URL(element.dataset.url, location.href);
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
  try {
    const answer = await fetch(url, { signal: element.asking.signal, headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// The same, once nothing more was typed for so many milliseconds: `question` asks. Until then no earlier answer counts.
export function askLater(element, pause, question) {
  hush(element);
  element.timer = setTimeout(question, pause);
}

function hush(element) {
  clearTimeout(element.timer);
  element.asking?.abort();
}
