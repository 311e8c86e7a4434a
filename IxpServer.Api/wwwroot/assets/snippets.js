/** The same render without this page: for a terminal and for a page of one's own. */

const base = () => new URL('ixp', document.baseURI).href;
const body = (intent, parameters) => ({ intent: { name: intent.name, parameters } });

export function curl(intent, parameters) {
  // Inside single quotes a shell takes everything as it is, but for the quote itself.
  const json = JSON.stringify(body(intent, parameters), null, 2).replaceAll("'", `'\\''`);
  return `curl -X POST ${base()}/render \\\n  -H 'Content-Type: application/json' \\\n  -d '${json}'`;
}

export function snippet(intent, parameters) {
  return `<script src="${base()}/sdk"></script>
<div id="here"></div>
<script type="module">
  await IXPRuntime.initialize();
  await IXPRuntime.render(
    ${JSON.stringify({ name: intent.name, parameters }, null, 2).replaceAll('\n', '\n    ').replaceAll('</', '<\\/')},
    document.getElementById('here'),
  );
</script>`;
}
