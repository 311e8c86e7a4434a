// Asks an address RATE times a second over kept-alive connections, half of it renders (POST) and half reads (GET), until it
// is told to end (SIGTERM). Prints what failed and how many; exits with 1 when anything did.
//
//   node load.mjs http://127.0.0.1:18090 300
import http from 'node:http';

const [base, rate] = [process.argv[2], Number(process.argv[3])];
const body = JSON.stringify({ intent: { name: 'show_weather', parameters: { city: 'Oslo' } } });
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const started = Date.now();
const failures = [];
let [sent, answered, longest, isEnding] = [0, 0, 0, false];

function ask(isRender) {
  const begun = Date.now();
  const end = (fault) => {
    answered++;
    longest = Math.max(longest, Date.now() - begun);
    if (fault) failures.push(`${new Date(begun).toISOString()} ${isRender ? 'POST' : 'GET'}: ${fault}`);
    if (isEnding && answered === sent) report();
  };
  const options = isRender
    ? { agent, method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } }
    : { agent };
  sent++;
  http
    .request(`${base}${isRender ? '/ixp/render' : '/ixp/intents'}`, options, (answer) => {
      let isWhole = false;
      answer.on('end', () => (isWhole = true));
      answer.on('close', () => end(answer.statusCode !== 200 ? answer.statusCode : isWhole ? null : 'cut off'));
      answer.resume();
    })
    .on('error', (fault) => end(fault.code ?? fault.message))
    .end(isRender ? body : undefined);
}

function report() {
  const seconds = (Date.now() - started) / 1000;
  failures.slice(0, 10).forEach((line) => console.log(line));
  console.log(`${failures.length} of ${answered} requests failed, at ${Math.round(answered / seconds)} a second; the longest took ${longest} ms`);
  process.exit(failures.length > 0 || answered === 0 ? 1 : 0);
}

const timer = setInterval(() => {
  for (const due = ((Date.now() - started) * rate) / 1000; sent < due; ) ask(sent % 2 === 0);
}, 10);
process.on('SIGTERM', () => {
  clearInterval(timer);
  isEnding = true;
  if (answered === sent) report();
});
