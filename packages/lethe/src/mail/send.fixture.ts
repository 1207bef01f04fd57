import { createServer, type Socket } from 'node:net';
import { compose } from './compose.ts';
import { fullFacts } from './facts.fixture.ts';
import { type Message, messageOf } from './message.ts';

export const sender = 'Relay <no-reply@relay.test>';

export const messageTo = (to: string, changes: Partial<Message> = {}): Message => ({
  ...messageOf({ to, messageId: '<ntc_1.requester@relay.test>' }, compose('scheduled', fullFacts())),
  ...changes,
});

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** Everything clients said. */
  said(): string;
}

/**
 * A mail server that says what it is told to: `answers` by the first word of a command, `''` at the start, `.` after the
 * message. A null says nothing, `cut` ends the connection. What is left out is answered kindly.
 */
export async function scriptedServer(answers: Readonly<Record<string, string | null>>): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  let said = '';
  const answer = (socket: Socket, word: string): void => {
    const text = Object.hasOwn(answers, word) ? answers[word] : kindly[word];
    if (text === 'cut') socket.destroy();
    else if (text !== null) socket.write(`${text ?? '250 fine'}\r\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let inMessage = false;
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      said += data;
      const lines = (rest + data).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (inMessage && line !== '.') continue;
        answer(socket, inMessage ? '.' : (line.split(/[ :]/)[0] ?? '').toUpperCase());
        inMessage = line === 'DATA' && !Object.hasOwn(answers, 'DATA');
      }
    });
    answer(socket, '');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('bug: a server has a port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    said: () => said,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const kindly: Readonly<Record<string, string>> = {
  '': '220 scripted ESMTP',
  DATA: '354 go on',
  QUIT: '221 bye',
};
