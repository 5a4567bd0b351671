// A Teahouse client in one file: gives every private message back, exactly once. ../PROTOCOL.md explains each step.
//   npm install @microsoft/signalr && node echo-bot.mjs http://localhost:8080 NAME PASSWORD
import { createHash, randomUUID } from 'node:crypto';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [server, name, password] = process.argv.slice(2);
const headers = { 'Content-Type': 'application/json' };
const post = (path, body) => fetch(new URL(path, server), { method: 'POST', headers, body: JSON.stringify(body) });

await post('/api/register', { name, password }); // refused when the account is there already; the login tells
const login = await post('/api/login', { name, password, bearer: true });
if (!login.ok) throw new Error(`Cannot log in: ${await login.text()}`);
const { id: me, token } = await login.json();

const transport = { skipNegotiation: true, transport: HttpTransportType.WebSockets };
const live = new HubConnectionBuilder()
  .withUrl(new URL('/live', server).href, { accessTokenFactory: () => token, ...transport })
  .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (last) => Math.random() * Math.min(10_000, 200 * 2 ** last.previousRetryCount) })
  .configureLogging(LogLevel.None)
  .build();

// Calls again while the server is busy or we are too fast; with the same client id nothing can be stored twice.
async function call(method, ...argument) {
  try {
    return await live.invoke(method, ...argument);
  } catch (error) {
    const refusal = JSON.parse(error.message.match(/\{.*\}$/s)?.[0] ?? '{}');
    if (![1003, 1004, 1005, 1008].includes(refusal.code)) throw error;
    await new Promise((resolve) => setTimeout(resolve, refusal.retryAfterMs ?? 1000));
    return call(method, ...argument);
  }
}

// The answer's id is made of the question's: the same question never has two answers, whatever breaks in between.
function answerId({ by, clientId }) {
  const hash = createHash('sha256').update(`${me} answers ${by} ${clientId}`).digest('hex');
  return `${clientId.slice(0, 14)}7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

// What is unread is unanswered: the read mark follows the answers.
async function answer({ id, kind, readSeq: seq }) {
  for (let page; kind === 'private' && (page = await call('ReadAfter', { conversationId: id, seq, limit: 200 })).events.length > 0; ) {
    for (const event of page.events.filter((e) => e.by !== me && e.body.kind === 'text'))
      await call('Send', { conversationId: id, clientId: answerId(event), text: event.body.text });
    seq = page.events.at(-1).seq;
    await call('MarkRead', { conversationId: id, seq });
  }
}

let work = Promise.resolve(); // one round at a time; what breaks off is made good after the next hello
const round = async () => { for (const conversation of await call('GetConversations')) await answer(conversation); };
const answerAll = () => (work = work.then(round).catch(() => {}));
const hello = () => call('Hello', { version: 1, deviceId: randomUUID() }).then(answerAll);
for (const event of ['ConversationAdded', 'Events', 'Heads']) live.on(event, answerAll);
live.on('Goodbye', ({ code }) => code < 9004 && process.exit(1));
live.onreconnected(hello);
await live.start();
await hello();
console.log(`${name} listens`);
