// A gRPC service whose messages are bytes: one method for each kind of call, and some that do not end by themselves.
const bytes = value => value;
const method = (name, requestStream, responseStream) => ({
    path: '/test.Service/' + name, requestStream, responseStream,
    requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes
});

module.exports = {
    echo: method('Echo', false, false),
    collect: method('Collect', true, false),
    count: method('Count', false, true),
    chat: method('Chat', true, true),
    early: method('Early', true, true),
    hang: method('Hang', false, false)
};
