// Stands in for systemd: prints every datagram that reaches its socket, as a line of JSON. It needs --unstable-net.
type Receive = (options: { transport: "unixpacket"; path: string }) => AsyncIterable<[Uint8Array, unknown]>;
const { listenDatagram } = Deno as unknown as { listenDatagram: Receive };

const socket = listenDatagram({ transport: "unixpacket", path: Deno.args[0]!.replace(/^@/, "\0") });
console.log("bound");
for await (const [datagram] of socket) console.log(JSON.stringify(new TextDecoder().decode(datagram)));
