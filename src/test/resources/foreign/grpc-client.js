// A gRPC client: makes the calls that it is told to and prints "ok CALL" or "failed CALL: WHY" for each, then "done".
// Arguments: the port, a file with the certificate to trust or "-" for clear text, and the names of calls; none for all.
const fs = require('fs');
const assert = require('assert');
const grpc = require('@grpc/grpc-js');
const service = require('./grpc-service.js');

const [port, certificate, ...names] = process.argv.slice(2);
const Client = grpc.makeGenericClientConstructor(service, 'Service');
const UNLIMITED = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

function connect(options) {
    const tls = certificate !== '-';
    const credentials =
        tls ? grpc.credentials.createSsl(fs.readFileSync(certificate)) : grpc.credentials.createInsecure();
    const name = tls ? { 'grpc.ssl_target_name_override': 'gangway.test', 'grpc.default_authority': 'gangway.test' } : {};
    return new Client('127.0.0.1:' + port, credentials, { ...UNLIMITED, ...name, ...options });
}

const client = connect({});

/** A call with one response: resolves with it, the metadata and the status. */
function unary(on, name, request, metadata = new grpc.Metadata(), options = {}) {
    return new Promise(resolve => {
        const result = {};
        const call = on[name](request, metadata, options, (error, response) => {
            result.error = error;
            result.response = response;
        });
        call.on('metadata', head => result.metadata = head);
        call.on('status', status => {
            result.status = status;
            // the callback may follow
            setImmediate(() => resolve(result));
        });
    });
}

/** Resolves with the messages and the status of a call with a stream of responses. */
function received(call, each = () => {}) {
    return new Promise(resolve => {
        const messages = [];
        call.on('data', message => {
            messages.push(message);
            each(message, messages.length);
        });
        call.on('error', () => {});
        call.on('status', status => resolve({ messages, status }));
    });
}

