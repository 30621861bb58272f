// Stands in for the application until there is a jar: answers the health check and a short page.
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");
const process = require("node:process");

const { port, path } = JSON.parse(readFileSync("/etc/three-tier/settings.json", "utf8")).placeholder;

const server = createServer((request, response) => {
  if (request.url.split("?")[0] === path) {
    response.setHeader("Content-Type", "application/json");
    response.end('{"status":"UP"}');
  } else {
    response.setHeader("Content-Type", "text/plain");
    response.end("No application is deployed yet.\n");
  }
});
// Above the load balancer's 60 s, so that it is the one who closes.
server.keepAliveTimeout = 75_000;
server.listen(port);

// PM2 asks with SIGINT: take no more requests, finish those under way, leave.
process.on("SIGINT", () => {
  server.close();
  server.closeIdleConnections();
});
