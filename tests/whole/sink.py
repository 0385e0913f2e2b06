"""A mail server that keeps what it gets, for the tests of letters: real SMTP over TCP, STARTTLS where it has a
certificate. By the reader's name it refuses: refused@ for good, later@ for now, spam@ after the message."""
import asyncio
import ssl
import threading


class Sink:
    def __init__(self, certificate=None, key=None, port=0):
        self.letters, self.commands, self.tls_sessions = [], [], 0
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate, key)
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.session, "127.0.0.1", port))
        self.port = self.server.sockets[0].getsockname()[1]
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def close(self):
        async def end():
            self.server.close()
            for task in asyncio.all_tasks():
                if task is not asyncio.current_task():
                    task.cancel()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(5)

    async def session(self, reader, writer):
        try:
            await self.talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def talk(self, reader, writer):
        sender, readers, secure = None, [], False

        async def say(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        await say("220 sink ready")
        while line := await reader.readline():
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].upper()
            self.commands.append(words)
            if verb == "EHLO":
                offers = ["sink", "SIZE 1000000"] + (["STARTTLS"] if self.context and not secure else [])
                for i, offer in enumerate(offers):
                    await say(("250 " if i + 1 == len(offers) else "250-") + offer)
            elif verb == "STAR":
                await say("220 go on")
                await writer.start_tls(self.context)
                secure, self.tls_sessions = True, self.tls_sessions + 1
            elif verb == "MAIL":
                sender, readers = words[10:], []
                await say("250 fine")
            elif verb == "RCPT":
                name = words[words.index("<") + 1:words.index(">")]
                if name.startswith("refused@"):
                    await say("550 5.1.1 no such person")
                elif name.startswith("later@"):
                    await say("451 4.7.1 come back later")
                else:
                    readers.append(name)
                    await say("250 fine")
            elif verb == "DATA":
                await say("354 go on")
                message = await self.message(reader)
                if any(name.startswith("spam@") for name in readers):
                    await say("554 5.7.1 not wanted")
                else:
                    self.letters.append((sender, tuple(readers), message))
                    await say("250 kept")
            elif verb == "QUIT":
                await say("221 bye")
                return
            else:
                await say("250 fine")

    async def message(self, reader):
        lines = []
        while (line := await reader.readline()) and line.rstrip(b"\r\n") != b".":
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)
