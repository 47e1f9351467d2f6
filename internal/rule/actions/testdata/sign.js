function onRequest(context, request) {
  const at = String(Math.floor(Date.now() / 1000));
  const what = [request.method, request.path, at, hash('sha256', request.body.bytes)].join('\n');
  request.headers.set('X-Timestamp', at);
  request.headers.set('X-Signature', hmac('sha256', context.env.KEY, what));
}
