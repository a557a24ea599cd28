import { createServer } from 'node:http';

/** Node's own server answering 401 to everything, as a process: the least that a refusal can cost. */
const server = createServer((_req, res) => {
  res.writeHead(401, { 'Content-Type': 'application/problem+json', 'Content-Length': 3 });
  res.end('{}\n');
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
