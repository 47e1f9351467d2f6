'use strict';
// Loaded first by Node (NODE_OPTIONS --require). Sends http, https and fetch
// through the proxy of HTTPS_PROXY in versions of Node that do not do so
// themselves. It never throws: without it the program still runs.
(function () {
  const flags = process.allowedNodeEnvironmentFlags;
  if (process.env.NODE_USE_ENV_PROXY === '1' && flags.has('--use-env-proxy')) return;
  let proxy;
  try {
    proxy = new URL(process.env.HTTPS_PROXY);
  } catch {
    return;
  }
  const net = require('net');
  const tls = require('tls');
  const http = require('http');
  const https = require('https');
  const Module = require('module');
  const proxyHost = proxy.hostname.replace(/^\[|\]$/g, '');
  const proxyPort = Number(proxy.port || 80);

  // tunnel calls done(error) or done(null, socket) once, the socket being
  // connected to host:port by way of the proxy.
  function tunnel(host, port, done) {
    host = String(host).replace(/^\[|\]$/g, '');
    const authority = (host.includes(':') ? `[${host}]` : host) + ':' + port;
    const socket = net.connect({ host: proxyHost, port: proxyPort });
    let answer = Buffer.alloc(0);
    function end(error) {
      socket.off('readable', read);
      socket.off('error', end);
      socket.off('close', closed);
      if (error) {
        socket.destroy();
        done(error);
      } else {
        done(null, socket);
      }
    }
    function closed() {
      const error = new Error(`the proxy closed the connection to ${authority}`);
      error.code = 'ECONNRESET';
      end(error);
    }
    function read() {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
        answer = Buffer.concat([answer, chunk]);
        const head = answer.indexOf('\r\n\r\n');
        if (head < 0) continue;
        if (!/^HTTP\/1\.[01] 200/.test(answer.toString('latin1', 0, 12))) {
          const error = new Error(`the proxy refused ${authority}: ${answer.toString('latin1', 0, answer.indexOf('\r\n'))}`);
          error.code = 'ECONNREFUSED';
          return end(error);
        }
        if (answer.length > head + 4) socket.unshift(answer.subarray(head + 4));
        return end();
      }
    }
    socket.on('readable', read);
    socket.on('error', end);
    socket.on('close', closed);
    socket.setNoDelay(true);
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  }

  // Agents make their connections with createConnection(options, callback).
  function wrapAgent(Agent, secure) {
    const original = Agent.prototype.createConnection;
    Agent.prototype.createConnection = function createConnection(...args) {
      const options = args[0];
      const callback = args[args.length - 1];
      const ours = options !== null && typeof options === 'object' && typeof callback === 'function' &&
        !options.socket && !options.socketPath && !options.path && !toProxy(options);
      if (!ours) return original.apply(this, args);
      tunnel(options.host || 'localhost', options.port || (secure ? 443 : 80), (error, socket) => {
        if (error) return callback(error);
        if (!secure) return callback(null, socket);
        let inner;
        try {
          inner = original.call(this, { ...options, socket });
        } catch (thrown) {
          socket.destroy();
          return callback(thrown);
        }
        callback(null, inner);
      });
      return undefined;
    };
  }

  function toProxy(options) {
    return Number(options.port) === proxyPort && options.host === proxyHost;
  }

  wrapAgent(http.Agent, false);
  wrapAgent(https.Agent, true);

  // connect is a connector for undici, which is what fetch is made of.
  function connect(options, done) {
    const secure = options.protocol === 'https:';
    const host = options.hostname.replace(/^\[|\]$/g, '');
    tunnel(host, options.port || (secure ? 443 : 80), (error, socket) => {
      if (error) return done(error, null);
      if (!secure) return done(null, socket);
      const servername = options.servername || (net.isIP(host) ? '' : host);
      const inner = tls.connect({ socket, servername, ALPNProtocols: ['http/1.1'] });
      inner.once('secureConnect', () => {
        inner.off('error', done);
        done(null, inner);
      });
      inner.once('error', done);
    });
  }

  const dispatcher = Symbol.for('undici.globalDispatcher.1');
  let installed = Number(process.versions.node.split('.')[0]) >= 24; // whose fetch reads the variables
  function install() {
    if (installed) return;
    installed = true;
    void globalThis.Headers; // loads undici, which makes its dispatcher
    const current = globalThis[dispatcher];
    if (current && current.constructor.name === 'Agent') globalThis[dispatcher] = new current.constructor({ connect });
  }

  // undici is loaded when it is first used, and not at every start.
  function onFirstUse(name) {
    const property = Object.getOwnPropertyDescriptor(globalThis, name);
    if (!property || !property.configurable) return;
    if (typeof property.value === 'function') {
      const original = property.value;
      const wrapped = { [name](input, init = undefined) {
        install();
        return original(input, init);
      } }[name];
      Object.defineProperty(globalThis, name, { ...property, value: wrapped });
    } else if (property.get) {
      const get = property.get;
      Object.defineProperty(globalThis, name, { ...property, get() {
        install();
        return get.call(globalThis);
      } });
    }
  }
  onFirstUse('fetch');
  for (const name of ['WebSocket', 'EventSource']) {
    const property = Object.getOwnPropertyDescriptor(globalThis, name);
    if (property && property.get) onFirstUse(name);
  }

  // The npm package undici has classes of its own.
  const load = Module._load;
  const seen = new WeakSet();
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    if (request === 'undici' && loaded && !seen.has(loaded)) {
      seen.add(loaded);
      try {
        if (loaded.getGlobalDispatcher().constructor === loaded.Agent) loaded.setGlobalDispatcher(new loaded.Agent({ connect }));
      } catch {
        // another package of that name
      }
    }
    return loaded;
  };
})();
