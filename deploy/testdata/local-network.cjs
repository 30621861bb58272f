// Puts a little internet on loopback in the place of the real one, in the process that this is preloaded into: the
// names and doors of `Map` in smoke/test-network.ts, as JSON in LOCAL_NETWORK.
const dns = require("node:dns/promises");
const net = require("node:net");

const { names, doors } = JSON.parse(process.env.LOCAL_NETWORK);
const { connect } = net;

dns.lookup = async (name) => {
  if (name in names) return names[name].map((address) => ({ address, family: net.isIP(address) }));
  throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" });
};

net.connect = ({ host, port }) => {
  const door = doors[`${host}:${port}`];
  if (door !== undefined) return connect({ host: "127.0.0.1", port: door });
  return new net.Socket().destroy(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
};
