// A gRPC server for all kinds of calls. Prints "port N", then what happens to calls.
// Arguments: none for clear text, or the directory of it.key and it.crt.
const fs = require('fs');
const grpc = require('@grpc/grpc-js');
const service = require('./grpc-service.js');

const print = line => console.log(line);

/** Returns the client's x- metadata under the same names. */
function metadata(call) {
    const sent = new grpc.Metadata();
    for (const name of Object.keys(call.metadata.getMap())) {
        if (name.startsWith('x-')) {
            call.metadata.get(name).forEach(value => sent.add(name, value));
        }
    }
    return sent;
}

function trailers() {
    const sent = new grpc.Metadata();
    sent.set('x-trailer', 'end');
    sent.set('x-trailer-bin', Buffer.from([0, 1, 254, 255]));
    return sent;
}

const handlers = {
    echo(call, done) {
        const fail = call.metadata.get('fail')[0];
        if (fail) {
            done({ code: Number(fail), details: 'fails with ' + fail + ': ü', metadata: trailers() });
            return;
        }
        call.sendMetadata(metadata(call));
        done(null, call.request, trailers());
    },

    collect(call, done) {
        let messages = 0;
        let length = 0;
        call.on('data', message => {
            messages++;
            length += message.length;
        });
        call.on('end', () => done(null, Buffer.from(messages + ' ' + length)));
        call.on('error', () => {});
    },

    // "N SIZE": so many messages; "N SIZE endless": then waits; "N SIZE cancel": then ends with CANCELLED
    count(call) {
        const [messages, size, then] = call.request.toString().split(' ');
        let left = Number(messages);
        const more = () => {
            while (left > 0) {
                left--;
                if (!call.write(Buffer.alloc(Number(size), left & 0xff))) {
                    call.once('drain', more);
                    return;
                }
            }
            if (then === 'cancel') {
                call.emit('error', { code: grpc.status.CANCELLED, details: 'the server has cancelled' });
            } else if (then !== 'endless') {
                call.end(trailers());
            }
        };
        call.on('cancelled', () => {
            left = 0;
        });
        more();
    },

    chat(call) {
        call.on('data', message => call.write(message));
        call.on('end', () => call.end(trailers()));
        call.on('error', () => {});
    },

    // ends before the client does
    early(call) {
        call.once('data', message => {
            call.write(message);
            call.end();
        });
        call.on('error', () => {});
    },

    hang(call) {
        call.sendMetadata(metadata(call));
        call.on('cancelled', () => print('cancelled hang'));
    }
};

const server = new grpc.Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1
});
server.addService(service, handlers);
const directory = process.argv[2];
const credentials = directory
    ? grpc.ServerCredentials.createSsl(null, [{
        private_key: fs.readFileSync(directory + '/it.key'),
        cert_chain: fs.readFileSync(directory + '/it.crt')
    }])
    : grpc.ServerCredentials.createInsecure();
server.bindAsync('127.0.0.1:0', credentials, (error, port) => print(error ? String(error) : 'port ' + port));
