// A development server for the folder given, on a free port of 127.0.0.1, which it says.
const { createServer } = require('vite')

createServer({
  root: process.argv[2],
  configFile: false,
  logLevel: 'silent',
  cacheDir: process.argv[2] + '/.cache',
  server: { host: '127.0.0.1', port: 0, watch: { usePolling: true, interval: 100 } }
})
  .then(server => server.listen())
  .then(server => console.log('port ' + server.httpServer.address().port))