const calls = {
    async unary() {
        const metadata = new grpc.Metadata();
        metadata.set('x-text', 'sent');
        metadata.set('x-bytes-bin', Buffer.from([0, 1, 127, 128, 255]));
        metadata.add('x-twice', 'one');
        metadata.add('x-twice', 'two');
        const { response, metadata: head, status } = await unary(client, 'echo', Buffer.from('hello'), metadata);
        assert.strictEqual(response.toString(), 'hello');
        assert.deepStrictEqual(head.get('x-text'), ['sent']);
        assert.deepStrictEqual([...head.get('x-bytes-bin')[0]], [0, 1, 127, 128, 255]);
        assert.strictEqual(head.get('x-twice').join(', '), 'one, two');
        assert.strictEqual(status.code, grpc.status.OK);
        assert.deepStrictEqual(status.metadata.get('x-trailer'), ['end']);
        assert.deepStrictEqual([...status.metadata.get('x-trailer-bin')[0]], [0, 1, 254, 255]);
    },

    async empty() {
        const { response, status } = await unary(client, 'echo', Buffer.alloc(0));
        assert.strictEqual(response.length, 0);
        assert.strictEqual(status.code, grpc.status.OK);
    },

    client_stream() {
        return new Promise((resolve, reject) => {
            const call = client.collect((error, response) => {
                if (error) {
                    reject(error);
                } else {
                    assert.strictEqual(response.toString(), '100 100000');
                    resolve();
                }
            });
            for (let i = 0; i < 100; i++) {
                call.write(Buffer.alloc(1000, i));
            }
            call.end();
        });
    },

    async server_stream() {
        const { messages, status } = await received(client.count(Buffer.from('100 1000')));
        assert.strictEqual(messages.length, 100);
        messages.forEach((message, i) => assert.strictEqual(message[0], 99 - i));
        assert.strictEqual(status.code, grpc.status.OK);
        assert.deepStrictEqual(status.metadata.get('x-trailer'), ['end']);
    },

    // each message is sent when the one before has come back: neither direction waits for the end of the other
    async both_streams() {
        const call = client.chat();
        const result = received(call, (message, number) => {
            assert.strictEqual(message.toString(), 'turn ' + number);
            if (number < 50) {
                call.write(Buffer.from('turn ' + (number + 1)));
            } else {
                call.end();
            }
        });
        call.write(Buffer.from('turn 1'));
        const { messages, status } = await result;
        assert.strictEqual(messages.length, 50);
        assert.strictEqual(status.code, grpc.status.OK);
    },

    // the response ends while the request is still open
    async early_end() {
        const call = client.early();
        const result = received(call);
        call.write(Buffer.from('first'));
        const { messages, status } = await result;
        assert.strictEqual(messages.toString(), 'first');
        assert.strictEqual(status.code, grpc.status.OK);
    },

    async error() {
        const metadata = new grpc.Metadata();
        metadata.set('fail', '5');
        const { error, status } = await unary(client, 'echo', Buffer.from('x'), metadata);
        assert.strictEqual(error.code, grpc.status.NOT_FOUND);
        assert.strictEqual(error.details, 'fails with 5: ü');
        assert.deepStrictEqual(status.metadata.get('x-trailer'), ['end']);
    },

    async unknown_method() {
        const bytes = value => value;
        const error = await new Promise(resolve => client.makeUnaryRequest(
            '/test.Service/Nothing', bytes, bytes, Buffer.from('x'), resolve));
        assert.strictEqual(error.code, grpc.status.UNIMPLEMENTED);
    },

    async deadline() {
        const { error } = await unary(
            client, 'hang', Buffer.from('x'), new grpc.Metadata(), { deadline: Date.now() + 500 });
        assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
    },

    async cancelled_by_client() {
        const call = client.count(Buffer.from('3 10 endless'));
        const { messages, status } = await received(call, (message, number) => {
            if (number === 3) {
                call.cancel();
            }
        });
        assert.strictEqual(messages.length, 3);
        assert.strictEqual(status.code, grpc.status.CANCELLED);
    },

    // without a deadline, so that the server cannot know by itself
    async cancelled_unary() {
        const error = await new Promise(resolve => {
            const call = client.hang(Buffer.from('x'), resolve);
            call.on('metadata', () => call.cancel());
        });
        assert.strictEqual(error.code, grpc.status.CANCELLED);
    },

    async cancelled_by_server() {
        const { messages, status } = await received(client.count(Buffer.from('3 10 cancel')));
        assert.strictEqual(messages.length, 3);
        assert.strictEqual(status.code, grpc.status.CANCELLED);
        assert.strictEqual(status.details, 'the server has cancelled');
    },

    async large() {
        const message = Buffer.alloc(16 << 20, 'large');
        const { response, error } = await unary(client, 'echo', message);
        assert.ifError(error);
        assert.ok(message.equals(response));
    },

    async large_stream() {
        let length = 0;
        const call = client.count(Buffer.from('256 65536'));
        call.on('data', message => length += message.length);
        await new Promise(resolve => call.on('status', resolve));
        assert.strictEqual(length, 16 << 20);
    },

    async concurrent() {
        const results = await Promise.all(
            Array.from({ length: 100 }, (_, i) => unary(client, 'echo', Buffer.from('call ' + i))));
        results.forEach((result, i) => assert.strictEqual(result.response.toString(), 'call ' + i));
    },

    // a call that is silent for some pings
    async keepalive() {
        const pinging = connect({ 'grpc.keepalive_time_ms': 100, 'grpc.keepalive_timeout_ms': 5000 });
        const call = pinging.chat();
        const result = received(call, (message, number) => {
            if (number === 1) {
                setTimeout(() => {
                    call.write(Buffer.from('again'));
                    call.end();
                }, 1000);
            }
        });
        call.write(Buffer.from('once'));
        const { messages, status } = await result;
        assert.strictEqual(messages.length, 2);
        assert.strictEqual(status.code, grpc.status.OK);
        pinging.close();
    },

    async compressed() {
        const zipping = connect({ 'grpc.default_compression_algorithm': 2 });
        const message = Buffer.alloc(100000, 'z');
        const { response } = await unary(zipping, 'echo', message);
        assert.ok(message.equals(response));
        zipping.close();
    }
};

(async () => {
    for (const name of names.length ? names : Object.keys(calls)) {
        try {
            await calls[name]();
            console.log('ok ' + name);
        } catch (error) {
            console.log('failed ' + name + ': ' + String(error && error.stack || error).replace(/\n/g, ' '));
        }
    }
    console.log('done');
    process.exit(0);
})();
