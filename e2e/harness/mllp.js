// A minimal MLLP sender: one connection, one outstanding message, as most hospital systems do it.
import { connect } from 'node:net';

const START = 0x0b;
const END = Buffer.from([0x1c, 0x0d]);

/** Opens a connection; `send` answers the acknowledgement, parsed as far as a sender looks. */
export async function openMllp(port, host = '127.0.0.1') {
  const socket = connect(port, host);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let buffer = Buffer.alloc(0);
  const waiting = [];
  const fail = (why) => {
    while (waiting.length > 0) waiting.shift().reject(why);
  };
  socket.on('data', (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    for (let end = buffer.indexOf(END); end >= 0; end = buffer.indexOf(END)) {
      const text = buffer.subarray(buffer.indexOf(START) + 1, end).toString('utf8');
      buffer = buffer.subarray(end + END.length);
      waiting.shift()?.resolve(acknowledgement(text));
    }
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed before the acknowledgement')));
  return {
    send(message) {
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(Buffer.concat([Buffer.from([START]), Buffer.from(message, 'utf8'), END]));
      });
    },
    close: () => socket.destroy(),
  };
}

/** One message over one connection. */
export async function sendOnce(port, message) {
  const line = await openMllp(port);
  try {
    return await line.send(message);
  } finally {
    line.close();
  }
}

function acknowledgement(text) {
  const msa = text.split('\r').find((segment) => segment.startsWith('MSA|'))?.split('|') ?? [];
  return { code: msa[1], controlId: msa[2], text: msa[3], raw: text };
}
